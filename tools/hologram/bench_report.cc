// bench_report.cc — the bench's figures as a table for people, and as JSON and CSV for programs.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "bench.h"
#include "bench_text.h"

namespace hologram::cli {
namespace {

using Json = nlohmann::ordered_json;

TextRow TableRow(const BenchRow& row) {
  return {fmt::format("{}", row.n),
          FormatTime(row.handles.ns),
          FormatTime(row.kernel.ns),
          FormatTime(row.plain_loop.ns),
          FormatTime(row.stream.ns),
          fmt::format("{:.0f}", GigabytesPerSecond(row.n, row.handles)),
          fmt::format("{:.0f} %", 100 * row.stream.ns / row.handles.ns),
          FormatTime(row.ancestor_simd_ns),
          FormatTime(row.ancestor_isa_ns)};
}

Json FigureJson(const BenchRow& row, const BenchFigure& figure) {
  return {{"ns", figure.ns},
          {"low_quartile_ns", figure.low_quartile_ns},
          {"high_quartile_ns", figure.high_quartile_ns},
          {"gb_per_s", GigabytesPerSecond(row.n, figure)},
          {"share_of_stream", row.stream.ns / figure.ns}};
}

Json RowJson(const BenchRow& row) {
  const auto published = [](const std::optional<double>& ns) { return ns ? Json(*ns) : Json(nullptr); };
  Json json = {{"n", row.n},
               {"size_bytes", row.n * kBytesPerElement},
               {"rounds", row.rounds},
               {"handles", FigureJson(row, row.handles)},
               {"kernel", FigureJson(row, row.kernel)},
               {"plain_loop", FigureJson(row, row.plain_loop)},
               {"stream", FigureJson(row, row.stream)}};
  json["stream"]["loop"] = row.stream_loop;
  json["ancestor"] = {{"simd_ns", published(row.ancestor_simd_ns)}, {"isa_ns", published(row.ancestor_isa_ns)}};
  return json;
}

}  // namespace

std::string BenchTable(const BenchReport& report) {
  std::string text =
      fmt::format("vector_add of f32, one thread {}; libhologram {}, {}, {}\n\n", PinnedTo(report.pinned_cpu),
                  report.library_version, report.simd_level, report.cpu_brand);
  std::vector<TextRow> rows = {{"", "through", "bare", "plain", "memory", "handles", "of", "ancestor", "ancestor"},
                               {"n", "handles", "kernel", "loop", "stream", "GB/s", "stream", "SIMD", "ISA"}};
  for (const BenchRow& row : report.rows) rows.push_back(TableRow(row));
  text += AlignRight(rows);
  text += fmt::format("\nA call through handles costs {} more than the bare kernel (n = {}).\n",
                      FormatTime(report.call_overhead_ns), report.call_overhead_n);
  text += fmt::format(
      "Each time is the median of batches that were taken in turns{}.\n"
      "Plain loop: {} -O3, {}. Memory stream: the best of several loops that move the same memory.\n"
      "Ancestor: published figures of the design this library grew from, from another machine.\n",
      report.quick ? ", few of them (--quick)" : "", report.compiler, report.plain_loop);
  return text;
}

std::string BenchJson(const BenchReport& report) {
  Json json = {{"benchmark", "vector_add"},
               {"dtype", "f32"},
               {"version", report.library_version},
               {"cpu", report.cpu_brand},
               {"simd_level", report.simd_level},
               {"pinned_cpu", report.pinned_cpu >= 0 ? Json(report.pinned_cpu) : Json(nullptr)},
               {"compiler", report.compiler},
               {"plain_loop", report.plain_loop},
               {"quick", report.quick},
               {"call_overhead", {{"n", report.call_overhead_n}, {"ns", report.call_overhead_ns}}}};
  json["results"] = Json::array();
  for (const BenchRow& row : report.rows) json["results"].push_back(RowJson(row));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string BenchCsv(const BenchReport& report) {
  std::string text =
      "n,handles_ns,kernel_ns,plain_loop_ns,stream_ns,handles_gb_per_s,kernel_gb_per_s,plain_loop_gb_per_s,"
      "stream_gb_per_s,handles_share_of_stream,ancestor_simd_ns,ancestor_isa_ns\n";
  const auto published = [](const std::optional<double>& ns) { return ns ? fmt::format("{}", *ns) : std::string(); };
  for (const BenchRow& row : report.rows) {
    text += fmt::format("{}", row.n);
    for (const BenchFigure* figure : {&row.handles, &row.kernel, &row.plain_loop, &row.stream}) {
      text += fmt::format(",{:.6g}", figure->ns);
    }
    for (const BenchFigure* figure : {&row.handles, &row.kernel, &row.plain_loop, &row.stream}) {
      text += fmt::format(",{:.6g}", GigabytesPerSecond(row.n, *figure));
    }
    text += fmt::format(",{:.4f},{},{}\n", row.stream.ns / row.handles.ns, published(row.ancestor_simd_ns),
                        published(row.ancestor_isa_ns));
  }
  return text;
}

}  // namespace hologram::cli
