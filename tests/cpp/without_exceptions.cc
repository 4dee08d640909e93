// without_exceptions.cc — everything that the C++ headers offer to a program without exceptions and RTTI.
#include "cpp/without_exceptions.h"

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#if defined(__cpp_exceptions) || defined(__cpp_rtti)
#error "this source is to be compiled with -fno-exceptions -fno-rtti"
#endif

namespace hologram::testing {
namespace {

template <class E>
constexpr bool kThrows = requires(const E& executor, const Buffer<float>& x) {
  executor.add(x, x, x);
}
|| requires { E(); }
|| requires(const E& executor) { Buffer<float>(executor, int64_t{1}); };
static_assert(!kThrows<Executor>, "what throws should not be there");

int released = 0;

}  // namespace

#define EXPECT(condition) \
  if (!(condition)) return __LINE__

int FirstWrongLineWithoutExceptions(const Executor& executor, const Buffer<float>& x) {
  EXPECT(executor.try_add(x, x, x));

  Result<Executor> made = Executor::try_create();
  EXPECT(made);
  const Executor own = *std::move(made);
  EXPECT(own.try_info() && own.try_stats() && try_cpu_info());
  EXPECT(own.try_add(x, x, x).code() == HOLO_ERROR_WRONG_EXECUTOR);
  EXPECT(last_error().argument == 2);

  Result<Buffer<float>> a = Buffer<float>::try_create(own, 4);
  EXPECT(a && a->size() == 4);
  EXPECT(!Buffer<float>::try_create(own, -1));
  EXPECT(a->try_fill(1) && (*a)[3] == 1);
  const std::array<float, 2> two = {5, 6};
  EXPECT(a->try_write(two, 1));
  std::array<float, 4> all = {};
  EXPECT(a->try_read(all) && all[1] == 5 && all[3] == 1);
  EXPECT(a->try_write(two, 3).code() == HOLO_ERROR_OUT_OF_RANGE);
  const Result<Buffer<float>> part = a->try_view(1, 2);
  EXPECT(part && part->data() == a->data() + 1);
  EXPECT(a->try_info() && Buffer<float>::try_adopt(nullptr).status().code() == HOLO_ERROR_INVALID_HANDLE);

  EXPECT(own.try_sub(1, *part, *part) && (*part)[0] == -4 && own.try_clip(*a, 0, 2.5, *a) && (*a)[3] == 1);
  const Result<Buffer<bool8>> mask = Buffer<bool8>::try_create_in_class(own, 4);
  EXPECT(mask && own.try_gt(*a, 0, *mask) && own.try_where(*mask, 7, 8, *a) && (*a)[0] == 7 && (*a)[1] == 8);
  EXPECT(a->try_copy_from(*a, 0, 1, 1) && (*a)[1] == 7 && a->try_fill(1));
  EXPECT(own.try_backend() && own.try_backend()->try_query<holo_cpu_interface>());

  const Result<Program> program = Program::try_from_expression("x = x + a; s = sum(x)", "inout f32 x; scalar f32 a");
  EXPECT(program && program->try_info() && program->try_to_text({}).value_or(0) > 50);
  EXPECT(program->try_launch<float>(own, 4, *a, 0.0f).ok() && !Program::try_from_text("").ok());

  std::vector<float> memory = {1, 2, 3, 4};
  released = 0;
  {
    const Result<Buffer<float>> wrapped = try_wrap(own, memory, [] { ++released; });
    EXPECT(wrapped && own.try_mul(*a, *wrapped, *a));
    EXPECT(own.try_sum(*wrapped).value_or(0) == 10);
    EXPECT(Guard::try_create(own, *a, *wrapped));
  }
  EXPECT(released == 1);
  return 0;
}

}  // namespace hologram::testing
