// progress.cc — draws the bar in place, at most ten times a second, as wide as the terminal allows.
#include "progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "text_layout.h"

namespace hologram::cli {
namespace {

bool TerminalCanDraw() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

}  // namespace

Progress::Progress(std::string label, int64_t total, bool quiet)
    : label_(std::move(label)), total_(total), enabled_(!quiet && total > 0 && TerminalCanDraw()) {}

Progress::~Progress() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void Progress::Update(int64_t done) {
  if (!enabled_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  Draw(std::chrono::duration<double>(now - start_).count(), done);
}

void Progress::Draw(double seconds, int64_t done) {
  const double share = static_cast<double>(done) / static_cast<double>(total_);
  const std::string after = fmt::format(" {:3.0f} %  {:.0f} s left", 100 * share, seconds / share - seconds);
  const int room = TerminalColumns(STDERR_FILENO) - static_cast<int>(label_.size() + after.size()) - 4;
  const int width = std::clamp(room, 0, 40), full = static_cast<int>(share * width);
  fmt::print(stderr, "\r\033[K{} [{:#<{}}{:.<{}}]{}", label_, "", full, "", width - full, after);
  std::fflush(stderr);
  drawn_ = true;
}

}  // namespace hologram::cli
