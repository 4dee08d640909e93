// loaded_library.h — libhologram.so opened at run time, as a host without a compiler for it would.
#ifndef HOLOGRAM_TESTS_LIFE_LOADED_LIBRARY_H_
#define HOLOGRAM_TESTS_LIFE_LOADED_LIBRARY_H_

#include <dlfcn.h>

#include <stdexcept>
#include <string>

#include "hologram/hologram.h"

namespace hologram::test {

class LoadedLibrary {
 public:
  explicit LoadedLibrary(const std::string& path) : handle_(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr) throw std::runtime_error(dlerror());
  }
  ~LoadedLibrary() { dlclose(handle_); }
  LoadedLibrary(const LoadedLibrary&) = delete;
  LoadedLibrary& operator=(const LoadedLibrary&) = delete;

  template <class Function>
  Function* Find(const char* name) const {
    void* symbol = dlsym(handle_, name);
    if (symbol == nullptr) throw std::runtime_error(name);
    return reinterpret_cast<Function*>(symbol);
  }

  void Must(holo_status status) const {
    if (status != HOLO_OK) throw std::runtime_error(Find<decltype(holo_status_name)>("holo_status_name")(status));
  }

  // Makes an executor and a buffer, adds, and destroys both.
  bool Computes() const {
    holo_executor executor = nullptr;
    holo_buffer buffer = nullptr;
    Must(Find<decltype(holo_executor_create)>("holo_executor_create")(nullptr, &executor));
    Must(Find<decltype(holo_buffer_create)>("holo_buffer_create")(executor, HOLO_F32, 8, &buffer));
    const float ones[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    float result[8] = {};
    Must(Find<decltype(holo_buffer_write)>("holo_buffer_write")(buffer, 0, ones, 8));
    Must(Find<decltype(holo_add)>("holo_add")(executor, buffer, buffer, buffer, 8));
    Must(Find<decltype(holo_buffer_read)>("holo_buffer_read")(buffer, 0, result, 8));
    Must(Find<decltype(holo_buffer_destroy)>("holo_buffer_destroy")(buffer));
    Must(Find<decltype(holo_executor_destroy)>("holo_executor_destroy")(executor));
    return result[7] == 2;
  }

 private:
  void* handle_;
};

}  // namespace hologram::test

#endif  // HOLOGRAM_TESTS_LIFE_LOADED_LIBRARY_H_
