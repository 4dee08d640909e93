// text_layout.cc — measures, wraps and aligns text.
#include "text_layout.h"

#include <fmt/format.h>
#include <sys/ioctl.h>

#include <algorithm>

namespace hologram::cli {

int TerminalColumns(int fd) {
  winsize size = {};
  return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

int Columns(std::string_view text) {
  constexpr unsigned kContinuation = 0x80, kMask = 0xc0;
  return static_cast<int>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & kMask) != kContinuation; }));
}

std::vector<std::string> WrapText(std::string_view text, int columns) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!lines.back().empty() && Columns(lines.back()) + 1 + Columns(word) > columns) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

std::string FormatTable(const std::vector<std::vector<std::string>>& rows, int columns) {
  constexpr int kGap = 2, kNarrowest = 20;
  std::vector<int> widths;
  for (const std::vector<std::string>& row : rows) {
    if (row.size() == 1) continue;
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], Columns(row[i]));
  }
  int before_last = 0;
  for (size_t i = 0; i + 1 < widths.size(); ++i) before_last += widths[i] + kGap;

  std::string table;
  for (const std::vector<std::string>& row : rows) {
    for (size_t i = 0; i + 1 < row.size(); ++i) {
      table += row[i] + std::string(static_cast<size_t>(widths[i] + kGap - Columns(row[i])), ' ');
    }
    const std::vector<std::string> lines = WrapText(row.back(), std::max(columns - before_last, kNarrowest));
    table += lines.front() + '\n';
    for (size_t i = 1; i < lines.size(); ++i) table += fmt::format("{:{}}{}\n", "", before_last, lines[i]);
  }
  return table;
}

}  // namespace hologram::cli
