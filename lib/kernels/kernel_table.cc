// kernel_table.cc — puts the families' kernels into one table per SIMD level.
#include "kernels/kernel_table.h"

#include <pthread.h>

#include "cpu/host_cpu.h"

namespace hologram::kernels {
namespace {

constinit pthread_once_t g_once = PTHREAD_ONCE_INIT;
constinit KernelTable g_tables[cpu::kLevelLimit] = {};

// All levels that this CPU runs: a few microseconds, where one at a time would need a lock. No others: the functions that
// add a level's kernels are compiled for that level themselves.
void FillTables() {
  for (holo_simd_level level = HOLO_SIMD_SCALAR; level < cpu::kLevelLimit; ++level) {
    if ((cpu::Info().levels_supported & cpu::Bit(level)) == 0) continue;
    KernelTable* table = &g_tables[level];
    AddElementwiseFloat(level, table);
    AddElementwiseHalf(level, table);
    AddElementwiseInt(level, table);
    AddComparison(level, table);
    AddSelection(level, table);
    AddBits(level, table);
    AddConversion(level, table);
    AddExponential(level, table);
    AddExtremes(level, table);
    AddCounting(level, table);
    AddMovement(level, table);
    AddScan(level, table);
    AddSequence(level, table);
    AddSoftmax(level, table);
    AddColumnsFloat(level, table);
    AddColumnsInt(level, table);
    AddColumnsPlace(level, table);
    AddReductionFloat(level, table);
    AddReductionInt(level, table);
  }
}

}  // namespace

const KernelTable& TableFor(holo_simd_level level) {
  pthread_once(&g_once, FillTables);
  return g_tables[level];
}

}  // namespace hologram::kernels
