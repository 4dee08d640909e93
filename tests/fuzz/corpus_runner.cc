// corpus_runner.cc — a fuzz target without libFuzzer: each file of a corpus once, then mutations of them for some seconds, from
// a seed that it prints. Usage: TARGET CORPUS [SECONDS]
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz/fuzz_fault.h"
#include "support/random_values.h"

namespace {

using hologram::testing::Random;
using Bytes = std::vector<uint8_t>;

std::string running;  // what to say if that is the end

void SayWhat(int signal_number) {
  std::fprintf(stderr, "%s\n", running.c_str());
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
}

void RunOne(const Bytes& bytes) { LLVMFuzzerTestOneInput(bytes.data(), bytes.size()); }

std::vector<Bytes> RunCorpus(const std::string& directory) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<Bytes> corpus;
  for (const std::filesystem::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    running = "by " + path.string();
    RunOne(corpus.back());
  }
  return corpus;
}

// Bytes changed, taken away, or put in from elsewhere in the corpus.
Bytes Mutated(const std::vector<Bytes>& corpus, Random* random) {
  const auto below = [&](size_t limit) { return static_cast<size_t>(random->Below(static_cast<int64_t>(limit))); };
  Bytes bytes = corpus[below(corpus.size())];
  for (size_t times = 1 + below(4); times > 0 && !bytes.empty(); --times) {
    const size_t at = below(bytes.size());
    const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    const size_t count = std::min(1 + below(8), bytes.size() - at);
    const Bytes& other = corpus[below(corpus.size())];
    switch (random->Below(4)) {
      case 0:
        bytes[at] = static_cast<uint8_t>(random->Below(256));
        break;
      case 1:
        bytes.erase(from, from + static_cast<std::ptrdiff_t>(count));
        break;
      default: {
        if (other.empty()) break;
        const size_t begin = below(other.size()), size = std::min(1 + below(24), other.size() - begin);
        const auto first = other.begin() + static_cast<std::ptrdiff_t>(begin);
        bytes.insert(from, first, first + static_cast<std::ptrdiff_t>(size));
      }
    }
  }
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  for (const int signal_number : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS}) std::signal(signal_number, SayWhat);
  const std::vector<Bytes> corpus = RunCorpus(argv[1]);
  if (corpus.empty()) return 2;
  const double seconds = argc > 2 ? std::atof(argv[2]) : 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  long rounds = 0;
  for (; std::chrono::steady_clock::now() < end; ++rounds) {
    Random random(static_cast<uint64_t>(rounds));  // so that a round is the same alone
    running = "in round " + std::to_string(rounds) + " of HOLO_TEST_SEED=" + std::to_string(hologram::testing::Seed());
    RunOne(Mutated(corpus, &random));
  }
  std::printf("%zu files, %ld mutations of HOLO_TEST_SEED=%llu\n", corpus.size(), rounds,
              static_cast<unsigned long long>(hologram::testing::Seed()));
  return 0;
}
