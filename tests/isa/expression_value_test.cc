// expression_value_test.cc — what expressions give: the reference runs them, beside operations one by one, and beside an
// evaluation of the same trees that shares nothing with the compiler.
#define BOOST_TEST_MODULE expression_value
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "backend/reference.h"
#include "backend/reference_program.h"
#include "isa/compiled_expression.h"
#include "ops/op_table.h"
#include "support/random_values.h"
#include "support/same_bits.h"

namespace hologram::testing {
namespace {

using isa::Argument;

void Run(const std::string& text, const std::string& parameters, std::vector<Argument>* arguments, int64_t lanes) {
  const isa::Program program = Expression(text, parameters);
  BOOST_TEST_REQUIRE(program.parameters.size() == arguments->size());
  const isa::Launch launch = {program, *arguments, lanes};
  isa::LaunchError error = isa::CheckLaunch(launch);
  if (error.ok()) error = backend::reference::RunProgram(launch);
  BOOST_TEST(error.ok(), text << ": " << holo_status_name(error.error.code));
}

template <class T>
std::vector<T> Values(Random* random, int64_t count) {
  std::vector<T> values = AnyValues<T>(random, count);
  if constexpr (std::is_same_v<T, base::Bool8>) {
    for (T& value : values) value.byte &= 1;
  }
  return values;
}

// "name(a, b)" of random elements is what the operation by itself makes of them.
template <class T>
void MatchesTheOperation(const ops::OpRow& row, holo_dtype dtype, Random* random) {
  constexpr int64_t kCount = 17;
  const int inputs = ops::InputCount(row.shape);
  const bool is_select = row.shape == ops::Shape::kSelect;
  std::vector<std::vector<T>> values;
  for (int i = 0; i < inputs; ++i) values.push_back(Values<T>(random, kCount));
  std::vector<base::Bool8> conditions = Values<base::Bool8>(random, kCount);
  std::string parameters, call = std::string(row.name) + "(";
  std::vector<Argument> arguments;
  const void* pointers[3] = {};
  for (int i = 0; i < inputs; ++i) {
    const bool is_condition = is_select && i == 0;
    parameters += std::string("in ") + holo_dtype_name(is_condition ? holo_dtype{HOLO_BOOL8} : dtype) + " x" +
                  std::to_string(i) + "; ";
    call += (i > 0 ? ", x" : "x") + std::to_string(i);
    auto& elements = values[static_cast<size_t>(i)];
    arguments.push_back(is_condition ? BufferOf(conditions) : BufferOf(elements));
    pointers[i] = arguments.back().data;
  }
  base::WithType(row.ResultDtype(dtype), [&]<class R>(base::Type<R>) {
    std::vector<R> got(kCount), want(kCount);
    arguments.push_back(BufferOf(got));
    Run("z = " + call + ")", parameters + "out z", &arguments, kCount);
    backend::reference::Map(row, dtype, 0, pointers, want.data(), kCount);
    BOOST_TEST(FirstDifference(got.data(), want.data(), kCount) == -1, row.name << " of " << holo_dtype_name(dtype));
  });
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_map_goes_by_its_name) {
  Random random(1);
  int maps = 0;
  for (const ops::OpRow& row : ops::Table()) {
    if (!ops::IsMap(row.shape)) continue;
    for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
      if (!row.Takes(dtype)) continue;
      base::WithType(dtype, [&]<class T>(base::Type<T>) { MatchesTheOperation<T>(row, dtype, &random); });
      ++maps;
    }
  }
  BOOST_TEST(maps > 400);
}

BOOST_AUTO_TEST_CASE(reductions_are_those_of_the_library) {
  Random random(2);
  constexpr std::pair<const char*, const char*> kNames[] = {{"sum", "sum"},       {"prod", "prod"},    {"min", "amin"},
                                                            {"max", "amax"},      {"amin", "amin"},    {"amax", "amax"},
                                                            {"argmin", "argmin"}, {"argmax", "argmax"}};
  for (const auto& [name, op] : kNames) {
    const ops::OpRow& row = *ops::Find(op);
    for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_U64; ++dtype) {
      base::WithType(dtype, [&]<class T>(base::Type<T>) {
        std::vector<T> x = Values<T>(&random, 100);
        std::vector<Argument> arguments = {BufferOf(x), {}};
        const std::string parameters = std::string("in ") + holo_dtype_name(dtype) + " x; result s";
        Run(std::string("s = ") + name + "(x)", parameters, &arguments, 100);
        const void* input = x.data();
        uint64_t want = 0;
        backend::reference::Reduce(row, dtype, &input, 100, &want);
        BOOST_TEST(arguments[1].bits == want, name << " of " << holo_dtype_name(dtype));
      });
    }
  }
}

BOOST_AUTO_TEST_CASE(powers_of_integers_wrap) {
  std::vector<int32_t> x = {0, 1, -1, 2, 3, -7, 46341, 2147483647, -2147483647 - 1}, z(x.size());
  const auto lanes = static_cast<int64_t>(x.size());
  for (int k = 0; k <= 64; ++k) {
    std::vector<Argument> arguments = {BufferOf(x), BufferOf(z)};
    Run("z = x^" + std::to_string(k), "in i32 x; out z", &arguments, lanes);
    for (size_t i = 0; i < x.size(); ++i) {
      uint32_t want = 1;
      for (int times = 0; times < k; ++times) want *= static_cast<uint32_t>(x[i]);
      BOOST_TEST(z[i] == static_cast<int32_t>(want), x[i] << "^" << k);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_launch_may_write_where_it_reads) {
  std::vector<float> x = {1, 2, 3}, y = {4, 5, 6};
  std::vector<Argument> arguments = {BufferOf(x), BufferOf(y), BufferOf(x), BufferOf(y)};
  Run("sum = x + y; difference = x - y", "in f32 x, y; out sum, difference", &arguments, 3);
  BOOST_TEST(x == (std::vector<float>{5, 7, 9}));
  BOOST_TEST(y == (std::vector<float>{-3, -3, -3}));
}

namespace {

// A tree over i32, or a condition, with its value for each lane.
struct Made {
  std::string text;
  int level;  // of its outermost operator; 9: it needs no parentheses
  std::vector<int32_t> values;
};

// Random trees, as text with the parentheses that it needs and some that it does not.
class Maker {
 public:
  Maker(Random* random, std::vector<std::vector<int32_t>>* inputs) : random_(*random), inputs_(*inputs) {}

  Made Number(int depth) {
    const int64_t choice = depth == 0 ? random_.Below(2) : random_.Below(9);
    if (choice == 0) {
      const auto index = static_cast<size_t>(random_.Below(3));
      return {"x" + std::to_string(index), 9, inputs_[index]};
    }
    if (choice == 1) {
      const auto number = static_cast<int32_t>(random_.Below(100));
      return {std::to_string(number), 9, std::vector<int32_t>(inputs_[0].size(), number)};
    }
    if (choice == 2) {
      const Made made = Number(depth - 1);
      return {"-" + Within(made, 7), 7, Zip(made, made, [](uint32_t a, uint32_t) { return 0 - a; })};
    }
    if (choice == 3) {
      const Made c = Condition(depth - 1), a = Number(depth - 1), b = Number(depth - 1);
      std::vector<int32_t> values(a.values.size());
      for (size_t i = 0; i < values.size(); ++i) values[i] = c.values[i] != 0 ? a.values[i] : b.values[i];
      return {"where(" + c.text + ", " + a.text + ", " + b.text + ")", 9, values};
    }
    if (choice == 4) {
      const Made made = Number(depth - 1);
      return {Within(made, 9) + "^2", 8, Zip(made, made, [](uint32_t a, uint32_t b) { return a * b; })};
    }
    const Made a = Number(depth - 1), b = Number(depth - 1);
    if (choice < 7) {
      const bool adds = choice == 5;
      return {Within(a, 5) + (adds ? " + " : " - ") + Within(b, 6), 5,
              Zip(a, b, [=](uint32_t left, uint32_t right) { return adds ? left + right : left - right; })};
    }
    return {Within(a, 6) + "*" + Within(b, 7), 6,
            Zip(a, b, [](uint32_t left, uint32_t right) { return left * right; })};
  }

  Made Condition(int depth) {
    const int64_t choice = depth == 0 ? 0 : random_.Below(4);
    if (choice == 0) {  // an input, so that there is something with a type
      const auto index = static_cast<size_t>(random_.Below(3));
      const Made a = {"x" + std::to_string(index), 9, inputs_[index]}, b = Number(0);
      const bool less = random_.Below(2) == 0;
      return {a.text + (less ? " < " : " == ") + b.text, 4, Zip(a, b, [=](uint32_t left, uint32_t right) {
                return less ? static_cast<int32_t>(left) < static_cast<int32_t>(right) : left == right;
              })};
    }
    const Made a = Condition(depth - 1);
    if (choice == 1) return {"not " + Within(a, 3), 3, Zip(a, a, [](uint32_t left, uint32_t) { return 1 - left; })};
    const Made b = Condition(depth - 1);
    const bool both = choice == 2;
    return {Within(a, both ? 2 : 1) + (both ? " and " : " or ") + Within(b, both ? 3 : 2), both ? 2 : 1,
            Zip(a, b, [=](uint32_t left, uint32_t right) { return both ? left & right : left | right; })};
  }

 private:
  template <class Compute>
  static std::vector<int32_t> Zip(const Made& a, const Made& b, Compute compute) {
    std::vector<int32_t> values(a.values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<int32_t>(compute(static_cast<uint32_t>(a.values[i]), static_cast<uint32_t>(b.values[i])));
    }
    return values;
  }

  std::string Within(const Made& made, int level) {
    return made.level < level || random_.Below(8) == 0 ? "(" + made.text + ")" : made.text;
  }

  Random& random_;
  std::vector<std::vector<int32_t>>& inputs_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(random_expressions_give_what_their_trees_do) {
  Random random(3);
  constexpr int64_t kLanes = 9;
  std::vector<std::vector<int32_t>> inputs;
  for (int i = 0; i < 3; ++i) inputs.push_back(AnyValues<int32_t>(&random, kLanes));
  for (int32_t& value : inputs[2]) value = static_cast<int32_t>(random.Below(100));
  Maker maker(&random, &inputs);
  for (int round = 0; round < 2000; ++round) {
    const Made t = maker.Number(3), c = maker.Condition(3), rest = maker.Number(static_cast<int>(random.Below(8)));
    std::vector<int32_t> z(kLanes);
    std::vector<Argument> arguments = {BufferOf(inputs[0]), BufferOf(inputs[1]), BufferOf(inputs[2]), BufferOf(z)};
    const std::string text = "t = " + t.text + "; c = " + c.text + "\nz = where(c, t, 1) + (" + rest.text + ")";
    Run(text, "in i32 x0, x1, x2; out i32 z", &arguments, kLanes);
    for (size_t i = 0; i < kLanes; ++i) {
      const auto kept = static_cast<uint32_t>(c.values[i] != 0 ? t.values[i] : 1);
      BOOST_TEST(z[i] == static_cast<int32_t>(kept + static_cast<uint32_t>(rest.values[i])), text);
    }
  }
}

}  // namespace hologram::testing
