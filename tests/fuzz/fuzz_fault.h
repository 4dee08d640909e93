// fuzz_fault.h — how a fuzz target says that the library is wrong.
#ifndef HOLOGRAM_TESTS_FUZZ_FUZZ_FAULT_H_
#define HOLOGRAM_TESTS_FUZZ_FUZZ_FAULT_H_

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

// The entry that libFuzzer and corpus_runner.cc call: 0 whatever the bytes are.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace hologram::fuzz {

inline void Require(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "wrong: %s\n", what.c_str());
  std::abort();
}

}  // namespace hologram::fuzz

#endif  // HOLOGRAM_TESTS_FUZZ_FUZZ_FAULT_H_
