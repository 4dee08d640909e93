// edge_table.cc — reads the tables without any code of the library's, which could be wrong in the same way as a kernel.
#include "kernels/edge_table.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <stdexcept>
#include <type_traits>

namespace hologram::testing {
namespace {

constexpr std::string_view kTables[] = {
#include "kernels/map_edges.inc"
    ,
#include "kernels/reduce_edges.inc"
    ,
#include "kernels/conversion_edges.inc"
};

[[noreturn]] void Fail(const std::string& what) { throw std::invalid_argument(what); }

// A finite 16-bit float with this many stored bits of mantissa. The exponent field e > 0 means 2^(e - bias); 0 what 1
// does, but without the leading 1.
double HalfNumber(int bits, int mantissa_bits) {
  const int exponent = bits >> mantissa_bits;
  const int mantissa = (bits & ((1 << mantissa_bits) - 1)) + (exponent > 0 ? 1 << mantissa_bits : 0);
  const int bias = (1 << (14 - mantissa_bits)) - 1;
  return std::ldexp(mantissa, (exponent > 0 ? exponent : 1) - bias - mantissa_bits);
}

// The bits of the 16-bit float that is the value; there must be one.
uint16_t HalfBits(double value, int mantissa_bits) {
  const int sign = std::signbit(value) ? 0x8000 : 0;
  const int infinity = 0x7FFF >> mantissa_bits << mantissa_bits;
  if (std::isnan(value)) return static_cast<uint16_t>(infinity | 1 << (mantissa_bits - 1));
  if (std::isinf(value)) return static_cast<uint16_t>(sign | infinity);
  int low = 0;
  for (int high = infinity; high - low > 1;) {  // the patterns ascend with the numbers
    const int middle = (low + high) / 2;
    (HalfNumber(middle, mantissa_bits) <= std::fabs(value) ? low : high) = middle;
  }
  if (HalfNumber(low, mantissa_bits) != std::fabs(value)) Fail("not in the type");
  return static_cast<uint16_t>(sign | low);
}

double ReadDouble(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != 0) Fail("no number: " + text);
  return value;
}

template <class T>
T ReadNumber(const std::string& text) {
  if constexpr (std::is_same_v<T, base::Bool8>) {
    return {ReadNumber<uint8_t>(text)};
  } else if constexpr (std::is_same_v<T, base::F16>) {
    return {HalfBits(ReadDouble(text), 10)};
  } else if constexpr (std::is_same_v<T, base::Bf16>) {
    return {HalfBits(ReadDouble(text), 7)};
  } else if constexpr (std::is_floating_point_v<T>) {
    const double value = ReadDouble(text);
    const T number = static_cast<T>(value);
    if (!std::isnan(value) && static_cast<double>(number) != value) Fail("more digits than the type has: " + text);
    return number;
  } else {
    T number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) Fail("not in the type: " + text);
    return number;
  }
}

Elements ReadElement(holo_dtype dtype, const std::string& text) {
  return base::WithType(dtype,
                        [&]<class T>(base::Type<T>) { return Elements::Of(std::vector<T>{ReadNumber<T>(text)}); });
}

// "127" or "127*3".
void AppendElements(const std::string& text, Elements* elements) {
  const size_t star = text.find('*');
  const int64_t times = star == std::string::npos ? 1 : ReadNumber<int64_t>(text.substr(star + 1));
  const Elements one = ReadElement(elements->dtype(), text.substr(0, star));
  for (int64_t i = 0; i < times; ++i) elements->Append(one);
}

EdgeCase ReadCase(const EdgeRow& row, const std::string& text) {
  EdgeCase edge = {text, {}, {}};
  for (int k = 0; k < ops::kMaxInputs; ++k) edge.in[k] = Elements(row.op->InputDtype(k, row.dtype), 0);
  const int inputs = ops::InputCount(row.op->shape);
  std::istringstream words(text);
  std::string word;
  for (int k = 0; words >> word && word != "="; k = (k + 1) % inputs) AppendElements(word, &edge.in[k]);
  for (int k = 0; k < inputs; ++k) {
    const int64_t count = edge.in[k].count();
    if (count == 0 || count != edge.in[0].count() || (ops::IsMap(row.op->shape) && count > 1)) Fail("inputs: " + text);
  }
  std::string result, more;
  if (word != "=" || !(words >> result) || words >> more) Fail("not one result: " + text);
  edge.want = ReadElement(row.op->ResultDtype(row.dtype), result);
  return edge;
}

// "sum i8 among 0".
EdgeRow ReadHead(const std::string& text) {
  std::istringstream words(text);
  std::string op, dtype, among, fill;
  words >> op >> dtype >> among >> fill;
  EdgeRow row;
  row.op = ops::Find(std::string_view(op));
  if (row.op == nullptr) Fail("no operation: " + text);
  for (row.dtype = HOLO_F32; row.dtype <= HOLO_BOOL8; ++row.dtype) {
    if (dtype == holo_dtype_name(row.dtype)) break;
  }
  if (row.dtype > HOLO_BOOL8 || !row.op->Takes(row.dtype)) Fail("dtype: " + text);
  if (!words.eof() && !words.fail()) Fail("more words: " + text);
  if (ops::IsMap(row.op->shape) != among.empty() || (!among.empty() && among != "among")) Fail("among: " + text);
  if (!among.empty()) row.among = ReadElement(row.dtype, fill);
  return row;
}

void ReadLine(std::string line, std::vector<EdgeRow>* rows) {
  if (line.empty() || line[0] == '#') return;
  const size_t colon = line.find(':');
  if (line[0] != ' ') {
    if (colon == std::string::npos) Fail("a row without a colon");
    rows->push_back(ReadHead(line.substr(0, colon)));
    line.erase(0, colon + 1);
  } else if (rows->empty() || colon != std::string::npos) {
    Fail("a line that goes on with nothing");
  }
  std::istringstream cases(line);
  for (std::string text; std::getline(cases, text, ',');) {
    text.erase(0, text.find_first_not_of(' '));
    if (!text.empty()) rows->back().cases.push_back(ReadCase(rows->back(), text));
  }
}

}  // namespace

std::vector<EdgeRow> ReadEdges(std::string_view text) {
  std::vector<EdgeRow> rows;
  std::istringstream lines{std::string(text)};
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    try {
      ReadLine(line, &rows);
    } catch (const std::invalid_argument& error) {
      Fail("line " + std::to_string(number) + " of a table of edges, \"" + line + "\": " + error.what());
    }
  }
  return rows;
}

const std::vector<EdgeRow>& AllEdges() {
  static const std::vector<EdgeRow> all = [] {
    std::vector<EdgeRow> rows;
    for (std::string_view table : kTables) {
      for (EdgeRow& row : ReadEdges(table)) rows.push_back(std::move(row));
    }
    return rows;
  }();
  return all;
}

}  // namespace hologram::testing
