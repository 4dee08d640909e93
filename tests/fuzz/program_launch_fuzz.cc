// program_launch_fuzz.cc — bytes as a series of C calls that make, launch and end programs and buffers, with handles that are
// stale, null or of another kind, and numbers near 2^31 and 2^63: statuses, never more.
//
// Buffers are small, or too large for any machine; the programs here touch an element in every lane, so that no launch that is
// right is a long one.
#include <array>
#include <string>

#include "fuzz/fuzz_fault.h"
#include "hologram/hologram.h"

namespace hologram::fuzz {
namespace {

constexpr const char* kTexts[] = {
    ".program p\n.in f32 x\n.scalar f32 a\n.out f32 z\nldg.f32 r0, [x + lane]\nmul.f32 r0, r0, a\nstg.f32 [z + lane], "
    "r0\n"
    "exit\n",
    ".program p\n.inout i32 w\n.scalar i64 s\n.result i64 t\nldg.i32 r0, [w + lane*s + s]\nstg.i32 [w + lane*s + s], "
    "r0\n"
    "ldg.i32 r1, [w + lane]\nred.add.i32 t, r1\nexit\n",
    ".program p\n.in i64 i\n.in u8 x\n.out u8 z\nldg.i64 r0, [i + lane]\nldg.u8 r1, [x + r0]\nstg.u8 [z + r0], "
    "r1\nexit\n",
    ".program p\n.in f64 x\n.scalar f64 a\n.result f64 m\nldg.f64 r0, [x + lane]\nloop 3, end\nadd.f64 r0, r0, "
    "1\nend:\n"
    "red.max.f64 m, r0\nexit\n",
};
constexpr const char* kExpressions[][2] = {
    {"z = where(x < y, x, y*a)", "in f32 x, y; scalar f32 a; out z"},
    {"s = sum(x); at = argmin(x)", "in i16 x"},
    {"x = x +", "inout f32 x"},
    {"w = w ^ 3 % 5", "inout u64 w"},
};
constexpr int64_t kNumbers[] = {
    0,         1,         2,  3, 17, 64, -1, INT64_MAX, INT64_MIN, 0x7fffffff, 0x80000000, 0x100000001, INT64_MAX / 8,
    1ll << 59, 1ll << 62, -64};

class Caller {
 public:
  Caller(const uint8_t* data, size_t size) : data_(data), size_(size) {
    Require(holo_executor_create(nullptr, &executor_) == HOLO_OK, "no executor");
  }

  void Run() {
    while (at_ < size_) Step(Byte());
    for (holo_program program : programs_) holo_program_destroy(program);
    for (holo_buffer buffer : buffers_) holo_buffer_destroy(buffer);
    holo_executor_destroy(executor_);
    Require(holo_live_handles() == 0, "a handle is left");
  }

 private:
  uint8_t Byte() { return at_ < size_ ? data_[at_++] : 0; }
  int64_t Number() {
    const uint8_t byte = Byte();
    return byte < 128 ? kNumbers[byte % std::size(kNumbers)] : byte % 32;
  }
  int64_t SmallOrHuge() {
    const int64_t number = Number();
    return number > 64 ? INT64_MAX - number % 1024 : number;
  }

  // Places for handles; what was destroyed stays there, and comes back stale.
  holo_program& AnyProgram() { return programs_[Byte() % programs_.size()]; }
  holo_buffer& AnyBuffer() { return buffers_[Byte() % buffers_.size()]; }
  holo_buffer OddBuffer() {
    const uint8_t byte = Byte();
    if (byte == 0xff) return reinterpret_cast<holo_buffer>(AnyProgram());
    if (byte == 0xfe) return reinterpret_cast<holo_buffer>(uintptr_t{0x1234567});
    return buffers_[byte % buffers_.size()];
  }

  void Step(uint8_t what) {
    switch (what % 8) {
      case 0:
        return MakeProgram();
      case 1:
        return MakeBuffer();
      case 2:
        return Describe();
      case 3:
        holo_program_destroy(AnyProgram());
        return;
      case 4:
        holo_buffer_destroy(AnyBuffer());
        return;
      default:
        return Launch();
    }
  }

  void MakeProgram() {
    const uint8_t byte = Byte();
    holo_program made = nullptr;
    if (byte % 2 == 0) {
      holo_program_from_text(kTexts[byte / 2 % std::size(kTexts)], nullptr, &made);
    } else {
      const auto& expression = kExpressions[byte / 2 % std::size(kExpressions)];
      holo_program_from_expression(expression[0], expression[1], nullptr, &made);
    }
    if (made != nullptr) Replace(&AnyProgram(), made, holo_program_destroy);
  }

  void MakeBuffer() {
    const uint8_t byte = Byte();
    holo_buffer made = nullptr;
    if (byte % 4 == 3) {
      holo_buffer_view(OddBuffer(), Number(), Number(), &made);
    } else {
      holo_buffer_create(executor_, byte / 4 % 16, SmallOrHuge(), &made);
      const holo_scalar value = {byte / 4 % 16, 0, {.i64 = byte % 4}};
      if (made != nullptr) holo_buffer_fill(made, &value);
    }
    if (made != nullptr) Replace(&AnyBuffer(), made, holo_buffer_destroy);
  }

  template <class Handle, class Destroy>
  static void Replace(Handle* place, Handle made, Destroy destroy) {
    destroy(*place);
    *place = made;
  }

  void Describe() {
    const holo_program program = AnyProgram();
    std::array<char, 700> text;
    int64_t needed = -1;
    const int64_t capacity = Number();
    const auto fits = static_cast<int64_t>(text.size());
    const holo_status status = holo_program_to_text(program, text.data(), capacity > fits ? fits : capacity, &needed);
    Require(status != HOLO_OK || needed > 0, "a text has no bytes");
    holo_program_info info = HOLO_PROGRAM_INFO_INIT;
    holo_program_parameter parameter = HOLO_PROGRAM_PARAMETER_INIT;
    holo_program_info_get(program, &info);
    holo_program_parameter_get(program, static_cast<int32_t>(Number()), &parameter);
  }

  // Of the type that is wanted, if there is one.
  holo_buffer FittingBuffer(holo_dtype dtype) {
    const uint8_t begin = Byte();
    for (size_t i = 0; i < buffers_.size(); ++i) {
      const holo_buffer buffer = buffers_[(begin + i) % buffers_.size()];
      holo_buffer_info info = HOLO_BUFFER_INFO_INIT;
      if (holo_buffer_info_get(buffer, &info) == HOLO_OK && info.dtype == dtype) return buffer;
    }
    return buffers_[begin % buffers_.size()];
  }

  // With arguments that fit the program, but for one byte in four each.
  void Launch() {
    const holo_program program = AnyProgram();
    holo_program_info info = HOLO_PROGRAM_INFO_INIT;
    holo_program_info_get(program, &info);
    std::array<holo_buffer, 8> buffers = {};
    std::array<holo_scalar, 4> scalars = {}, results = {};
    size_t buffer = 0, scalar = 0;
    for (int32_t i = 0; i < info.parameter_count; ++i) {
      holo_program_parameter parameter = HOLO_PROGRAM_PARAMETER_INIT;
      holo_program_parameter_get(program, i, &parameter);
      const bool fits = Byte() % 4 != 0;
      if (parameter.kind <= HOLO_PARAMETER_INOUT) {
        buffers[buffer++ % buffers.size()] = fits ? FittingBuffer(parameter.dtype) : OddBuffer();
      } else if (parameter.kind == HOLO_PARAMETER_SCALAR) {
        const holo_dtype dtype = fits ? parameter.dtype : static_cast<holo_dtype>(Byte() % 16);
        scalars[scalar++ % scalars.size()] = {dtype, 0, {.i64 = Number()}};
      }
    }
    const uint8_t odd = Byte();
    const holo_executor executor = odd == 0xff ? nullptr : executor_;
    const int32_t more = odd % 16 == 15 ? 1 : 0;
    holo_program_launch(executor, program, odd == 0xfe ? nullptr : buffers.data(), info.buffer_count + more,
                        scalars.data(), info.scalar_count, Number(), odd == 0xfd ? nullptr : results.data(),
                        info.result_count - more);
  }

  const uint8_t* data_;
  size_t size_, at_ = 0;
  holo_executor executor_ = nullptr;
  std::array<holo_program, 4> programs_ = {};
  std::array<holo_buffer, 8> buffers_ = {};
};

}  // namespace
}  // namespace hologram::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hologram::fuzz::Caller(data, size).Run();
  return 0;
}
