// plot.h — the bench's figures as a picture.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_PLOT_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_PLOT_H_

#include <string>

#include "bench.h"
#include "temp_file.h"

namespace hologram::cli {

// An SVG file to be drawn by gnuplot. The constructor throws if there is no gnuplot or no place for the file.
class PlotFile {
 public:
  explicit PlotFile(const std::string& path);

  void Draw(const BenchReport& report);

 private:
  std::string gnuplot_;
  TempFile file_;
};

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_PLOT_H_
