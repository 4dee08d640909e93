// info.cc — prints versions, CPU, caches, SIMD levels and operations, for people or as JSON.
#include "info.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api.h"
#include "op_list.h"

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

Json OpJson(const Op& op) {
  Json types = Json::array();
  for (const holo_op_info& info : op.types) {
    types.push_back({{"dtype", DtypeName(info.dtype)},
                     {"result_dtype", DtypeName(info.result_dtype)},
                     {"in_place", info.in_place != 0},
                     {"same_on_every_level", info.same_on_every_level != 0},
                     {"accuracy", info.accuracy}});
  }
  return {{"code", op.code},
          {"name", op.name},
          {"shape", ShapeName(op.shape)},
          {"input_count", op.input_count},
          {"formula", op.formula},
          {"dtypes", std::move(types)}};
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

std::string TypeNames(const Op& op) {
  std::vector<std::string> names;
  for (const holo_op_info& info : op.types) {
    const bool same = info.dtype == info.result_dtype;
    names.push_back(same ? DtypeName(info.dtype)
                         : fmt::format("{}>{}", DtypeName(info.dtype), DtypeName(info.result_dtype)));
  }
  return fmt::format("{}", fmt::join(names, " "));
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

  size_t widest_name = 2, widest_types = 6;
  for (const Op& op : ops) {
    widest_name = std::max(widest_name, op.name.size());
    widest_types = std::max(widest_types, TypeNames(op).size());
  }
  fmt::print("{:<{}}  {:<6}  {:<6}  {:<{}}  {}\n", "op", widest_name, "shape", "inputs", "dtypes", widest_types,
             "formula");
  for (const Op& op : ops) {
    fmt::print("{:<{}}  {:<6}  {:<6}  {:<{}}  {}\n", op.name, widest_name, ShapeName(op.shape), op.input_count,
               TypeNames(op), widest_types, op.formula);
  }
}

}  // namespace

void RunInfo(const InfoOptions& options) {
  const holo_cpu_info cpu = CpuInfo();
  const std::vector<Op> ops = ListOps();
  options.json ? PrintJson(cpu, ops) : PrintText(cpu, ops);
}

}  // namespace hologram::cli
