// kernel_run.cc — what is running, in words; printed when a kernel faults.
#include "kernels/kernel_run.h"

#include <boost/test/unit_test.hpp>
#include <iostream>
#include <sstream>

#include "support/levels.h"
#include "support/random_values.h"

namespace hologram::testing {

Running g_running;
const uint64_t g_usual_float_control = FloatControl();

namespace {

// A fault ends the test case somewhere inside the kernel: this tells which call it was.
class FaultObserver : public boost::unit_test::test_observer {
 public:
  FaultObserver() { boost::unit_test::framework::register_observer(*this); }
  ~FaultObserver() override { boost::unit_test::framework::deregister_observer(*this); }

  int priority() override { return 100; }  // after Boost.Test's own
  void test_unit_start(const boost::unit_test::test_unit&) override { g_running = {}; }
  void exception_caught(const boost::execution_exception&) override {
    std::cerr << "the fault is in or after " << Describe(g_running) << std::endl;
  }
};

FaultObserver g_fault_observer;

}  // namespace

std::string Describe(const Running& running) {
  const auto& [site, layout] = running;
  if (site.op == nullptr) return "no kernel has run yet";
  constexpr char kOperands[] = "abc";
  std::ostringstream text;
  constexpr const char* kForms[] = {"", ", scalars but for a", ", a is a scalar", " of rows", " of columns", ", i32"};
  text << site.op->name << kForms[static_cast<int>(site.form)] << ' ' << holo_dtype_name(site.dtype) << ' '
       << LevelTitle(site.level) << ": n = " << layout.n << ", " << layout.gap_bytes << " bytes (skew "
       << layout.skew_bytes << ") from the " << (layout.edge == Edge::kFront ? "front" : "back") << " guard page";
  if (layout.output_is >= 0) text << ", out = " << kOperands[layout.output_is];
  if (layout.same_input) text << ", all inputs are a";
  text << "; HOLO_TEST_SEED=" << Seed();
  return text.str();
}

holo_kernel KernelOf(const Site& site) {
  holo_kernel kernel = nullptr;
  BOOST_REQUIRE_EQUAL(
      holo_kernel_form_get(site.op->code, static_cast<holo_form>(site.form), site.dtype, site.level, &kernel), HOLO_OK);
  BOOST_REQUIRE(kernel != nullptr);
  return kernel;
}

bool OwesBits(const Site& site) {
  return site.op->accuracy != ops::Accuracy::kFixedFma || site.op->SameOnEveryLevel(site.dtype) || HasFma(site.level);
}

bool MayBeAny(const Site& site) {
  const ops::Accuracy accuracy = site.op->accuracy;
  return accuracy != ops::Accuracy::kFixedVariance && accuracy != ops::Accuracy::kFixedLoss &&
         site.op->code != HOLO_OP_MSE;
}

void CallMap(holo_kernel kernel, int input_count, const Bytes* const in[ops::kMaxInputs], Bytes* y, int64_t n) {
  using In = const void*;
  switch (input_count) {
    case 1:
      return reinterpret_cast<void (*)(In, void*, int64_t)>(kernel)(in[0], y, n);
    case 2:
      return reinterpret_cast<void (*)(In, In, void*, int64_t)>(kernel)(in[0], in[1], y, n);
    case 3:
      return reinterpret_cast<void (*)(In, In, In, void*, int64_t)>(kernel)(in[0], in[1], in[2], y, n);
    default:
      return reinterpret_cast<void (*)(In, In, In, In, void*, int64_t)>(kernel)(in[0], in[1], in[2], in[3], y, n);
  }
}

void CallRows(holo_kernel kernel, int input_count, const Bytes* const in[ops::kMaxInputs], int64_t rows, int64_t cols,
              Bytes* y) {
  using In = const void*;
  switch (input_count) {
    case 1:
      return reinterpret_cast<void (*)(In, int64_t, int64_t, void*)>(kernel)(in[0], rows, cols, y);
    case 3:
      return reinterpret_cast<void (*)(In, In, In, int64_t, int64_t, void*)>(kernel)(in[0], in[1], in[2], rows, cols,
                                                                                     y);
    default:
      return reinterpret_cast<void (*)(In, In, In, In, int64_t, int64_t, void*)>(kernel)(in[0], in[1], in[2], in[3],
                                                                                         rows, cols, y);
  }
}

void CallReduce(holo_kernel kernel, int input_count, const Bytes* const in[ops::kMaxInputs], int64_t n, Bytes* result) {
  using In = const void*;
  if (input_count == 1) return reinterpret_cast<void (*)(In, int64_t, void*)>(kernel)(in[0], n, result);
  return reinterpret_cast<void (*)(In, In, int64_t, void*)>(kernel)(in[0], in[1], n, result);
}

Elements MapResults(const Site& site, const Elements in[ops::kMaxInputs], int64_t n) {
  const Bytes* const pointers[ops::kMaxInputs] = {in[0].At(0), in[1].At(0), in[2].At(0), in[3].At(0)};
  return MapResults(site, pointers, n);
}

Elements MapResults(const Site& site, const Bytes* const in[ops::kMaxInputs], int64_t n) {
  Elements results(site.ResultDtype(), n);
  Guarded<Bytes> y(n * results.size());
  y.Place(n * results.size(), Edge::kBack, 0);
  y.Spoil();
  const holo_kernel kernel = KernelOf(site);
  g_running = {site, {n}};
  CallMap(kernel, site.InputCount(), in, y.data(), n);
  BOOST_TEST(y.Intact(), Describe(g_running));
  y.Read(results.At(0));
  return results;
}

}  // namespace hologram::testing
