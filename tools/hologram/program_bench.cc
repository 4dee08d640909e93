// program_bench.cc — what a program takes, bound once and run again and again, and what the bare kernels of its operations
// take, called one after the other on whole arrays.
#include "program_bench.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <nlohmann/json.hpp>

#include "ancestor.h"
#include "bench_text.h"
#include "measure.h"
#include "program_source.h"
#include "progress.h"
#include "simd_option.h"

namespace hologram::cli {
namespace {

using Launch = Owned<holo_launch, holo_launch_destroy>;

constexpr int64_t kSizes[] = {256, 1024, 4096, 16384, 65536, 1048576};
constexpr double kSecondsPerCase = 0.8, kQuickSecondsPerCase = 0.02;

constexpr float kCoefficients[] = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f};

// The bare kernels of one level.
struct Kernels {
  using Map1 = void (*)(const float*, float*, int64_t);
  using Map2 = void (*)(const float*, const float*, float*, int64_t);
  using Map3 = void (*)(const float*, const float*, const float*, float*, int64_t);
  using Sum = void (*)(const float*, int64_t, float*);

  explicit Kernels(holo_simd_level cap) : cap_(cap) {
    Get(HOLO_OP_ADD, &add);
    Get(HOLO_OP_SUB, &sub);
    Get(HOLO_OP_MUL, &mul);
    Get(HOLO_OP_FMA, &fma);
    Get(HOLO_OP_FMA, &fma_scalars, HOLO_FORM_SCALAR_REST);
    Get(HOLO_OP_RELU, &relu);
    Get(HOLO_OP_GELU, &gelu);
    Get(HOLO_OP_SQUARE, &square);
    Get(HOLO_OP_SUM, &sum);
  }

  Map2 add, sub, mul;
  Map3 fma, fma_scalars;
  Map1 relu, gelu, square;
  Sum sum;

 private:
  template <class Function>
  void Get(holo_op op, Function* function, holo_form form = HOLO_FORM_BUFFERS) const {
    holo_kernel kernel = nullptr;
    Check(holo_kernel_form_get(op, form, HOLO_F32, cap_, &kernel));
    *function = reinterpret_cast<Function>(kernel);
  }

  holo_simd_level cap_;
};

// Arrays x, w, b to read, z to write, and one for what is between; for a polynomial full of its numbers.
struct Memory {
  float *x, *w, *b, *z, *t;
  const float* const* coefficients;
};

struct Case {
  const char* name;
  bool is_ancestors;       // the one program of which the ancestor's figures are
  const char* parameters;  // of its expression; null: `source` is a program's text
  std::string source;
  std::array<int, 4> buffers;  // which arrays, -1 for none
  void (*sequence)(const Kernels& k, const Memory& m, int64_t n);
};

std::string PolynomialText() {
  std::string text = fmt::format("fma(x, {}, {})", kCoefficients[0], kCoefficients[1]);
  for (int i = 2; i <= 8; ++i) text = fmt::format("fma({}, x, {})", text, kCoefficients[i]);
  return "z = " + text;
}

// x, w, b, z are 0 to 3.
std::vector<Case> Cases() {
  return {
      {"x + w",
       true,
       "in f32 x, w; out f32 z",
       "z = x + w",
       {0, 1, 3, -1},
       [](const Kernels& k, const Memory& m, int64_t n) { k.add(m.x, m.w, m.z, n); }},
      {"relu(x*w + b)",
       false,
       "in f32 x, w, b; out f32 z",
       "z = relu(x*w + b)",
       {0, 1, 2, 3},
       [](const Kernels& k, const Memory& m, int64_t n) {
         k.mul(m.x, m.w, m.t, n);
         k.add(m.t, m.b, m.t, n);
         k.relu(m.t, m.z, n);
       }},
      {"gelu(x*w + b)",
       false,
       "in f32 x, w, b; out f32 z",
       "z = gelu(x*w + b)",
       {0, 1, 2, 3},
       [](const Kernels& k, const Memory& m, int64_t n) {
         k.mul(m.x, m.w, m.t, n);
         k.add(m.t, m.b, m.t, n);
         k.gelu(m.t, m.z, n);
       }},
      {"sum((x - w)^2)",
       false,
       "in f32 x, w; result f32 s",
       "s = sum((x - w)^2)",
       {0, 1, -1, -1},
       [](const Kernels& k, const Memory& m, int64_t n) {
         k.sub(m.x, m.w, m.t, n);
         k.square(m.t, m.t, n);
         k.sum(m.t, n, m.z);
       }},
      {"polynomial, degree 8",
       false,
       "in f32 x; out f32 z",
       PolynomialText(),
       {0, 3, -1, -1},
       [](const Kernels& k, const Memory& m, int64_t n) {
         k.fma_scalars(m.x, &kCoefficients[0], &kCoefficients[1], m.t, n);
         for (int i = 2; i <= 8; ++i) k.fma(m.t, m.x, m.coefficients[i], i == 8 ? m.z : m.t, n);
       }},
      {"z = z^2 + w, 10 times",
       false,
       nullptr,
       ".program rounds\n.in f32 x, w\n.out f32 z\nldg.f32 r0, [x + lane]\nldg.f32 r1, [w + lane]\nloop 10, end\n"
       "square.f32 r0, r0\nadd.f32 r0, r0, r1\nend:\nstg.f32 [z + lane], r0\nexit\n",
       {0, 1, 3, -1},
       [](const Kernels& k, const Memory& m, int64_t n) {
         for (int i = 0; i < 10; ++i) {
           k.square(i == 0 ? m.x : m.t, m.t, n);
           k.add(m.t, m.w, i == 9 ? m.z : m.t, n);
         }
       }},
  };
}

struct ProgramRow {
  const char* name;
  int64_t n;
  BenchFigure program, sequence;
  std::optional<double> ancestor_isa_ns;
};

struct ProgramReport {
  std::string version, cpu_brand, simd_level;
  int pinned_cpu = -1;
  std::vector<ProgramRow> rows;
  double from_text_ns = 0, remembered_ns = 0;
};

Program MakeProgram(const Case& given) {
  holo_program program = nullptr;
  Check(given.parameters != nullptr
            ? holo_program_from_expression(given.source.c_str(), given.parameters, nullptr, &program)
            : holo_program_from_text(given.source.c_str(), nullptr, &program));
  return Program(program);
}

// All arrays of one size, filled with numbers of which no case makes infinities.
class Arrays {
 public:
  Arrays(const Executor& executor, int64_t n) {
    for (size_t i = 0; i < buffers_.size(); ++i) {
      buffers_[i] = MakeBuffer(executor, HOLO_F32, n);
      const holo_scalar value = {HOLO_F32, 0, {i < 5 ? 0.25 : kCoefficients[i - 5]}};
      Check(holo_buffer_fill(buffers_[i].get(), &value));
      void* data = nullptr;
      int64_t size_bytes = 0;
      Check(holo_buffer_map(buffers_[i].get(), HOLO_ACCESS_READ_WRITE, &data, &size_bytes));
      data_[i] = static_cast<float*>(data);
    }
  }

  holo_buffer Get(int i) const { return buffers_[static_cast<size_t>(i)].get(); }
  Memory memory() const { return {data_[0], data_[1], data_[2], data_[3], data_[4], data_.data() + 5}; }

 private:
  std::array<Buffer, 14> buffers_;
  std::array<float*, 14> data_;
};

ProgramRow MeasureCase(const Case& given, const Executor& executor, const Kernels& kernels, int64_t n, double seconds) {
  const Arrays arrays(executor, n);
  const Memory memory = arrays.memory();
  const Program program = MakeProgram(given);
  std::vector<holo_buffer> buffers;
  for (const int i : given.buffers) {
    if (i >= 0) buffers.push_back(arrays.Get(i));
  }
  holo_launch handle = nullptr;
  Check(holo_launch_create(executor.get(), program.get(), buffers.data(), static_cast<int32_t>(buffers.size()), n,
                           &handle));
  const Launch launch(handle);
  holo_program_info info = HOLO_PROGRAM_INFO_INIT;
  Check(holo_program_info_get(program.get(), &info));
  holo_scalar result = {};
  holo_status status = HOLO_OK;
  const std::vector<Timing> timings =
      Measure({[&](int64_t repeats) {
                 for (; repeats > 0; --repeats)
                   status = holo_launch_run(launch.get(), nullptr, 0, &result, info.result_count);
               },
               [&](int64_t repeats) {
                 for (; repeats > 0; --repeats) given.sequence(kernels, memory, n);
               }},
              seconds);
  Check(status);
  return {given.name, n, FigureOf(timings[0]), FigureOf(timings[1]),
          given.is_ancestors ? Published(kAncestorIsa, n) : std::nullopt};
}

// A program of 20 instructions that nobody has made before, and one that somebody has, in ns.
void MeasureMaking(bool quick, ProgramReport* report) {
  const auto text = [](int i) {
    std::string made = ".program made\n.in f32 x, y\n.out f32 z\nldg.f32 r0, [x + lane]\nldg.f32 r1, [y + lane]\n";
    for (int k = 2; k < 18; ++k) {
      made += fmt::format("{}.f32 r{}, r{}, {}\n",
                          k % 3 == 0   ? "mul"
                          : k % 3 == 1 ? "add"
                                       : "max",
                          k, k - 1, k % 4 == 0 ? "r0" : fmt::format("{}.5", i * 20 + k));
    }
    return made + "stg.f32 [z + lane], r17\nexit\n";
  };
  const auto median_of = [&](auto make) {
    std::vector<double> times;
    for (int i = 0; i < (quick ? 20 : 400); ++i) {
      const std::string made = text(make(i));
      const auto begin = std::chrono::steady_clock::now();
      holo_program program = nullptr;
      Check(holo_program_from_text(made.c_str(), nullptr, &program));
      times.push_back(std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count());
      Check(holo_program_destroy(program));
    }
    return Timing{times}.median_ns();
  };
  report->from_text_ns = median_of([](int i) { return i; });
  report->remembered_ns = median_of([](int) { return 0; });
}

ProgramReport MeasureAll(const BenchOptions& options) {
  const holo_simd_level cap = ParseSimdLevel(options.simd);
  const Executor executor = MakeExecutor(cap);
  const Kernels kernels(cap);
  ProgramReport report;
  report.version = LibraryVersion();
  report.cpu_brand = CpuInfo().brand;
  report.simd_level = SimdLevelName(SimdLevelOf(executor));
  const PinnedCpu pinned;
  report.pinned_cpu = pinned.cpu();
  const std::vector<Case> cases = Cases();
  Progress progress("bench", static_cast<int64_t>(cases.size() * std::size(kSizes)), false);
  for (const Case& given : cases) {
    for (const int64_t n : kSizes) {
      progress.Update(static_cast<int64_t>(report.rows.size()));
      report.rows.push_back(
          MeasureCase(given, executor, kernels, n, options.quick ? kQuickSecondsPerCase : kSecondsPerCase));
    }
  }
  MeasureMaking(options.quick, &report);
  return report;
}

std::string Table(const ProgramReport& report) {
  std::string text = fmt::format("Programs of f32, one thread {}; libhologram {}, {}, {}\n\n",
                                 PinnedTo(report.pinned_cpu), report.version, report.simd_level, report.cpu_brand);
  std::vector<TextRow> rows = {{"", "", "", "kernels", "kernels /", "ancestor"},
                               {"program", "n", "program", "in turn", "program", "ISA"}};
  for (const ProgramRow& row : report.rows) {
    rows.push_back({row.name, fmt::format("{}", row.n), FormatTime(row.program.ns), FormatTime(row.sequence.ns),
                    fmt::format("{:.2f}", row.sequence.ns / row.program.ns), FormatTime(row.ancestor_isa_ns)});
  }
  text += AlignRight(rows);
  return text + fmt::format(
                    "\nA program of 20 instructions is made of its text in {}, and found again in {}.\n"
                    "Each time is the median of batches that were taken in turns; a program is bound once.\n"
                    "Ancestor: published figures of the design this library grew from, from another machine.\n",
                    FormatTime(report.from_text_ns), FormatTime(report.remembered_ns));
}

std::string JsonText(const ProgramReport& report) {
  using Json = nlohmann::ordered_json;
  Json json = {{"benchmark", "programs"},
               {"dtype", "f32"},
               {"version", report.version},
               {"cpu", report.cpu_brand},
               {"simd_level", report.simd_level},
               {"pinned_cpu", report.pinned_cpu >= 0 ? Json(report.pinned_cpu) : Json(nullptr)},
               {"from_text_ns", report.from_text_ns},
               {"remembered_ns", report.remembered_ns}};
  json["results"] = Json::array();
  for (const ProgramRow& row : report.rows) {
    json["results"].push_back({{"program", row.name},
                               {"n", row.n},
                               {"program_ns", row.program.ns},
                               {"kernels_ns", row.sequence.ns},
                               {"ancestor_isa_ns", row.ancestor_isa_ns ? Json(*row.ancestor_isa_ns) : Json(nullptr)}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

void RunProgramBench(const BenchOptions& options) {
  const ProgramReport report = MeasureAll(options);
  fmt::print("{}", options.json ? JsonText(report) : Table(report));
}

}  // namespace hologram::cli
