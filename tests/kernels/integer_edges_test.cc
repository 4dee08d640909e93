// integer_edges_test.cc — integer operations and conversions at the edges of their types, against numbers that are written
// in tables (edge_table.h): by every SIMD level that this CPU has and by the reference backend, which could otherwise be
// wrong in the same way.
//
// The cases are named operation/dtype/as_written_on_LEVEL.
#define BOOST_TEST_MODULE integer_edges

#include <boost/test/unit_test.hpp>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "backend/reference.h"
#include "kernels/edge_table.h"
#include "kernels/kernel_run.h"
#include "support/elements.h"
#include "support/levels.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

using boost::unit_test::test_suite;

// In place of a level: the reference backend.
constexpr holo_simd_level kReference = -1;

// Two of the longest vectors of bytes and a tail; and eight of them, which kernels take in larger steps.
constexpr int64_t kCount = 131;
constexpr int64_t kLongCount = 523;

std::string Where(const Site& site) {
  constexpr const char* kForms[] = {"", ", scalars but for a", ", a is a scalar"};
  const std::string where = site.level == kReference ? " by the reference" : " on " + LevelTitle(site.level);
  return std::string(site.op->name) + ' ' + holo_dtype_name(site.dtype) + where + kForms[static_cast<int>(site.form)];
}

bool Expect(bool right, const Site& site, const EdgeCase& edge, int64_t at, const Elements& got, int64_t i) {
  if (!right) BOOST_ERROR(Where(site) << ": " << edge.text << " is wrong at " << at << ": got " << got.Show(i));
  return right;
}

Elements Map(const Site& site, const Elements in[ops::kMaxInputs], int64_t n) {
  if (site.level != kReference) return MapResults(site, in, n);
  Elements results(site.ResultDtype(), n);
  const void* pointers[ops::kMaxInputs] = {in[0].At(0), in[1].At(0), in[2].At(0)};
  const uint32_t scalars = ops::ScalarMask(site.op->shape, site.form);
  backend::reference::Map(*site.op, site.dtype, scalars, pointers, results.At(0), n);
  return results;
}

// Element i is of the case `first` + i, over and over; `step` 0: all are of the case `first`.
bool RunMap(const Site& site, const std::vector<EdgeCase>& cases, size_t first, size_t step, int64_t n) {
  const auto edge = [&](int64_t i) -> const EdgeCase& {
    return cases[(first + step * static_cast<size_t>(i)) % cases.size()];
  };
  Elements in[ops::kMaxInputs], want(site.ResultDtype(), n);
  for (int k = 0; k < ops::kMaxInputs; ++k) in[k] = Elements(site.InputDtype(k), site.IsScalar(k) ? 1 : n);
  for (int64_t i = 0; i < n; ++i) {
    for (int k = 0; k < site.InputCount(); ++k) {
      if (i < in[k].count()) in[k].Set(i, edge(i).in[k], 0);
    }
    want.Set(i, edge(i).want, 0);
  }
  const Elements got = Map(site, in, n);
  const int64_t i = FirstDifference(got, want);
  return i < 0 || Expect(false, site, edge(i), i, got, i);
}

// Each case alone in all places and in every form; then all of them together, each in each place.
void MapIsAsWritten(Site site, const EdgeRow& row) {
  for (ops::Form form : {ops::Form::kBuffers, ops::Form::kScalarRest, ops::Form::kScalarFirst}) {
    if (!site.op->Has(form)) continue;
    site.form = form;
    for (size_t first = 0; first < row.cases.size(); ++first) RunMap(site, row.cases, first, 0, kCount);
  }
  site.form = ops::Form::kBuffers;
  for (size_t first = 0; first < row.cases.size(); ++first) {
    if (!RunMap(site, row.cases, first, 1, kCount)) break;
  }
  RunMap(site, row.cases, 0, 1, kLongCount);
}

Elements Reduce(const Site& site, const Elements in[ops::kMaxInputs], int64_t n) {
  Elements result(site.ResultDtype(), 1);
  const Bytes* pointers[ops::kMaxInputs] = {in[0].At(0), in[1].At(0), in[2].At(0)};
  if (site.level != kReference) {
    g_running = {site, {n}};
    CallReduce(KernelOf(site), site.InputCount(), pointers, n, result.At(0));
  } else {
    const void* inputs[ops::kMaxInputs] = {pointers[0], pointers[1], pointers[2]};
    backend::reference::Reduce(*site.op, site.dtype, inputs, n, result.At(0));
  }
  return result;
}

// What argmin and argmax give is a place, which moves with the elements.
Elements Moved(const Elements& want, const Site& site, int64_t by) {
  if (site.op->code != HOLO_OP_ARGMIN && site.op->code != HOLO_OP_ARGMAX) return want;
  int64_t place = 0;
  std::memcpy(&place, want.At(0), sizeof place);
  return Elements::Of(std::vector<int64_t>{place + by});
}

// Each case alone, and among elements that change nothing, in each place.
void ReduceIsAsWritten(const Site& site, const EdgeRow& row) {
  for (const EdgeCase& edge : row.cases) {
    const Elements alone = Reduce(site, edge.in, edge.in[0].count());
    Expect(FirstDifference(alone, edge.want) == -1, site, edge, 0, alone, 0);
    const int64_t n = kCount + edge.in[0].count();
    for (int64_t place = 0; place <= kCount; place += Sample::IsThin() ? 13 : 1) {
      Elements in[ops::kMaxInputs];
      for (int k = 0; k < site.InputCount(); ++k) {
        in[k] = Elements(site.dtype, n);
        for (int64_t i = 0; i < n; ++i) {
          const bool inside = i >= place && i < place + edge.in[k].count();
          in[k].Set(i, inside ? edge.in[k] : row.among, inside ? i - place : 0);
        }
      }
      const Elements got = Reduce(site, in, n);
      if (!Expect(FirstDifference(got, Moved(edge.want, site, place)) == -1, site, edge, place, got, 0)) break;
    }
  }
}

void IsAsWritten(const EdgeRow& row, holo_simd_level level) {
  BOOST_TEST(!row.cases.empty());
  const Site site = {row.op, row.dtype, level};
  if (ops::IsMap(row.op->shape)) return MapIsAsWritten(site, row);
  ReduceIsAsWritten(site, row);
}

test_suite* Suite(test_suite* parent, std::map<std::string, test_suite*>* known, const std::string& name) {
  test_suite*& suite = (*known)[name];
  if (suite == nullptr) {
    suite = BOOST_TEST_SUITE(name.substr(name.find('/') + 1));
    parent->add(suite);
  }
  return suite;
}

bool RegisterAll() {
  std::vector<holo_simd_level> levels = Levels();
  levels.push_back(kReference);
  std::map<std::string, test_suite*> suites;
  for (const EdgeRow& row : AllEdges()) {
    const std::string op = row.op->name;
    test_suite* suite = Suite(&boost::unit_test::framework::current_auto_test_suite(), &suites, op);
    suite = Suite(suite, &suites, op + "/" + holo_dtype_name(row.dtype));
    for (holo_simd_level level : levels) {
      const std::string name = "as_written_on_" + (level == kReference ? std::string("REFERENCE") : LevelTitle(level));
      const std::function<void()> body = [&row, level] { IsAsWritten(row, level); };
      suite->add(boost::unit_test::make_test_case(body, name, __FILE__, __LINE__));
    }
  }
  return true;
}

[[maybe_unused]] const bool kRegistered = RegisterAll();

BOOST_AUTO_TEST_SUITE(the_tables)

BOOST_AUTO_TEST_CASE(every_operation_on_integers_has_rows_of_signed_and_unsigned_ones) {
  for (const ops::OpRow& op : ops::Table()) {
    if (ops::HasOutput(op.shape) && !ops::IsMap(op.shape)) continue;  // array_ops_test has these
    bool of_signed = (op.dtypes & ops::kIntegers) == 0;
    bool of_unsigned = of_signed;
    for (const EdgeRow& row : AllEdges()) {
      if (row.op != &op || (base::Bit(row.dtype) & ops::kIntegers) == 0) continue;
      (base::IsSigned(row.dtype) ? of_signed : of_unsigned) = true;
    }
    BOOST_TEST((of_signed && of_unsigned), op.name << ": add rows to tests/kernels/*_edges.inc");
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_table_is_an_error) {
  BOOST_TEST(ReadEdges("# nothing\n\nneg i8: 1 = -1,\n  -128 = -128\n").at(0).cases.size() == 2);
  for (const char* text : {"neg i8: 128 = 0",
                           "neg i8: 1 = -129",
                           "neg u8: -1 = 1",
                           "neg i8: 1 = 1.5",
                           "neg i8: 1 = -1 2",
                           "neg i8: 1 2 = 3",
                           "neg i8: = 3",
                           "neg i8: 1",
                           "neg i8 1 = -1",
                           "neg i8 among 0: 1 = -1",
                           "neg i9: 1 = -1",
                           "negate i8: 1 = -1",
                           "bit_not f32: 1 = 1",
                           "add i8: 1 = 1",
                           "sum i8: 1 = 1",
                           "  1 = 1",
                           "to_f32 i32: 16777217 = 16777217",
                           "to_f16 i32: 2049 = 2049",
                           "to_bf16 i32: 257 = 257",
                           "to_i8 f16: 65520 = 127",
                           "to_i8 f32: x = 0"}) {
    BOOST_CHECK_THROW(ReadEdges(text), std::invalid_argument);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::testing
