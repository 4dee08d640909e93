// error_test.cc — failures put into words: every message, every kind of value, and what does not fit.
#define BOOST_TEST_MODULE error

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/dtype.h"
#include "base/error.h"
#include "hologram/status.h"

namespace hologram::base {
namespace {

struct Row {
  Message message;
  const char* id;
  std::string_view kinds;
  std::string_view format;
};

constexpr Row kRows[] = {
#define HOLO_MESSAGE_TEST_ROW(id, kinds, format) {Message::id, #id, kinds, format},
    HOLO_MESSAGES(HOLO_MESSAGE_TEST_ROW)
#undef HOLO_MESSAGE_TEST_ROW
};

constexpr CallSite kSite = {"holo_try", "executor,left,right,out,n"};
constexpr const char* kArguments[] = {"executor", "left", "right", "out", "n"};
constexpr int kCapacity = sizeof(holo_error::message);

std::string Told(const Error& error, const CallSite& site = kSite, int capacity = kCapacity) {
  ErrorRecord record;
  record.Set(site, error);
  std::vector<char> text(static_cast<size_t>(capacity) + 1, '#');
  record.Describe(text.data(), capacity);
  BOOST_TEST(text.back() == '#', "written past the capacity");
  BOOST_TEST_REQUIRE(std::memchr(text.data(), '\0', static_cast<size_t>(capacity)) != nullptr);
  return text.data();
}

// The message of a row with recognisable values, and how they are to be shown.
struct Example {
  Error error;
  std::vector<std::string> shown;
};

Example ExampleOf(const Row& row, int argument) {
  Example example;
  example.error = Fail(HOLO_ERROR_INTERNAL, argument, row.message);
  int values = 0;
  for (char kind : row.kinds) {
    if (kind == 't') {
      example.error.text = "some text";
      example.shown.push_back("some text");
      continue;
    }
    int64_t& value = example.error.values[values++];
    if (kind == 'n') {
      value = -123450 - values;
      example.shown.push_back(std::to_string(value));
    } else if (kind == 'u') {
      value = -values;
      example.shown.push_back(std::to_string(static_cast<uint64_t>(value)));
    } else if (kind == 'd') {
      value = values == 1 ? HOLO_BF16 : HOLO_I16;
      example.shown.push_back(kDtypes[value].name);
    } else {
      BOOST_TEST(kind == 'a', row.id << " has a value of unknown kind");
      value = 2 + values % 2;
      example.shown.push_back(std::to_string(value) + " (" + kArguments[value - 1] + ")");
    }
  }
  return example;
}

bool IsUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || i + length > text.size()) return false;
    for (size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    i += length;
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(error)

BOOST_AUTO_TEST_CASE(every_format_has_a_place_for_each_value_and_no_other_percent) {
  for (const Row& row : kRows) {
    size_t places = 0;
    for (size_t at = row.format.find('%'); at != row.format.npos; at = row.format.find('%', at + 1)) {
      BOOST_TEST(row.format.substr(at, 2) == "%s", row.id);
      ++places;
    }
    BOOST_TEST(places == row.kinds.size(), row.id);
    BOOST_TEST(places <= std::size(Error().values), row.id);
  }
}

BOOST_AUTO_TEST_CASE(every_message_tells_function_argument_and_values) {
  for (const Row& row : kRows) {
    const Example example = ExampleOf(row, 2);
    const std::string told = Told(example.error);
    BOOST_TEST_CONTEXT(row.id << ": " << told) {
      BOOST_TEST(told.starts_with("holo_try: argument 2 (left): "));
      BOOST_TEST(told.find('%') == told.npos);
      size_t from = std::strlen("holo_try: argument 2 (left): ");
      for (const std::string& value : example.shown) {
        const size_t at = told.find(value, from);
        BOOST_TEST(at != told.npos, value << " is not shown, or not in its place");
        if (at != told.npos) from = at + value.size();
      }
      BOOST_TEST(IsUtf8(told));
    }
  }
}

BOOST_AUTO_TEST_CASE(messages_differ) {
  for (const Row& row : kRows) {
    for (const Row& other : kRows) {
      BOOST_TEST((&row == &other || row.format != other.format || row.kinds != other.kinds), row.id);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_argument_is_called_by_its_name) {
  for (int argument = 1; argument <= static_cast<int>(std::size(kArguments)); ++argument) {
    BOOST_TEST(Told(FailNull(argument)) ==
               "holo_try: argument " + std::to_string(argument) + " (" + kArguments[argument - 1] + "): is null");
  }
}

BOOST_AUTO_TEST_CASE(a_failure_of_no_argument_names_none) {
  BOOST_TEST(Told(FailMemory(4096)) == "holo_try: no memory for 4096 bytes");
}

BOOST_AUTO_TEST_CASE(an_argument_the_function_does_not_have_is_a_question_mark) {
  BOOST_TEST(Told(FailNull(6)) == "holo_try: argument 6 (?): is null");
}

BOOST_AUTO_TEST_CASE(a_number_that_is_no_dtype_is_a_question_mark) {
  for (int64_t value : {0, -1, 14, 1 << 20}) {
    BOOST_TEST(Told(Fail(HOLO_ERROR_DTYPE, 1, Message::kResultDtype, value, HOLO_F32)) ==
               "holo_try: argument 1 (executor): has dtype ?, the result has f32");
  }
}

BOOST_AUTO_TEST_CASE(the_ends_of_the_number_range_are_shown_whole) {
  BOOST_TEST(Told(Fail(HOLO_ERROR_OUT_OF_RANGE, 5, Message::kPastEnd, INT64_MIN, INT64_MAX, 0)) ==
             "holo_try: argument 5 (n): offset -9223372036854775808 + count 9223372036854775807 goes past the end, 0");
}

BOOST_AUTO_TEST_CASE(no_failure_is_no_message) {
  BOOST_TEST(Told(kOk) == "");
  char text[8] = "before";
  ErrorRecord().Describe(text, sizeof text);
  BOOST_TEST(text == std::string());
}

BOOST_AUTO_TEST_CASE(a_text_is_copied_when_the_failure_is_recorded) {
  char name[] = "frobnicate";
  ErrorRecord record;
  record.Set(kSite, FailText(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kUnknownOpName, name));
  std::memset(name, 'x', sizeof name - 1);
  char told[kCapacity];
  record.Describe(told, kCapacity);
  BOOST_TEST(told == std::string("holo_try: argument 1 (executor): \"frobnicate\" is no operation"));
  BOOST_TEST(record.error.text == nullptr);
}

BOOST_AUTO_TEST_CASE(a_second_failure_replaces_the_first_text_and_all) {
  ErrorRecord record;
  record.Set(kSite, FailText(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kUnknownOpName, "frobnicate"));
  record.Set(kSite, FailText(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kUnknownOpName, ""));
  char told[kCapacity];
  record.Describe(told, kCapacity);
  BOOST_TEST(told == std::string("holo_try: argument 1 (executor): \"\" is no operation"));
}

// A text of one-, two-, three- or four-byte characters, at every length around the cut.
BOOST_AUTO_TEST_CASE(a_cut_off_text_stays_utf8_and_keeps_what_fits) {
  for (std::string_view character : {"a", "ä", "€", "𝄞"}) {
    for (size_t lead = 0; lead < 4; ++lead) {
      std::string text(lead, '.');
      while (text.size() < 3 * ErrorRecord::kTextCapacity) {
        text += character;
        ErrorRecord record;
        record.Set(kSite, FailText(HOLO_ERROR_UNSUPPORTED, 1, Message::kUnknownBackend, text.c_str()));
        const std::string kept = record.text;
        BOOST_TEST_CONTEXT(text << " became " << kept) {
          BOOST_TEST(IsUtf8(kept));
          BOOST_TEST(text.starts_with(kept));
          const size_t fits = ErrorRecord::kTextCapacity - 1;
          BOOST_TEST((text.size() <= fits ? kept == text : kept.size() + character.size() > fits));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_longest_message_fits_whole) {
  const std::string text(ErrorRecord::kTextCapacity - 1, 'x');
  const CallSite longest = {"holo_executor_options_get_by_number", "executor,a_rather_long_argument_name"};
  for (const Row& row : kRows) {
    Example example = ExampleOf(row, 2);
    if (example.error.text != nullptr) example.error.text = text.c_str();
    for (int64_t& value : example.error.values) value = value < -1000 ? INT64_MIN : value;
    const std::string told = Told(example.error, longest);
    const size_t last = row.format.rfind("%s");
    const std::string_view end = last == row.format.npos ? row.format : row.format.substr(last + 2);
    BOOST_TEST(told.ends_with(end), row.id << ": " << told);
    BOOST_TEST(told.size() + 1 < static_cast<size_t>(kCapacity), row.id << ": " << told);
  }
}

BOOST_AUTO_TEST_CASE(a_message_is_cut_to_any_capacity) {
  const Error error = FailText(HOLO_ERROR_UNSUPPORTED, 1, Message::kUnknownBackend, "plain");
  const std::string whole = Told(error);
  for (int capacity = 1; capacity < kCapacity; ++capacity) {
    BOOST_TEST(Told(error, kSite, capacity) == whole.substr(0, static_cast<size_t>(capacity) - 1));
  }
  ErrorRecord record;
  record.Set(kSite, error);
  char untouched = '#';
  record.Describe(&untouched, 0);
  BOOST_TEST(untouched == '#');
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::base
