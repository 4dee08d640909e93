// NativeLibrary.java — finds and loads the native library, once.
//
// In this order: the path in the property org.libhologram.path; the natives jar, whose files are copied into a folder that
// is named after what is in them; wherever the system looks for libraries.
package org.libhologram;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The native library. */
final class NativeLibrary {
  private static final String NAME = "libhologram_java.so";
  // What it needs, in the order in which it must be there.
  private static final String[] FILES = {"libcpuid.so.16", NAME};

  private NativeLibrary() {}

  // Initialized by the first call of load(), by one thread; a failure is told again to the others.
  private static final class Holder {
    static final UnsatisfiedLinkError FAILURE = tryEverywhere();
  }

  static void load() {
    if (Holder.FAILURE != null) throw new UnsatisfiedLinkError(Holder.FAILURE.getMessage());
  }

  private static UnsatisfiedLinkError tryEverywhere() {
    final List<String> tried = new ArrayList<>();
    final String path = System.getProperty("org.libhologram.path");
    if (path != null) return loadFile(Path.of(path), tried) ? null : failure(tried);
    final String resources = "/META-INF/native/" + platform() + "/";
    if (NativeLibrary.class.getResource(resources + NAME) == null) {
      tried.add("the class path has no " + resources + NAME);
    } else {
      for (Path folder : cacheFolders()) {
        try {
          if (loadFile(unpack(resources, folder).resolve(NAME), tried)) return null;
        } catch (IOException failed) {
          tried.add(folder + ": " + failed);
        }
      }
    }
    try {
      System.loadLibrary("hologram_java");
      return null;
    } catch (UnsatisfiedLinkError failed) {
      tried.add("java.library.path: " + failed.getMessage());
      return failure(tried);
    }
  }

  private static boolean loadFile(Path file, List<String> tried) {
    try {
      System.load(file.toAbsolutePath().toString());
      return true;
    } catch (UnsatisfiedLinkError failed) {
      tried.add(file + ": " + failed.getMessage());
      return false;
    }
  }

  private static UnsatisfiedLinkError failure(List<String> tried) {
    return new UnsatisfiedLinkError(
        "the native library of libhologram cannot be loaded on "
            + platform()
            + " ("
            + System.getProperty("os.version")
            + "):\n  "
            + String.join("\n  ", tried));
  }

  private static String platform() {
    final String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    final String arch = System.getProperty("os.arch");
    return (os.startsWith("linux") ? "linux" : os.replace(' ', '_')) + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }

  private static List<Path> cacheFolders() {
    final List<Path> folders = new ArrayList<>();
    final String cache = System.getenv("XDG_CACHE_HOME");
    if (cache != null && !cache.isEmpty()) folders.add(Path.of(cache, "libhologram"));
    folders.add(Path.of(System.getProperty("user.home"), ".cache", "libhologram"));
    folders.add(Path.of(System.getProperty("java.io.tmpdir"), "libhologram-" + System.getProperty("user.name")));
    return folders;
  }

  // Files of the same bytes are left alone; others take their place at once, so that nobody loads half of one.
  private static Path unpack(String resources, Path cache) throws IOException {
    final List<byte[]> contents = new ArrayList<>();
    for (String name : FILES) contents.add(read(resources + name));
    final Path folder = Files.createDirectories(cache.resolve(hash(contents)));
    for (int i = 0; i < FILES.length; ++i) {
      final Path file = folder.resolve(FILES[i]);
      if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), contents.get(i))) continue;
      final Path part = Files.createTempFile(folder, FILES[i], ".part");
      try {
        Files.write(part, contents.get(i));
        try {
          Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unable) {
          Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
      } finally {
        Files.deleteIfExists(part);
      }
    }
    return folder;
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
      if (in == null) throw new IOException("the natives jar has no " + resource);
      return in.readAllBytes();
    }
  }

  private static String hash(List<byte[]> contents) {
    try {
      final MessageDigest digest = MessageDigest.getInstance("SHA-256");
      contents.forEach(digest::update);
      final StringBuilder text = new StringBuilder();
      for (byte each : Arrays.copyOf(digest.digest(), 16)) text.append(String.format("%02x", each));
      return text.toString();
    } catch (NoSuchAlgorithmException impossible) { // every Java has it
      throw new AssertionError(impossible);
    }
  }
}
