// mpfr_oracle.h — approximated operations computed with 300 bits, by MPFR.
#ifndef HOLOGRAM_TESTS_ACCURACY_MPFR_ORACLE_H_
#define HOLOGRAM_TESTS_ACCURACY_MPFR_ORACLE_H_

#include <mpfr.h>

#include "ops/op_table.h"

namespace hologram::testing {

class Real {
 public:
  static constexpr mpfr_prec_t kBits = 300;

  Real() { mpfr_init2(value_, kBits); }
  ~Real() { mpfr_clear(value_); }
  Real(const Real&) = delete;
  Real& operator=(const Real&) = delete;

  operator mpfr_ptr() { return value_; }
  operator mpfr_srcptr() const { return value_; }

 private:
  mpfr_t value_;
};

// Whether MPFR can compute it.
bool HasOracle(const ops::OpRow& op);

// op(a), or op(a, b).
void Compute(const ops::OpRow& op, double a, double b, Real* result);

// `x` rounded to f32, f16 or bf16, to nearest even, once.
double RoundedTo(holo_dtype dtype, const Real& x);

// The distance of `got`, an element of `dtype`, from `want` in units in the last place, as UlpError of approximated.h
// measures it.
double UlpError(holo_dtype dtype, double got, const Real& want);

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_ACCURACY_MPFR_ORACLE_H_
