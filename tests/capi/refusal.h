// refusal.h — a call that must be refused: with which status, in which words, and that nothing has changed by it.
#ifndef HOLOGRAM_TESTS_CAPI_REFUSAL_H_
#define HOLOGRAM_TESTS_CAPI_REFUSAL_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "capi/op_call.h"
#include "hologram/hologram.h"

namespace hologram::testing {

struct Refusal {
  holo_status status = HOLO_OK;
  std::string function;
  Place place;                     // the argument at fault
  std::vector<std::string> shown;  // what the message says besides: the offending values
};

// All that a refused call may not change.
class Watch {
 public:
  void Memory(const void* data, int64_t size_bytes) { memory_.emplace_back(data, size_bytes); }
  void Executor(holo_executor executor) { executors_.push_back(executor); }

  // Calls once. `what` tells apart the cases of one refusal.
  void Refuses(const Refusal& refusal, const std::string& what, const std::function<holo_status()>& call) const;

  // Calls once, whatever comes of it, but for a change. Fills the error that it left.
  holo_status ChangesNothing(const std::function<holo_status()>& call, holo_error* error) const;

 private:
  std::vector<std::byte> Contents() const;

  std::vector<std::pair<const void*, int64_t>> memory_;
  std::vector<holo_executor> executors_;
};

// A public function, with the names of its arguments.
class Function {
 public:
  Function(const Watch& watch, const char* name, std::vector<const char*> arguments)
      : watch_(watch), name_(name), arguments_(std::move(arguments)) {}

  // `argument` is the number of the one at fault; the message shows `value`.
  void Refuses(holo_status status, int argument, const std::string& value,
               const std::function<holo_status()>& call) const {
    const char* name = argument > 0 ? arguments_[static_cast<size_t>(argument) - 1] : "";
    watch_.Refuses({status, name_, {argument, name}, {value}}, value, call);
  }

 private:
  const Watch& watch_;
  const char* name_;
  std::vector<const char*> arguments_;
};

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_CAPI_REFUSAL_H_
