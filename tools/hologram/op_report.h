// op_report.h — `hologram ops`: the operations, as a table, one by one, or as JSON.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_OP_REPORT_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_OP_REPORT_H_

#include <nlohmann/json.hpp>
#include <string>

#include "op_list.h"

namespace hologram::cli {

struct OpReportOptions {
  std::string name;  // "" for all
  bool json = false;
};

void RunOpReport(const OpReportOptions& options);

// All that the library says of an operation.
nlohmann::ordered_json OpJson(const Op& op);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_OP_REPORT_H_
