// main.cpp — operations on std::vectors, without copying them.
#include <hologram/hologram.hpp>

#include <iostream>
#include <vector>

int main() {
  const std::vector<double> a(1000, 0.5);
  const std::vector<double> b(1000, 8.0);

  hologram::Executor executor;
  const auto x = hologram::wrap(executor, a);  // the vector's own memory: the vector must outlive it
  const auto y = hologram::wrap(executor, b);
  std::cout << executor.dot(x, y) << "\n";

  const hologram::Buffer<double> out(executor, 1000);
  executor.mul(x, y, out);                     // throws hologram::Error if it cannot
  if (!executor.try_sqrt(out, out)) return 1;  // throws nothing, returns a status
  std::cout << out[999] << "\n";
}
