// kernel_table.cc — puts the families' kernels into one table per SIMD level and accuracy mode.
#include "kernels/kernel_table.h"

#include <pthread.h>

#include "cpu/host_cpu.h"

namespace hologram::kernels {
namespace {

// Not initialized but to zero: they take no room in the library's file, and of memory only what is filled.
struct ModeTables {
  pthread_once_t once;
  KernelTable of_level[cpu::kLevelLimit];
};
constinit ModeTables g_standard = {PTHREAD_ONCE_INIT, {}}, g_correct = {PTHREAD_ONCE_INIT, {}};

// All levels that this CPU runs: a few microseconds, where one at a time would need a lock. No others: the functions that
// add a level's kernels are compiled for that level themselves.
void Fill(ModeTables* tables, holo_accuracy accuracy) {
  for (holo_simd_level level = HOLO_SIMD_SCALAR; level < cpu::kLevelLimit; ++level) {
    if ((cpu::Info().levels_supported & cpu::Bit(level)) == 0) continue;
    KernelTable* table = &tables->of_level[level];
    table->set_accuracy(accuracy);
    AddElementwiseFloat(level, table);
    AddElementwiseHalf(level, table);
    AddElementwiseInt(level, table);
    AddComparison(level, table);
    AddSelection(level, table);
    AddBits(level, table);
    AddConversion(level, table);
    AddErrorFunction(level, table);
    AddExponential(level, table);
    AddLogarithmic(level, table);
    AddHyperbolic(level, table);
    AddRoots(level, table);
    AddTrigonometric(level, table);
    AddPolar(level, table);
    AddPower(level, table);
    AddExtremes(level, table);
    AddCounting(level, table);
    AddMovement(level, table);
    AddScan(level, table);
    AddSequence(level, table);
    AddSoftmax(level, table);
    AddLosses(level, table);
    AddNormalization(level, table);
    AddColumnsFloat(level, table);
    AddColumnsInt(level, table);
    AddColumnsPlace(level, table);
    AddReductionFloat(level, table);
    AddReductionInt(level, table);
    AddCorrectReduction(level, table);
  }
}

}  // namespace

const KernelTable& TableFor(holo_simd_level level, holo_accuracy accuracy) {
  if (accuracy == HOLO_ACCURACY_CORRECT) {
    pthread_once(&g_correct.once, [] { Fill(&g_correct, HOLO_ACCURACY_CORRECT); });
    return g_correct.of_level[level];
  }
  pthread_once(&g_standard.once, [] { Fill(&g_standard, HOLO_ACCURACY_STANDARD); });
  return g_standard.of_level[level];
}

}  // namespace hologram::kernels
