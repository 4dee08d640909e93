// progress.h — a progress bar on standard error, for work that a person waits for.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_PROGRESS_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <string>

namespace hologram::cli {

// Draws nothing before 0.2 s have passed, nor if standard error is no terminal; leaves a clean line behind.
class Progress {
 public:
  Progress(std::string label, int64_t total, bool quiet);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  void Update(int64_t done);

 private:
  using Clock = std::chrono::steady_clock;

  void Draw(double seconds, int64_t done);

  std::string label_;
  int64_t total_;
  bool enabled_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_ = start_ + std::chrono::milliseconds(200);
};

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_PROGRESS_H_
