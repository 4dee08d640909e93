// info.cc — prints versions, CPU, caches, SIMD levels and the operations' names, for people or as JSON.
#include "info.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api.h"
#include "op_list.h"
#include "op_report.h"
#include "text_layout.h"

namespace hologram::cli {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> SupportedLevels(const holo_cpu_info& cpu) {
  std::vector<std::string> names;
  for (holo_simd_level level = 1; level < 32; ++level) {
    if ((cpu.levels_supported >> level & 1u) != 0) names.push_back(SimdLevelName(level));
  }
  return names;
}

// "48 KiB", "1 MiB".
std::string CacheSize(int64_t size_bytes) {
  constexpr int64_t kKib = 1024, kMib = kKib * 1024;
  if (size_bytes <= 0) return "unknown";
  if (size_bytes % kMib == 0) return fmt::format("{} MiB", size_bytes / kMib);
  return fmt::format("{:.4g} KiB", static_cast<double>(size_bytes) / kKib);
}

void PrintJson(const holo_cpu_info& cpu, const std::vector<Op>& ops) {
  Json json = {{"version", LibraryVersion()},
               {"abi_version", holo_abi_version()},
               {"cpu",
                {{"vendor", cpu.vendor},
                 {"brand", cpu.brand},
                 {"l1d_bytes", cpu.l1d_bytes},
                 {"l2_bytes", cpu.l2_bytes},
                 {"l3_bytes", cpu.l3_bytes},
                 {"usable_cpus", cpu.usable_cpus}}},
               {"simd", {{"supported", SupportedLevels(cpu)}, {"chosen", SimdLevelName(cpu.level_chosen)}}}};
  json["ops"] = Json::array();
  for (const Op& op : ops) json["ops"].push_back(OpJson(op));
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

void PrintText(const holo_cpu_info& cpu, const std::vector<Op>& ops) {
  fmt::print("libhologram {}, ABI {}\n\n", LibraryVersion(), holo_abi_version());
  fmt::print("CPU      {} ({})\n", cpu.brand[0] != '\0' ? cpu.brand : "unknown",
             cpu.vendor[0] != '\0' ? cpu.vendor : "unknown vendor");
  fmt::print("Caches   L1d {}, L2 {}, L3 {}\n", CacheSize(cpu.l1d_bytes), CacheSize(cpu.l2_bytes),
             CacheSize(cpu.l3_bytes));
  fmt::print("CPUs     {} usable\n", cpu.usable_cpus);
  fmt::print("SIMD     {}; this CPU runs {}\n\n", SimdLevelName(cpu.level_chosen),
             fmt::join(SupportedLevels(cpu), ", "));

  std::vector<std::string> names;
  for (const Op& op : ops) names.push_back(op.name);
  const std::string all =
      fmt::format("{} operations, which `hologram ops` describes: {}", ops.size(), fmt::join(names, " "));
  fmt::print("{}\n", fmt::join(WrapText(all, TerminalColumns(STDOUT_FILENO)), "\n"));
}

}  // namespace

void RunInfo(const InfoOptions& options) {
  const holo_cpu_info cpu = CpuInfo();
  const std::vector<Op> ops = ListOps();
  options.json ? PrintJson(cpu, ops) : PrintText(cpu, ops);
}

}  // namespace hologram::cli
