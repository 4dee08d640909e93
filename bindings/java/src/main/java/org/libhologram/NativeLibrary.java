// NativeLibrary.java — finds and loads the native library, once.
package org.libhologram;

/** The native library. */
final class NativeLibrary {
  private NativeLibrary() {}

  private static final class Holder {
    static final boolean LOADED = loadOnce();

    private static boolean loadOnce() {
      final String path = System.getProperty("org.libhologram.path");
      if (path != null) {
        System.load(path);
      } else {
        System.loadLibrary("hologram_java");
      }
      return true;
    }
  }

  static boolean load() {
    return Holder.LOADED;
  }
}
