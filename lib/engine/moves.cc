// moves.cc — loops over elements of one, two, four or eight bytes.
#include "engine/moves.h"

#include <algorithm>
#include <cstring>

namespace hologram::engine {
namespace {

// Calls `body` with an element of that size.
template <class Body>
void WithElement(int log2_size, Body body) {
  switch (log2_size) {
    case 0:
      return body(uint8_t{});
    case 1:
      return body(uint16_t{});
    case 2:
      return body(uint32_t{});
    default:
      return body(uint64_t{});
  }
}

// Buffers of the host may be of any alignment.
template <class U>
U ElementAt(const void* data, int64_t i) {
  U element;
  std::memcpy(&element, static_cast<const std::byte*>(data) + i * static_cast<int64_t>(sizeof element), sizeof element);
  return element;
}
template <class U>
void PutAt(void* data, int64_t i, U element) {
  std::memcpy(static_cast<std::byte*>(data) + i * static_cast<int64_t>(sizeof element), &element, sizeof element);
}

}  // namespace

void FillElements(const void* element, int log2_size, int64_t count, void* to) {
  WithElement(log2_size, [=]<class U>(U) {
    const U value = ElementAt<U>(element, 0);
    for (int64_t i = 0; i < count; ++i) PutAt(to, i, value);
  });
}

void LoadStrided(const Strided& from, int log2_size, int64_t lanes, void* to) {
  WithElement(log2_size, [=]<class U>(U) {
    for (int64_t i = 0; i < lanes; ++i) PutAt(to, i, ElementAt<U>(from.data, from.first + i * from.stride));
  });
}

void StoreStrided(const void* from, const uint8_t* mask, int log2_size, int64_t lanes, const Strided& to) {
  WithElement(log2_size, [=]<class U>(U) {
    for (int64_t i = 0; i < lanes; ++i) {
      if (mask == nullptr || mask[i] != 0) PutAt(to.data, to.first + i * to.stride, ElementAt<U>(from, i));
    }
  });
}

int64_t FindOutOfRange(const Indexed& indexed, const uint8_t* mask, int64_t lanes) {
  for (int64_t i = 0; i < lanes; ++i) {
    const bool in_range = static_cast<uint64_t>(indexed.At(i)) < static_cast<uint64_t>(indexed.count);
    if (!in_range && (mask == nullptr || mask[i] != 0)) return i;
  }
  return lanes;
}

void GatherMasked(const Indexed& from, const uint8_t* mask, int log2_size, int64_t lanes, void* to) {
  WithElement(log2_size, [=]<class U>(U) {
    for (int64_t i = 0; i < lanes; ++i) {
      if (mask[i] != 0) PutAt(to, i, ElementAt<U>(from.data, from.At(i)));
    }
  });
}

void ScatterMasked(const void* from, const uint8_t* mask, int log2_size, int64_t lanes, const Indexed& to) {
  WithElement(log2_size, [=]<class U>(U) {
    for (int64_t i = 0; i < lanes; ++i) {
      if (mask[i] != 0) PutAt(to.data, to.At(i), ElementAt<U>(from, i));
    }
  });
}

}  // namespace hologram::engine
