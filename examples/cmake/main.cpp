// main.cpp — the dot product of two std::vectors, without copying them.
#include <hologram/hologram.h>

#include <iostream>
#include <stdexcept>
#include <vector>

void Check(holo_status status) {
  if (status == HOLO_OK) return;
  holo_error error = HOLO_ERROR_INIT;
  holo_last_error(&error);
  throw std::runtime_error(error.message);
}

// A buffer over the vector's own memory; the vector must outlive it.
holo_buffer Wrap(holo_executor executor, std::vector<double>& v) {
  holo_buffer buffer = nullptr;
  Check(holo_buffer_wrap(executor, HOLO_F64, std::ssize(v), v.data(), 0, nullptr, nullptr, &buffer));
  return buffer;
}

int main() {
  std::vector<double> a(1000, 0.5);
  std::vector<double> b(1000, 4.0);

  holo_executor executor = nullptr;
  Check(holo_executor_create(nullptr, &executor));
  holo_buffer x = Wrap(executor, a);
  holo_buffer y = Wrap(executor, b);

  holo_scalar dot = {};
  Check(holo_dot(executor, x, y, std::ssize(a), &dot));
  std::cout << dot.value.f64 << "\n";

  holo_buffer_destroy(x);
  holo_buffer_destroy(y);
  holo_executor_destroy(executor);
}
