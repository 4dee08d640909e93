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
  text << site.op->name << ' ' << holo_dtype_name(site.dtype) << ' ' << LevelTitle(site.level) << ": n = " << layout.n
       << ", " << layout.gap_bytes << " bytes (skew " << layout.skew_bytes << ") from the "
       << (layout.edge == Edge::kFront ? "front" : "back") << " guard page";
  if (layout.output_is >= 0) text << ", out = " << kOperands[layout.output_is];
  if (layout.same_input) text << ", all inputs are a";
  text << "; HOLO_TEST_SEED=" << Seed();
  return text.str();
}

holo_kernel KernelOf(const Site& site) {
  holo_kernel kernel = nullptr;
  BOOST_REQUIRE_EQUAL(holo_kernel_get(site.op->code, site.dtype, site.level, &kernel), HOLO_OK);
  BOOST_REQUIRE(kernel != nullptr);
  return kernel;
}

}  // namespace hologram::testing
