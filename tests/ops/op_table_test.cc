// op_table_test.cc — ops.def as data: what the table must hold to be found in, printed from and tested with.
#define BOOST_TEST_MODULE op_table

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <limits>
#include <set>
#include <string>
#include <string_view>

#include "hologram/op.h"
#include "ops/op_table.h"

namespace hologram::ops {

BOOST_AUTO_TEST_SUITE(op_table)

BOOST_AUTO_TEST_CASE(codes_run_from_1_to_the_last_that_the_headers_know) {
  holo_op code = 1;
  for (const OpRow& row : Table()) BOOST_TEST(row.code == code++, row.name);
  BOOST_TEST(code - 1 == HOLO_OP_LAST);
}

BOOST_AUTO_TEST_CASE(published_codes_keep_their_operations) {
  constexpr const char* kNames[] = {"add",  "sub", "mul",  "div", "min", "max", "abs",  "neg",
                                    "sqrt", "fma", "relu", "sum", "dot", "rem", "clip", "minimum_number"};
  holo_op code = 1;
  for (const char* name : kNames) {
    BOOST_TEST_REQUIRE(Find(code) != nullptr);
    BOOST_TEST(Find(code++)->name == std::string(name));
  }
  BOOST_TEST(Find(HOLO_OP_ADD)->name == std::string("add"));
  BOOST_TEST(Find(HOLO_OP_DOT)->name == std::string("dot"));
}

BOOST_AUTO_TEST_CASE(names_and_functors_are_unique) {
  std::set<std::string> names;
  std::set<std::string> functors;
  for (const OpRow& row : Table()) {
    BOOST_TEST(names.insert(row.name).second, row.name);
    BOOST_TEST(functors.insert(row.functor).second, row.functor);
  }
}

BOOST_AUTO_TEST_CASE(names_are_lower_case_words_that_c_takes) {
  for (const OpRow& row : Table()) {
    const std::string_view name = row.name;
    BOOST_TEST(!name.empty());
    BOOST_TEST(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == name.npos, name);
    BOOST_TEST((name[0] >= 'a' && name[0] <= 'z'), name);
  }
}

BOOST_AUTO_TEST_CASE(an_operation_is_found_by_code_and_by_name) {
  for (const OpRow& row : Table()) {
    BOOST_TEST(Find(row.code) == &row);
    BOOST_TEST(Find(std::string_view(row.name)) == &row);
  }
}

BOOST_AUTO_TEST_CASE(unknown_codes_are_not_found) {
  for (holo_op code :
       {0, -1, HOLO_OP_LAST + 1, std::numeric_limits<holo_op>::min(), std::numeric_limits<holo_op>::max()}) {
    BOOST_TEST((Find(code) == nullptr), code);
  }
}

BOOST_AUTO_TEST_CASE(unknown_names_are_not_found) {
  for (std::string_view name : {"", "ad", "addd", "ADD", " add", "add ", "plus"}) {
    BOOST_TEST((Find(name) == nullptr), name);
  }
  BOOST_TEST((Find(std::string_view("add\0", 4)) == nullptr));
}

BOOST_AUTO_TEST_CASE(a_part_of_a_longer_text_is_found_by_its_length) {
  BOOST_TEST(Find(std::string_view("address", 3)) == Find(HOLO_OP_ADD));
}

BOOST_AUTO_TEST_CASE(every_row_takes_some_dtype_and_only_known_ones) {
  const base::DtypeSet known = base::Bit(HOLO_BOOL8 + 1) - base::Bit(HOLO_F32);
  for (const OpRow& row : Table()) {
    BOOST_TEST(row.dtypes != 0u, row.name);
    BOOST_TEST((row.dtypes & ~known) == 0u, row.name);
  }
}

BOOST_AUTO_TEST_CASE(every_row_has_its_texts) {
  for (const OpRow& row : Table()) {
    for (const char* text : {row.functor, row.family, row.formula, row.summary}) {
      BOOST_TEST((text != nullptr && *text != '\0'), row.name);
    }
    BOOST_TEST(row.specials != nullptr, row.name);
    BOOST_TEST(row.summary[std::strlen(row.summary) - 1] == '.', row.name);
  }
}

BOOST_AUTO_TEST_CASE(laws_fit_the_number_of_inputs) {
  for (const OpRow& row : Table()) {
    for (uint32_t laws : {row.float_laws, row.integer_laws}) {
      const bool of_two = (laws & (kCommutes | kAssociates)) != 0;
      const bool of_one = (laws & kInvolution) != 0;
      BOOST_TEST((!of_two || InputCount(row.shape) >= 2), row.name);
      BOOST_TEST((!of_one || InputCount(row.shape) == 1), row.name);
      BOOST_TEST((laws == kNoLaw || IsMap(row.shape) || row.shape == Shape::kArray1), row.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(results_have_the_dtype_that_the_row_says) {
  const OpRow& sum = *Find("sum");
  BOOST_TEST(sum.ResultDtype(HOLO_I8) == HOLO_I64);
  BOOST_TEST(sum.ResultDtype(HOLO_U32) == HOLO_U64);
  BOOST_TEST(sum.ResultDtype(HOLO_BF16) == HOLO_F32);
  BOOST_TEST(sum.ResultDtype(HOLO_F64) == HOLO_F64);
  BOOST_TEST(Find("add")->ResultDtype(HOLO_I32) == HOLO_I32);
  BOOST_TEST(Find("lt")->ResultDtype(HOLO_F64) == HOLO_BOOL8);
  BOOST_TEST(Find("to_u16")->ResultDtype(HOLO_F64) == HOLO_U16);
  for (const OpRow& row : Table()) {
    for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
      BOOST_TEST(kResultDtypes.of[row.code][dtype] == (row.Takes(dtype) ? row.ResultDtype(dtype) : 0), row.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_output_may_be_an_input_of_the_same_size) {
  BOOST_TEST(Find("add")->InPlace(HOLO_F64));
  BOOST_TEST(Find("to_i32")->InPlace(HOLO_F32));
  BOOST_TEST(!Find("to_i32")->InPlace(HOLO_F64));
  BOOST_TEST(Find("eq")->InPlace(HOLO_U8));
  BOOST_TEST(!Find("eq")->InPlace(HOLO_F32));
  BOOST_TEST(!Find("sum")->InPlace(HOLO_F32));
  BOOST_TEST(Find("reverse")->InPlace(HOLO_U8));
  BOOST_TEST(Find("cumsum")->InPlace(HOLO_F32));
  BOOST_TEST(!Find("cumsum")->InPlace(HOLO_I32));
  BOOST_TEST(!Find("gather")->InPlace(HOLO_F32));
}

BOOST_AUTO_TEST_CASE(forms_have_the_scalars_that_their_names_say) {
  for (const OpRow& row : Table()) {
    BOOST_TEST(row.Has(Form::kBuffers), row.name);
    BOOST_TEST(row.Has(Form::kScalarRest) == (IsMap(row.shape) && InputCount(row.shape) > 1), row.name);
    const bool reduces = row.shape == Shape::kReduce1 || row.shape == Shape::kReduce2;
    BOOST_TEST(row.Has(Form::kColumns) == reduces, row.name);
    BOOST_TEST(row.Has(Form::kRows) == (reduces || row.shape == Shape::kArray1 || IsNorm(row.shape)), row.name);
    BOOST_TEST(row.Has(Form::kIndex32) == IsIndexed(row.shape), row.name);
    if (row.Has(Form::kScalarFirst)) BOOST_TEST(InputCount(row.shape) == 2, row.name);
    const bool commutes = ((row.float_laws | row.integer_laws) & kCommutes) != 0;
    if (row.shape == Shape::kMap2) BOOST_TEST(row.Has(Form::kScalarFirst) == !commutes, row.name);
  }
  BOOST_TEST(ScalarMask(Shape::kMap2, Form::kScalarRest) == 2u);
  BOOST_TEST(ScalarMask(Shape::kMap2, Form::kScalarFirst) == 1u);
  BOOST_TEST(ScalarMask(Shape::kMap3, Form::kScalarRest) == 6u);
  BOOST_TEST(ScalarMask(Shape::kMap3, Form::kBuffers) == 0u);
  BOOST_TEST(ScalarMask(Shape::kSequence, Form::kBuffers) == 3u);
  BOOST_TEST(ScalarMask(Shape::kNorm2, Form::kBuffers) == 4u);
  BOOST_TEST(ScalarMask(Shape::kNorm3, Form::kRows) == 8u);
  BOOST_TEST(ScalarMask(Shape::kGather, Form::kIndex32) == 0u);
}

BOOST_AUTO_TEST_CASE(only_float_sums_of_products_or_squares_and_approximations_depend_on_the_level) {
  for (const OpRow& row : Table()) {
    BOOST_TEST(row.SameOnEveryLevel(HOLO_I32), row.name);
    const bool sums = row.accuracy == Accuracy::kFixedSum || row.accuracy == Accuracy::kFixedMean ||
                      row.accuracy == Accuracy::kFixedProduct || row.accuracy == Accuracy::kFixedScan;
    BOOST_TEST(row.SameOnEveryLevel(HOLO_F32) == (sums || row.accuracy == Accuracy::kExact), row.name);
  }
}

// The number that tests/kernels/reduce_cases.cc holds the kernels to.
BOOST_AUTO_TEST_CASE(accuracy_is_told_as_it_is_tested) {
  BOOST_TEST(AccuracyText(*Find("add"), HOLO_F32) == std::string("exact"));
  BOOST_TEST(AccuracyText(*Find("sum"), HOLO_I64) == std::string("exact"));
  BOOST_TEST(AccuracyText(*Find("sum"), HOLO_F64) == std::string("|error| <= (70 + log2(max(1, n/4096))) u sum |x|"));
  BOOST_TEST(AccuracyText(*Find("cumsum"), HOLO_F16) == std::string("|error| <= (5 + i/16) u (|x[0]| + … + |x[i]|)"));
  BOOST_TEST(AccuracyText(*Find("dot"), HOLO_F32) == std::string("|error| <= (70 + log2(max(1, n/4096))) u sum |a b|"));
  BOOST_TEST(AccuracyText(*Find("mean"), HOLO_F32) ==
             std::string("|error| <= (72 + log2(max(1, n/4096))) u sum |x| / n"));
  BOOST_TEST(AccuracyText(*Find("norm2"), HOLO_F64) ==
             std::string("|error| <= (74 + log2(max(1, n/4096))) u result, if that is a normal number"));
}

// Tested in tests/kernels/exhaustive_test.cc (f32), map_cases.cc and all_halves_cases.cc.
BOOST_AUTO_TEST_CASE(an_approximation_has_one_bound) {
  OpRow row = *Find("exp");
  row.f32_ulp = 1.25;
  row.f64_ulp = 2;
  BOOST_TEST(MaxUlp(row, HOLO_F32) == 1.25);
  BOOST_TEST(MaxUlp(row, HOLO_F64) == 2.0);
  BOOST_TEST(MaxUlp(row, HOLO_F16) == 0.5 + 1.25 / 8192);
  BOOST_TEST(MaxUlp(row, HOLO_BF16) == 0.5 + 1.25 / 65536);
  BOOST_TEST(AccuracyText(*Find("exp"), HOLO_F32) == std::string("|error| <= 1 ulp"));
  BOOST_TEST(AccuracyText(*Find("exp"), HOLO_F16) == std::string("|error| <= 0.5002 ulp"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::ops
