// compare_report.h — what `compare` found, for people and for programs.
#ifndef HOLOGRAM_BENCH_COMPARE_REPORT_H_
#define HOLOGRAM_BENCH_COMPARE_REPORT_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "call_path.h"
#include "environment.h"
#include "kernel_case.h"
#include "peer_accuracy.h"

namespace hologram::bench {

using Json = nlohmann::ordered_json;

// Lines of a table or of a CSV file, each with its newline; rows are printed as they are measured.
std::string KernelTableHead();
std::string KernelTableRow(const KernelFigures& figures);
// The rows furthest behind both their best peer and the stream.
std::string WorstTable(std::vector<KernelFigures> rows, size_t count);
std::string KernelCsvHead();
std::string KernelCsvRow(const KernelFigures& figures);
std::string AccuracyTableHead();
std::string AccuracyTableRow(const AccuracyFigures& figures);
std::string CallTableHead();
std::string CallTableRow(const CallFigures& figures);
std::string SharedExecutorTableHead();
std::string SharedExecutorTableRow(const SharedExecutorFigures& figures);

Json ToJson(const Environment& environment);
Json ToJson(const KernelFigures& figures);
Json ToJson(const AccuracyFigures& figures);
Json ToJson(const CallFigures& figures);
Json ToJson(const SharedExecutorFigures& figures);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_COMPARE_REPORT_H_
