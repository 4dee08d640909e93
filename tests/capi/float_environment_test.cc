// float_environment_test.cc — an executor that is `fp_isolated` gives the same bits whatever floating-point settings the
// calling thread has, and leaves them to it.
#define BOOST_TEST_MODULE float_environment
#include <algorithm>
#include <bit>
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "ops/op_table.h"
#include "support/elements.h"
#include "support/float_control.h"
#include "support/session.h"

namespace hologram::testing {
namespace {

using test::Must;

constexpr int64_t kCount = 200;

holo_executor_options Isolated(int32_t fp_isolated, holo_accuracy accuracy = HOLO_ACCURACY_STANDARD) {
  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  options.fp_isolated = fp_isolated;
  options.accuracy = accuracy;
  return options;
}

class Call {
 public:
  Call(holo_executor executor, const ops::OpRow& op, holo_dtype dtype) : executor_(executor), op_(op), dtype_(dtype) {
    Random random(static_cast<uint64_t>(op.code));
    for (int k = 0; k < InputCount(op.shape); ++k) {
      Elements input = Elements::Special(op.InputDtype(k, dtype));
      input.Append(Elements::Any(op.InputDtype(k, dtype), &random, kCount));
      n_ = k == 0 ? input.count() : std::min(n_, input.count());
      inputs_.push_back(Make(input.dtype(), input.count()));
      Must(holo_buffer_write(inputs_.back(), 0, input.At(0), input.count()));
    }
    output_ = Make(op.ResultDtype(dtype), n_);
  }
  ~Call() {
    for (holo_buffer input : inputs_) holo_buffer_destroy(input);
    holo_buffer_destroy(output_);
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // What the call gives under these settings; it must not change them.
  Elements Under(uint64_t setting) const {
    const bool reduces = !HasOutput(op_.shape);
    holo_scalar result = {};
    SetFloatControl(setting);
    const holo_status status = holo_apply(executor_, op_.code, inputs_.data(), static_cast<int32_t>(inputs_.size()),
                                          nullptr, 0, reduces ? nullptr : output_, n_, reduces ? &result : nullptr);
    const uint64_t after = FloatControl();
    SetFloatControl(usual_);
    Must(status);
    BOOST_TEST(after == setting, op_.name);
    if (reduces) {
      Elements scalar(HOLO_F64, 1);
      std::memcpy(scalar.At(0), &result.value, sizeof result.value);
      return scalar;
    }
    Elements elements(op_.ResultDtype(dtype_), n_);
    Must(holo_buffer_read(output_, 0, elements.At(0), n_));
    return elements;
  }

 private:
  holo_buffer Make(holo_dtype dtype, int64_t count) const {
    holo_buffer buffer = nullptr;
    Must(holo_buffer_create(executor_, dtype, count, &buffer));
    return buffer;
  }

  const uint64_t usual_ = FloatControl();
  holo_executor executor_;
  const ops::OpRow& op_;
  holo_dtype dtype_;
  int64_t n_ = 0;
  std::vector<holo_buffer> inputs_;
  holo_buffer output_ = nullptr;
};

// How many operations give other bits under some setting.
int Different(const test::Session& session, holo_dtype dtype) {
  int different = 0;
  for (const ops::OpRow& op : ops::Table()) {
    const bool of_buffers = IsMap(op.shape) || op.shape == ops::Shape::kReduce1 || op.shape == ops::Shape::kReduce2;
    if (!of_buffers || !op.Takes(dtype)) continue;
    const Call call(session, op, dtype);
    const Elements usual = call.Under(FloatControl());
    bool same = true;
    for (uint64_t setting : HostFloatControls()) same = same && FirstDifference(call.Under(setting), usual) < 0;
    different += same ? 0 : 1;
  }
  return different;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(float_environment)

BOOST_AUTO_TEST_CASE(an_isolated_executor_computes_in_the_default_environment) {
  const KeepFloatControl keep;
  for (holo_accuracy accuracy : {HOLO_ACCURACY_STANDARD, HOLO_ACCURACY_CORRECT}) {
    const test::Session session(Isolated(1, accuracy));
    for (holo_dtype dtype : {HOLO_F32, HOLO_F64, HOLO_F16, HOLO_BF16}) {
      BOOST_TEST(Different(session, dtype) == 0, holo_dtype_name(dtype));
    }
  }
}

BOOST_AUTO_TEST_CASE(another_one_in_that_of_the_caller) {
  const KeepFloatControl keep;
  const test::Session session(Isolated(0));
  BOOST_TEST(Different(session, HOLO_F32) > 10);
}

BOOST_AUTO_TEST_CASE(conversions_are_isolated_as_well) {
  const KeepFloatControl keep;
  const test::Session session(Isolated(1));
  const std::vector<double> x = {0.1, 1.0 / 3, -1e-40, 0x1.000001p0};
  holo_buffer wide = nullptr, narrow = nullptr;
  Must(holo_buffer_create(session, HOLO_F64, 4, &wide));
  Must(holo_buffer_create(session, HOLO_F32, 4, &narrow));
  Must(holo_buffer_write(wide, 0, x.data(), 4));
  const uint64_t usual = FloatControl();
  for (uint64_t setting : HostFloatControls()) {
    SetFloatControl(setting);
    const holo_status status = holo_buffer_convert(wide, narrow);
    const uint64_t after = FloatControl();
    SetFloatControl(usual);
    Must(status);
    BOOST_TEST(after == setting);
    std::vector<float> y(4);
    Must(holo_buffer_read(narrow, 0, y.data(), 4));
    for (size_t i = 0; i < 4; ++i) {
      BOOST_TEST(std::bit_cast<uint32_t>(y[i]) == std::bit_cast<uint32_t>(static_cast<float>(x[i])));
    }
  }
  holo_buffer_destroy(wide);
  holo_buffer_destroy(narrow);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
