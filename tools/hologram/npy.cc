// npy.cc — the .npy format (numpy.lib.format): a magic string, a version, the header's length, a Python dictionary
// {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }, then the elements. Nothing in the file is trusted.
#include "npy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <iterator>

#include "api.h"
#include "failure.h"
#include "npy_literal.h"

namespace hologram::cli {
namespace {

static_assert(std::endian::native == std::endian::little, "arrays are mapped as they stand in the file");

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr size_t kVersionEnd = 8;
constexpr size_t kMaxHeader = 1 << 20;  // far above what any array needs

// NumPy's letters for the library's types. It has none for bf16: package ml_dtypes, which does, saves it as raw bytes
// of an order, which are otherwise never seen in a file.
struct NpyType {
  holo_dtype dtype;
  std::string_view letters;
};
constexpr NpyType kTypes[] = {{HOLO_F16, "f2"}, {HOLO_F32, "f4"}, {HOLO_F64, "f8"}, {HOLO_I8, "i1"},
                              {HOLO_I16, "i2"}, {HOLO_I32, "i4"}, {HOLO_I64, "i8"}, {HOLO_U8, "u1"},
                              {HOLO_U16, "u2"}, {HOLO_U32, "u4"}, {HOLO_U64, "u8"}, {HOLO_BOOL8, "b1"},
                              {HOLO_BF16, "V2"}};

// What is wrong with a type that is none of the above, in a user's words.
std::string RefusedType(const std::string& descr, std::string_view letters) {
  if (letters.starts_with('O')) return "holds Python objects, not numbers";
  if (letters.starts_with('c')) return fmt::format("holds complex numbers ('{}'), which no operation takes", descr);
  if (letters == "V2") return fmt::format("holds raw data ('{}'); if that is bfloat16, say --dtype bf16", descr);
  if (letters.starts_with('V')) return fmt::format("holds structured or raw data ('{}'), not plain numbers", descr);
  if (letters.starts_with('S') || letters.starts_with('U')) return fmt::format("holds text ('{}')", descr);
  if (letters.starts_with('M') || letters.starts_with('m')) return fmt::format("holds dates or times ('{}')", descr);
  return fmt::format("its element type '{}' is not supported", descr);
}

// Whether a type of these letters is as good as raw bytes of the size of `dtype`.
bool IsRawOf(std::string_view letters, holo_dtype dtype) {
  return (letters.starts_with('V') || letters.starts_with('u')) &&
         letters.substr(1) == std::to_string(holo_dtype_size(dtype));
}

// The dtype of a descr such as "<f4".
holo_dtype ParseType(const std::string& descr, holo_dtype read_as) {
  if (descr == "bfloat16") return HOLO_BF16;  // as some write it by hand
  std::string_view letters = descr;
  char order = '<';
  if (!letters.empty() && std::string_view("<>|=").find(letters[0]) != std::string_view::npos) {
    order = letters[0];
    letters.remove_prefix(1);
  }
  const auto* type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                  [&](const NpyType& known) { return known.letters == letters; });
  holo_dtype dtype = type == std::end(kTypes) ? 0 : type->dtype;
  if (dtype == HOLO_BF16 && order != '<' && order != '>') dtype = 0;
  if (IsRawOf(letters, read_as)) dtype = read_as;
  if (dtype == 0) throw Failure(RefusedType(descr, letters));
  if (order == '>' && holo_dtype_size(dtype) > 1) {
    throw Failure(letters.starts_with('V')
                      ? fmt::format("is big-endian ('{}'); swap its bytes with a.view('u2').byteswap()", descr)
                      : fmt::format("is big-endian ('{}'); save it again after a.astype('<{}')", descr, letters));
  }
  return dtype;
}

// Elements of an array of that shape, whose size in bytes fits in 63 bits.
int64_t CountElements(const std::vector<int64_t>& shape, int64_t element_bytes) {
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
  int64_t size_bytes = element_bytes;
  for (const int64_t extent : shape) {
    if (__builtin_mul_overflow(size_bytes, extent, &size_bytes)) {
      throw Failure(fmt::format("its shape {} is impossibly large", FormatShape(shape)));
    }
  }
  return size_bytes / element_bytes;
}

// The dictionary's text; `*data_offset` is where it ends.
std::string_view FindDictionary(std::string_view file, size_t* data_offset) {
  if (!file.starts_with(kMagic)) throw Failure("is not a .npy file: it does not begin with the magic string of one");
  if (file.size() < kVersionEnd) throw Failure("is truncated: it ends inside the header");
  const int major = static_cast<unsigned char>(file[6]), minor = static_cast<unsigned char>(file[7]);
  if (major < 1 || major > 3 || minor != 0) {
    throw Failure(fmt::format("has .npy format version {}.{}; 1.0, 2.0 and 3.0 are known", major, minor));
  }
  const size_t length_bytes = major == 1 ? 2 : 4;
  const size_t begin = kVersionEnd + length_bytes;
  if (file.size() < begin) throw Failure("is truncated: it ends inside the header");
  size_t length = 0;
  for (size_t i = 0; i < length_bytes; ++i) {
    length |= static_cast<size_t>(static_cast<unsigned char>(file[kVersionEnd + i])) << (8 * i);
  }
  if (length > kMaxHeader) throw Failure(fmt::format("has a header of {} bytes, which no array needs", length));
  if (file.size() - begin < length) throw Failure("is truncated: it ends inside the header");
  *data_offset = begin + length;
  return file.substr(begin, length);
}

NpyArray Parse(std::string_view file, holo_dtype read_as) {
  size_t data_offset = 0;
  const NpyDictionary dictionary = ParseNpyDictionary(FindDictionary(file, &data_offset));
  NpyArray array;
  array.dtype = ParseType(dictionary.descr, read_as);
  array.fortran_order = dictionary.fortran_order;
  array.shape = dictionary.shape;
  const int64_t element_bytes = holo_dtype_size(array.dtype);
  array.count = CountElements(array.shape, element_bytes);
  array.data_offset = static_cast<int64_t>(data_offset);

  const int64_t expected = array.count * element_bytes;
  const int64_t present = static_cast<int64_t>(file.size()) - array.data_offset;
  if (present < expected) {
    throw Failure(fmt::format("is truncated: its shape {} needs {} bytes of data, it has {}", FormatShape(array.shape),
                              expected, present));
  }
  if (present > expected) {
    throw Failure(fmt::format("has {} bytes after the end of its array of shape {}", present - expected,
                              FormatShape(array.shape)));
  }
  return array;
}

}  // namespace

NpyArray ParseNpy(const std::string& path, std::string_view file, holo_dtype read_as) {
  try {
    if (file.empty()) throw Failure("is empty");
    return Parse(file, read_as);
  } catch (const Failure& failure) {
    throw Failure(fmt::format("{}: {}", path, failure.what()));
  }
}

bool OrderMatters(const NpyArray& array) {
  return array.count > 0 && std::count_if(array.shape.begin(), array.shape.end(), [](int64_t n) { return n > 1; }) > 1;
}

void CheckSameLayout(const std::string& first, const NpyArray& a, const std::string& second, const NpyArray& b) {
  if (a.shape != b.shape) {
    throw Failure(fmt::format("{} has shape {}, {} {}; they must be the same", first, FormatShape(a.shape), second,
                              FormatShape(b.shape)));
  }
  if (a.fortran_order != b.fortran_order && OrderMatters(a)) {
    const char *c = "C", *fortran = "Fortran";
    throw Failure(fmt::format("{} is in {} order, {} in {} order; convert one of them with numpy.ascontiguousarray",
                              first, a.fortran_order ? fortran : c, second, b.fortran_order ? fortran : c));
  }
}

std::string FormatNpyHeader(holo_dtype dtype, bool fortran_order, const std::vector<int64_t>& shape) {
  const auto* type =
      std::find_if(std::begin(kTypes), std::end(kTypes), [&](const NpyType& known) { return known.dtype == dtype; });
  if (type == std::end(kTypes)) throw Failure(fmt::format("NumPy has no element type {}", DtypeName(dtype)));
  std::string dictionary =
      fmt::format("{{'descr': '{}{}', 'fortran_order': {}, 'shape': {}, }}", holo_dtype_size(dtype) == 1 ? '|' : '<',
                  type->letters, fortran_order ? "True" : "False", FormatShape(shape));
  constexpr size_t kPrefix = kVersionEnd + 2;
  const size_t size = (kPrefix + dictionary.size() + 1 + 63) / 64 * 64;
  dictionary.resize(size - kPrefix - 1, ' ');
  dictionary += '\n';
  const size_t length = dictionary.size();
  std::string header(kMagic);
  header += {'\1', '\0', static_cast<char>(length & 0xff), static_cast<char>(length >> 8)};
  return header + dictionary;
}

std::string FormatShape(const std::vector<int64_t>& shape) {
  return fmt::format("({}{})", fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
}

}  // namespace hologram::cli
