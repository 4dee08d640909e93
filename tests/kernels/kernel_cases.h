// kernel_cases.h — the bodies of the test cases that kernels_test.cc registers for every operation and level.
#ifndef HOLOGRAM_TESTS_KERNELS_KERNEL_CASES_H_
#define HOLOGRAM_TESTS_KERNELS_KERNEL_CASES_H_

#include <vector>

#include "kernels/kernel_run.h"

namespace hologram::testing {

// One operation on one level, all its dtypes; `site.dtype` is not looked at.
void MapMatchesTheOracle(const Site& site);
void MapIsRightOnSpecialValues(const Site& site);
void MapMovesWithItsLanes(const Site& site);
void MapObeysItsLaws(const Site& site);
void ReduceMatchesTheOracle(const Site& site);
void ReduceIsRightOnSpecialValues(const Site& site);
void ReduceKeepsItsBound(const Site& site);
void ArrayMatchesTheOracle(const Site& site);
void ArrayIsRightOnSpecialValues(const Site& site);
void ArrayKeepsItsBound(const Site& site);
void ArrayObeysItsLaws(const Site& site);
void ArrayRowsAreVectors(const Site& site);
void IndexedMatchesTheOracle(const Site& site);
void IndexedKeepsTheLastOfSeveral(const Site& site);
void IndexedStaysInsideWhateverTheIndices(const Site& site);
void MatrixMatchesTheOracle(const Site& site);
void MatrixIsRightOnSpecialValues(const Site& site);
void MatrixKeepsItsBound(const Site& site);
void KernelKeepsTheFloatEnvironment(const Site& site);
void KernelTakesNullForNoElements(const Site& site);

// One operation on all levels.
void LevelsAgree(const ops::OpRow& op, const std::vector<holo_simd_level>& levels);
void LevelsHaveTheirOwnKernels(const ops::OpRow& op, const std::vector<holo_simd_level>& levels);

// The same; whether the operation is one of those that the case is about.
bool MapTakesHalves(const ops::OpRow& op);
void MapIsRightOnAllHalves(const ops::OpRow& op, const std::vector<holo_simd_level>& levels);
bool ConvertsToHalves(const ops::OpRow& op);
void ConversionRoundsAtEveryMidpoint(const ops::OpRow& op, const std::vector<holo_simd_level>& levels);

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_KERNELS_KERNEL_CASES_H_
