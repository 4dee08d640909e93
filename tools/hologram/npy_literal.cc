// npy_literal.cc — a recursive-descent parser of the few Python literals that .npy headers are made of.
#include "npy_literal.h"

#include <charconv>

#include "failure.h"

namespace hologram::cli {
namespace {

constexpr size_t kMaxDimensions = 64;  // NumPy 2 allows as many

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  NpyDictionary Dictionary() {
    NpyDictionary dictionary;
    unsigned seen = 0;
    Expect('{');
    while (!Accept('}')) {
      const unsigned key = Entry(&dictionary);
      if ((seen & key) != 0) Malformed();
      seen |= key;
      if (!Accept(',')) {
        Expect('}');
        break;
      }
    }
    SkipSpace();
    if (seen != (kDescr | kFortranOrder | kShape) || !rest_.empty()) Malformed();
    return dictionary;
  }

 private:
  enum Key : unsigned { kDescr = 1, kFortranOrder = 2, kShape = 4 };

  [[noreturn]] static void Malformed() { throw Failure("has a malformed header"); }

  Key Entry(NpyDictionary* dictionary) {
    const std::string key = Text();
    Expect(':');
    if (key == "descr") {
      if (Peek() == '[') throw Failure("holds structured data, not plain numbers");
      dictionary->descr = Text();
      return kDescr;
    }
    if (key == "fortran_order") {
      dictionary->fortran_order = Boolean();
      return kFortranOrder;
    }
    if (key != "shape") Malformed();
    dictionary->shape = Shape();
    return kShape;
  }

  // A quoted string of printable characters without escapes.
  std::string Text() {
    const char quote = Peek();
    if (quote != '\'' && quote != '"') Malformed();
    rest_.remove_prefix(1);
    const size_t end = rest_.find(quote);
    if (end == std::string_view::npos) Malformed();
    std::string text(rest_.substr(0, end));
    for (const char c : text) {
      if (c < ' ' || c > '~' || c == '\\') Malformed();
    }
    rest_.remove_prefix(end + 1);
    return text;
  }

  bool Boolean() {
    SkipSpace();
    for (const bool value : {true, false}) {
      const std::string_view word = value ? "True" : "False";
      if (!rest_.starts_with(word)) continue;
      rest_.remove_prefix(word.size());
      return value;
    }
    Malformed();
  }

  std::vector<int64_t> Shape() {
    std::vector<int64_t> shape;
    Expect('(');
    while (!Accept(')')) {
      shape.push_back(Extent());
      if (shape.size() > kMaxDimensions) throw Failure("has more than 64 dimensions");
      if (Accept(',')) continue;
      Expect(')');
      if (shape.size() == 1) Malformed();  // "(3)" is a number in Python, not a tuple
      break;
    }
    return shape;
  }

  int64_t Extent() {
    SkipSpace();
    if (rest_.starts_with('-')) throw Failure("has a negative number in its shape");
    int64_t extent = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), extent);
    if (error == std::errc::result_out_of_range) throw Failure("has an impossibly large number in its shape");
    if (error != std::errc()) Malformed();
    rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
    if (rest_.starts_with('L')) rest_.remove_prefix(1);  // as Python 2 wrote long integers
    return extent;
  }

  void SkipSpace() {
    const size_t end = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end);
  }

  char Peek() {
    SkipSpace();
    return rest_.empty() ? '\0' : rest_.front();
  }

  bool Accept(char c) {
    if (Peek() != c || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void Expect(char c) {
    if (!Accept(c)) Malformed();
  }

  std::string_view rest_;
};

}  // namespace

NpyDictionary ParseNpyDictionary(std::string_view text) { return Parser(text).Dictionary(); }

}  // namespace hologram::cli
