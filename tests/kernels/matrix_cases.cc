// matrix_cases.cc — reductions of each row and each column of a matrix.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "backend/reference.h"
#include "backend/reference_ops.h"
#include "kernels/approximated.h"
#include "kernels/kernel_cases.h"
#include "kernels/kernel_run.h"
#include "support/elements.h"
#include "support/random_values.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

using Matrix = void (*)(const void* x, int64_t rows, int64_t cols, void* y);
using Matrices = void (*)(const void* a, const void* b, int64_t rows, int64_t cols, void* y);

struct Size {
  int64_t rows;
  int64_t cols;
};

// Around eight rows at once, blocks of 64, small trees of these, and strips of 512 and 1024 columns.
std::vector<Size> Sizes() {
  std::vector<Size> sizes;
  for (int64_t rows : {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 63, 64, 65}) {
    for (int64_t cols : {0, 1, 2, 3, 5, 8, 15, 16, 17, 31, 33, 63, 64, 67, 131}) sizes.push_back({rows, cols});
  }
  for (int64_t rows : {127, 128, 129, 192, 200, 255, 257, 321, 449, 1000, 4097}) {
    for (int64_t cols : {1, 3, 17, 37}) sizes.push_back({rows, cols});
  }
  for (int64_t cols : {511, 512, 513, 1023, 1024, 1030, 4100}) {
    for (int64_t rows : {1, 5, 66}) sizes.push_back({rows, cols});
  }
  return sizes;
}
constexpr int64_t kMost = 4100 * 66;

class MatrixRun {
 public:
  explicit MatrixRun(const Site& site)
      : site_(site), kernel_(KernelOf(site)), in_{Guarded<Bytes>(8 * kMost), Guarded<Bytes>(8 * kMost)}, y_(8 * 4100) {}

  int64_t Results(Size size) const { return site_.form == ops::Form::kRows ? size.rows : size.cols; }

  // `b` is looked at if there are two inputs.
  Elements Call(const Elements& a, const Elements& b, Size size, Edge edge, int gap) {
    const Elements* elements[2] = {&a, &b};
    const Bytes* from[2] = {};
    for (int k = 0; k < site_.InputCount(); ++k) {
      from[k] = in_[k].Place(size.rows * size.cols * a.size(), edge, gap);
      in_[k].Write(elements[k]->At(0));
    }
    Elements got(site_.ResultDtype(), Results(size));
    Bytes* to = y_.Place(got.count() * got.size(), edge, (gap + 13) % GuardedRoom::kMaxGap);
    y_.Spoil();
    g_running = {site_, {size.rows * size.cols, edge, gap}};
    if (site_.InputCount() == 1) {
      reinterpret_cast<Matrix>(kernel_)(from[0], size.rows, size.cols, to);
    } else {
      reinterpret_cast<Matrices>(kernel_)(from[0], from[1], size.rows, size.cols, to);
    }
    bool intact = y_.Intact();
    for (int k = 0; k < site_.InputCount(); ++k) {
      intact = intact && in_[k].Intact() && in_[k].Holds(elements[k]->At(0));
    }
    if (!intact) BOOST_ERROR("bytes outside of the output were written: " << Describe(g_running));
    y_.Read(got.At(0));
    return got;
  }

  bool Run(const Elements& a, const Elements& b, Size size, Edge edge, int gap) {
    const Elements got = Call(a, b, size, edge, gap);
    Elements want(site_.ResultDtype(), Results(size));
    const void* const in[2] = {a.At(0), b.At(0)};
    backend::reference::ReduceAxis(*site_.op, site_.dtype, site_.form, in, size.rows, size.cols, want.At(0));
    const bool by_rows = site_.form == ops::Form::kRows;
    for (int64_t k = 0; k < got.count(); ++k) {
      const int64_t first = by_rows ? k * size.cols : k, stride = by_rows ? 1 : size.cols;
      if (AgreesWithReference(*site_.op, got, want, k, a, first, stride, by_rows ? size.cols : size.rows)) continue;
      BOOST_ERROR(Describe(g_running) << ", " << size.rows << " rows of " << size.cols << ": result " << k << ": got "
                                      << got.Show(k) << ", want " << want.Show(k));
      return false;
    }
    return true;
  }

 private:
  Site site_;
  holo_kernel kernel_;
  Guarded<Bytes> in_[2];
  Guarded<Bytes> y_;
};

bool HasValue(const Site& site, Size size) {
  return !site.op->nonempty || (site.form == ops::Form::kRows ? size.cols : size.rows) > 0;
}

void MatchesTheOracle(const Site& site) {
  Random random(site.Stream());
  Sample sample(site.Stream());
  MatrixRun run(site);
  bool good = true;
  for (Size size : Sizes()) {
    if (!HasValue(site, size)) continue;
    for (bool plain : {true, false}) {
      // Without FMA only exact products are sure to give the oracle's bits.
      if (!OwesBits(site)) continue;
      Elements in[2];  // made when they are first needed
      for (int gap : {0, 13}) {
        for (Edge edge : {Edge::kBack, Edge::kFront}) {
          if (!good || !sample.Take()) continue;
          for (int k = 0; k < 2 && in[1].count() == 0; ++k) {
            in[k] = InputFor(*site.op, k, site.dtype, plain || !MayBeAny(site), &random, size.rows * size.cols);
          }
          good = run.Run(in[0], in[1], size, edge, gap);
        }
      }
    }
  }
  BOOST_TEST(good, holo_dtype_name(site.dtype) << " is wrong");
}

// A special value at every place of a small matrix of ones and of zeros.
void IsRightOnSpecialValues(const Site& site) {
  const Elements special = Elements::Edges(site.dtype);
  MatrixRun run(site);
  Sample sample(site.Stream());
  bool good = true;
  constexpr Size kSize = {19, 21};
  for (int64_t place = 0; place < kSize.rows * kSize.cols; ++place) {
    for (int64_t v = 0; v < special.count() && good; ++v) {
      if (!sample.Take()) continue;
      Elements x(site.dtype, kSize.rows * kSize.cols);
      x.Set(place, special, v);
      x.Set((place * 7 + 5) % x.count(), special, (v + place) % special.count());
      // Beside zeros, of which the products are zeros or NaN.
      good = run.Run(x, Elements(site.dtype, x.count()), kSize, Edge::kBack, 0);
    }
  }
  // Zeros that are all negative, and as many rows as a place within a block can tell.
  Elements zeros(site.dtype, 130);
  for (int64_t i = 0; i < 130 && base::IsFloat(site.dtype); ++i) zeros.At(i)[zeros.size() - 1] = Bytes{0x80};
  good = good && run.Run(zeros, zeros, {130, 1}, Edge::kBack, 0) && run.Run(zeros, zeros, {1, 130}, Edge::kBack, 0);
  BOOST_TEST(good, holo_dtype_name(site.dtype) << " is wrong");
}

// The bound that ops::AccuracyText tells of sums, of columns too.
template <class T>
void SumsKeepTheirBound(const Site& site) {
  using R = backend::reference::WideOf<T>;
  Random random(site.Stream());
  MatrixRun run(site);
  for (Size size : {Size{1, 5}, Size{64, 5}, Size{1000, 7}, Size{20000, 3}}) {
    const bool by_rows = site.form == ops::Form::kRows;
    if (by_rows) size = {size.cols, size.rows};
    const Elements x = Elements::Plain(site.dtype, &random, size.rows * size.cols);
    const Elements got = run.Call(x, x, size, Edge::kBack, 0);
    for (int64_t k = 0; k < got.count(); ++k) {
      long double sum = 0, magnitude = 0;
      const int64_t n = by_rows ? size.cols : size.rows;
      for (int64_t i = 0; i < n; ++i) {
        T element;
        std::memcpy(&element, x.At(by_rows ? k * size.cols + i : i * size.cols + k), sizeof element);
        sum += backend::reference::Widen(element);
        magnitude += std::fabs(backend::reference::Widen(element));
      }
      R result;
      std::memcpy(&result, got.At(k), sizeof result);
      BOOST_TEST((std::fabs(result - sum) <= SumBound<R>(n) * magnitude), Describe(g_running) << ": result " << k);
    }
  }
}

template <class Visit>
void ForBothAxes(Site site, Visit visit) {
  for (site.dtype = HOLO_F32; site.dtype <= HOLO_BOOL8; ++site.dtype) {
    if (!site.op->Takes(site.dtype)) continue;
    for (ops::Form form : {ops::Form::kRows, ops::Form::kColumns}) {
      site.form = form;
      visit(static_cast<const Site&>(site));
    }
  }
  BOOST_TEST(FloatControl() == g_usual_float_control);
}

}  // namespace

void MatrixMatchesTheOracle(const Site& site) { ForBothAxes(site, MatchesTheOracle); }
void MatrixIsRightOnSpecialValues(const Site& site) { ForBothAxes(site, IsRightOnSpecialValues); }
void MatrixKeepsItsBound(const Site& site) {
  ForBothAxes(site, [](const Site& each) {
    base::WithType(each.dtype, [&]<class T>(base::Type<T>) {
      if constexpr (std::is_floating_point_v<T> || base::kIsHalf<T>) {
        if (each.op->code == HOLO_OP_SUM) SumsKeepTheirBound<T>(each);
      }
    });
  });
}

}  // namespace hologram::testing
