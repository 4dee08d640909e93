// error.cc — puts a failure into words; runs only when `holo_last_error` is called.
#include "base/error.h"

#include <cinttypes>
#include <cstdio>
#include <cstring>

#include "base/dtype.h"

namespace hologram::base {
namespace {

struct MessageRow {
  const char* kinds;
  const char* format;
};

constexpr MessageRow kMessages[] = {
#define HOLO_MESSAGE_ROW(id, kinds, format) {kinds, format},
    HOLO_MESSAGES(HOLO_MESSAGE_ROW)
#undef HOLO_MESSAGE_ROW
};

constexpr int kValueCapacity = 64;

// Copies the name of argument `number` out of "executor,a,b".
void NameArgument(const CallSite& site, int64_t number, char (&out)[kValueCapacity]) {
  const char* begin = site.arguments;
  for (int64_t i = 1; i < number && begin != nullptr; ++i) {
    begin = std::strchr(begin, ',');
    if (begin != nullptr) ++begin;
  }
  if (begin == nullptr) begin = "?";
  const int length = static_cast<int>(std::strcspn(begin, ","));
  std::snprintf(out, sizeof out, "%" PRId64 " (%.*s)", number, length, begin);
}

void ShowValue(const ErrorRecord& record, char kind, int64_t value, char (&out)[kValueCapacity]) {
  switch (kind) {
    case 'd': {
      const bool known = IsDtype(static_cast<holo_dtype>(value));
      std::snprintf(out, sizeof out, "%s", known ? kDtypes[value].name : "?");
      return;
    }
    case 'a':
      NameArgument(*record.site, value, out);
      return;
    case 't':
      std::snprintf(out, sizeof out, "%s", record.text);
      return;
    case 'u':
      std::snprintf(out, sizeof out, "%" PRIu64, static_cast<uint64_t>(value));
      return;
    default:
      std::snprintf(out, sizeof out, "%" PRId64, value);
  }
}

}  // namespace

void ErrorRecord::Set(const CallSite& call_site, const Error& what) {
  error = what;
  error.text = nullptr;
  site = &call_site;
  text[0] = '\0';
  if (what.text == nullptr) return;
  int i = 0;
  while (i + 1 < kTextCapacity && what.text[i] != '\0') {
    text[i] = what.text[i];
    ++i;
  }
  // A cut inside a UTF-8 sequence would make the message invalid text: drop the broken one.
  if (what.text[i] != '\0') {
    while (i > 0 && (static_cast<unsigned char>(what.text[i]) & 0xC0) == 0x80) --i;
  }
  text[i] = '\0';
}

void ErrorRecord::Describe(char* out, int capacity) const {
  if (capacity <= 0) return;
  out[0] = '\0';
  if (error.ok() || site == nullptr) return;
  const MessageRow& row = kMessages[static_cast<int>(error.message)];
  char shown[3][kValueCapacity] = {};
  int values = 0;  // the text stands beside the values and takes none of them
  for (int i = 0; i < 3 && row.kinds[i] != '\0'; ++i) {
    ShowValue(*this, row.kinds[i], row.kinds[i] == 't' ? 0 : error.values[values++], shown[i]);
  }
  char what[200];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"  // the formats stand in HOLO_MESSAGES, with %s only
#pragma GCC diagnostic ignored "-Wformat-security"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
  std::snprintf(what, sizeof what, row.format, shown[0], shown[1], shown[2]);
#pragma GCC diagnostic pop
  if (error.argument == 0) {
    std::snprintf(out, static_cast<size_t>(capacity), "%s: %s", site->function, what);
    return;
  }
  char argument[kValueCapacity];
  NameArgument(*site, error.argument, argument);
  std::snprintf(out, static_cast<size_t>(capacity), "%s: argument %s: %s", site->function, argument, what);
}

}  // namespace hologram::base
