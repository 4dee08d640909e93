// plot.cc — runs gnuplot without a shell: the script on its standard input, the picture from its standard output. No
// word of the user's stands in the script.
#include "plot.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "failure.h"

namespace hologram::cli {
namespace {

constexpr std::string_view kStyle = R"(set encoding utf8
set terminal svg size 960,560 dynamic font 'Helvetica,Arial,sans-serif,14' background '#ffffff' linewidth 1.2
set title 'vector_add of f32, one thread: time of one call' font ',17' noenhanced
set logscale xy
set xlabel 'elements'
set xrange [200:2.2e7]
set yrange [1:1e9]
set xtics ('256' 256, '1K' 1024, '3K' 3072, '16K' 16384, '64K' 65536, '1M' 1048576, '16M' 16777216) nomirror
set ytics ('1 ns' 1, '10 ns' 1e1, '100 ns' 1e2, '1 µs' 1e3, '10 µs' 1e4, '100 µs' 1e5, '1 ms' 1e6, '10 ms' 1e7, \
  '100 ms' 1e8, '1 s' 1e9) nomirror
set border 3 linecolor '#555555'
set grid xtics ytics linecolor '#dddddd' linetype 1 linewidth 0.6
set key outside right center Left reverse spacing 1.5 samplen 3
set datafile separator ','
set datafile missing ''
plot $figures using 1:6 title 'ancestor, ISA' with linespoints linecolor '#b2182b' linewidth 2 pointtype 9, \
  '' using 1:5 title 'ancestor, SIMD' with linespoints linecolor '#ef8a62' linewidth 2 pointtype 11, \
  '' using 1:3 title 'bare kernel' with linespoints linecolor '#92c5de' linewidth 7 pointtype 7 pointsize 1.2, \
  '' using 1:4 title 'plain loop' with lines linecolor '#d95f02' linewidth 2.5 dashtype (5,5), \
  '' using 1:2 title 'through handles' with linespoints linecolor '#08306b' linewidth 1.6 pointtype 7 pointsize 0.5
)";

// "n,handles,kernel,plain loop,ancestor SIMD,ancestor ISA", a line per size.
std::string Script(const BenchReport& report) {
  const auto published = [](const std::optional<double>& ns) { return ns ? fmt::format("{}", *ns) : std::string(); };
  std::string script = "$figures << END\n";
  for (const BenchRow& row : report.rows) {
    script += fmt::format("{},{},{},{},{},{}\n", row.n, row.handles.ns, row.kernel.ns, row.plain_loop.ns,
                          published(row.ancestor_simd_ns), published(row.ancestor_isa_ns));
  }
  return script + "END\n" + std::string(kStyle);
}

std::string FindProgram(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "";
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(':'), rest.size());
    std::string candidate = (std::filesystem::path(rest.substr(0, end)) / name).string();
    std::error_code error;
    if (std::filesystem::is_regular_file(candidate, error) && access(candidate.c_str(), X_OK) == 0) return candidate;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  throw Failure("--plot needs " + name + ", which is not on the PATH (Debian: apt install gnuplot-nox)");
}

// A file without a name, in memory.
class MemoryFile {
 public:
  explicit MemoryFile(const char* name) : fd_(memfd_create(name, MFD_CLOEXEC)) {
    if (fd_ < 0) throw SystemFailure("memfd_create");
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { close(fd_); }

  int fd() const { return fd_; }

  void Write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = write(fd_, text.data(), text.size());
      if (written < 0) throw SystemFailure("memfd_create");
      text.remove_prefix(static_cast<size_t>(written));
    }
    lseek(fd_, 0, SEEK_SET);
  }

  std::string Read() {
    std::string text(4096, '\0');
    const ssize_t size = pread(fd_, text.data(), text.size(), 0);
    text.resize(size > 0 ? static_cast<size_t>(size) : 0);
    return text;
  }

 private:
  int fd_;
};

// Runs a program to its end with these three standard streams; gives its exit status, -1 if a signal ended it.
int RunProgram(const std::string& program, const char* argument, int input, int output, int errors) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  char* const arguments[] = {const_cast<char*>(program.c_str()), const_cast<char*>(argument), nullptr};
  pid_t pid = 0;
  errno = posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (errno != 0) throw SystemFailure(program);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) throw SystemFailure(program);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

PlotFile::PlotFile(const std::string& path) : gnuplot_(FindProgram("gnuplot")), file_(path) {}

void PlotFile::Draw(const BenchReport& report) {
  MemoryFile script("script"), errors("errors");
  script.Write(Script(report));
  const int status = RunProgram(gnuplot_, "--default-settings", script.fd(), file_.fd(), errors.fd());
  if (status != 0 || lseek(file_.fd(), 0, SEEK_END) <= 0) {
    throw Failure(fmt::format("{} failed and drew nothing:\n{}", gnuplot_, errors.Read()));
  }
  file_.Commit();
}

}  // namespace hologram::cli
