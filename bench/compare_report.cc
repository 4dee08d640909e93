// compare_report.cc — tables, CSV and JSON. A row whose batches were mostly disturbed is marked.
#include "compare_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hologram::bench {
namespace {

constexpr double kDoubtfulShare = 0.5;

std::string Mark(double share_kept) {
  return share_kept < kDoubtfulShare ? fmt::format("  ! {:.0f} % kept", 100 * share_kept) : "";
}

// Four digits, however large.
std::string Number(double value) {
  return fmt::format("{:.{}f}", value, value < 9.9995 ? 3 : value < 99.995 ? 2 : value < 999.95 ? 1 : 0);
}

std::string Spread(const Quartiles& q) { return fmt::format("{:.3f} [{:.3f} {:.3f}]", q.median, q.low, q.high); }

Json QuartilesJson(const Quartiles& q) { return {{"median", q.median}, {"low", q.low}, {"high", q.high}}; }

Json PeerJson(const PeerFigure& peer) {
  return {{"name", peer.name}, {"ns", QuartilesJson(peer.ns)}, {"ratio_ours_over_this", QuartilesJson(peer.ratio)}};
}

Json PeersJson(const std::vector<PeerFigure>& peers) {
  Json all = Json::array();
  for (const PeerFigure& peer : peers) all.push_back(PeerJson(peer));
  return all;
}

}  // namespace

std::string KernelTableHead() {
  return fmt::format("{:<31}{:<6}{:>9}{:>12}{:>12}  {:<20}{:<22}{:>7}{:>11}{:>11}\n", "op", "dtype", "n", "ours ns",
                     "peer ns", "best peer", "ours/peer", "GB/s", "of stream", "of limit");
}

std::string KernelTableRow(const KernelFigures& f) {
  const bool alone = f.peers.empty();
  return fmt::format("{:<31}{:<6}{:>9}{:>12}{:>12}  {:<20}{:<22}{:>7.1f}{:>9.0f} %{:>9.0f} %{}\n", f.op, f.dtype, f.n,
                     Number(f.ours_ns.median), alone ? "" : Number(f.peers.front().ns.median),
                     alone ? "none" : f.peers.front().name, alone ? "" : Spread(f.peers.front().ratio), f.gb_per_s(),
                     100 * f.share_of_stream(), 100 / f.limit().ratio.median, Mark(f.share_kept));
}

std::string WorstTable(std::vector<KernelFigures> rows, size_t count) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const KernelFigures& a, const KernelFigures& b) { return a.behind() > b.behind(); });
  rows.resize(std::min(count, rows.size()));
  std::string table = "\nFurthest behind peer and stream\n" + KernelTableHead();
  for (const KernelFigures& row : rows) table += KernelTableRow(row);
  return table;
}

std::string KernelCsvHead() {
  return "op,dtype,n,ours_ns,peer_ns,peer,ratio,ratio_low,ratio_high,gb_per_s,share_of_stream,rounds,share_kept\n";
}

std::string KernelCsvRow(const KernelFigures& f) {
  std::string peer = ",,,,";
  if (!f.peers.empty()) {
    const PeerFigure& best = f.peers.front();
    peer = fmt::format("{:.6g},{},{:.4f},{:.4f},{:.4f}", best.ns.median, best.name, best.ratio.median, best.ratio.low,
                       best.ratio.high);
  }
  return fmt::format("{},{},{},{:.6g},{},{:.6g},{:.4f},{},{:.3f}\n", f.op, f.dtype, f.n, f.ours_ns.median, peer,
                     f.gb_per_s(), f.share_of_stream(), f.rounds, f.share_kept);
}

std::string AccuracyTableHead() {
  return fmt::format("{:<31}{:<6}{:<20}{:>10}{:>14}{:>14}  {}\n", "op", "dtype", "who", "bound ULP", "all numbers",
                     "timed values", "worst at");
}

std::string AccuracyTableRow(const AccuracyFigures& f) {
  return fmt::format("{:<31}{:<6}{:<20}{:>10}{:>14.5g}{:>14.5g}  {:.9g}\n", f.op, f.dtype, f.name, f.bound_ulp,
                     f.range_ulp, f.timed_ulp, f.worst);
}

std::string CallTableHead() {
  return fmt::format("{:<10}{:>6}  {:<12}{:>10}{:>10}  {:<24}{:<22}\n", "op", "n", "way", "ns", "bare ns",
                     "overhead ns", "ratio");
}

std::string CallTableRow(const CallFigures& f) {
  return fmt::format("{:<10}{:>6}  {:<12}{:>10}{:>10}  {:<24}{:<22}{}\n", f.op, f.n, f.way, Number(f.ns.median),
                     Number(f.bare_ns.median),
                     fmt::format("{:.2f} [{:.2f} {:.2f}]", f.overhead_ns.median, f.overhead_ns.low, f.overhead_ns.high),
                     Spread(f.ratio), Mark(f.share_kept));
}

std::string SharedExecutorTableHead() {
  return fmt::format("{:<6}{:>6}  {:<12}{:>7}{:>10}{:>10}  {:<22}\n", "op", "n", "way", "thread", "alone ns", "both ns",
                     "both/alone");
}

std::string SharedExecutorTableRow(const SharedExecutorFigures& f) {
  std::string rows;
  for (int i = 0; i < 2; ++i) {
    const TogetherFigures::Thread& thread = f.together.threads[i];
    rows += fmt::format("{:<6}{:>6}  {:<12}{:>7}{:>10}{:>10}  {:<22}{}\n", f.op, f.n, f.way, i + 1,
                        Number(thread.alone_ns.median), Number(thread.both_ns.median), Spread(thread.slowdown),
                        Mark(f.together.share_kept));
  }
  return rows;
}

Json ToJson(const Environment& environment) {
  return {{"library_version", environment.library_version},
          {"cpu", environment.cpu},
          {"simd_level", environment.simd_level},
          {"peers_compiler", environment.compiler},
          {"peers_arch", environment.peers_arch},
          {"pinned_cpu", environment.pinned_cpu >= 0 ? Json(environment.pinned_cpu) : Json(nullptr)}};
}

Json ToJson(const KernelFigures& f) {
  return {{"op", f.op},
          {"family", f.family},
          {"dtype", f.dtype},
          {"n", f.n},
          {"moved_bytes", f.moved_bytes},
          {"rounds", f.rounds},
          {"share_kept", f.share_kept},
          {"ours_ns", QuartilesJson(f.ours_ns)},
          {"gb_per_s", f.gb_per_s()},
          {"share_of_stream", f.share_of_stream()},
          {"ratio_to_stream", f.streams.front().ratio.median},
          {"limit", PeerJson(f.limit())},
          {"ratio_to_best_peer", f.peers.empty() ? Json(nullptr) : Json(f.peers.front().ratio.median)},
          {"peers", PeersJson(f.peers)},
          {"streams", PeersJson(f.streams)}};
}

Json ToJson(const AccuracyFigures& f) {
  // JSON has no infinity.
  const auto ulp = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
  return {{"op", f.op},
          {"dtype", f.dtype},
          {"name", f.name},
          {"bound_ulp", f.bound_ulp},
          {"range_ulp", ulp(f.range_ulp)},
          {"timed_ulp", ulp(f.timed_ulp)},
          {"worst_at", f.worst}};
}

Json ToJson(const CallFigures& f) {
  return {{"op", f.op},
          {"n", f.n},
          {"way", f.way},
          {"rounds", f.rounds},
          {"share_kept", f.share_kept},
          {"ns", QuartilesJson(f.ns)},
          {"bare_ns", QuartilesJson(f.bare_ns)},
          {"overhead_ns", QuartilesJson(f.overhead_ns)},
          {"ratio", QuartilesJson(f.ratio)}};
}

Json ToJson(const SharedExecutorFigures& f) {
  Json threads = Json::array();
  for (const TogetherFigures::Thread& thread : f.together.threads) {
    threads.push_back({{"alone_ns", QuartilesJson(thread.alone_ns)},
                       {"both_ns", QuartilesJson(thread.both_ns)},
                       {"slowdown", QuartilesJson(thread.slowdown)}});
  }
  return {{"op", f.op},         {"n", f.n},
          {"way", f.way},       {"rounds", f.together.rounds},
          {"threads", threads}, {"share_kept", f.together.share_kept}};
}

}  // namespace hologram::bench
