// canonical_hash.h — 128 bits for a canonical program's text.
#ifndef HOLOGRAM_OPT_CANONICAL_HASH_H_
#define HOLOGRAM_OPT_CANONICAL_HASH_H_

#include <cstdint>
#include <string_view>

namespace hologram::opt {

struct Hash128 {
  uint64_t low = 0;
  uint64_t high = 0;

  friend bool operator==(const Hash128&, const Hash128&) = default;
};

// FNV-1a, 128 bits (Fowler, Noll, Vo; RFC 9923): not for secrets, and whoever wants to be sure compares texts.
constexpr Hash128 HashOf(std::string_view text) {
  unsigned __int128 hash = static_cast<unsigned __int128>(0x6c62272e07bb0142) << 64 | 0x62b821756295c58d;
  constexpr unsigned __int128 kPrime = static_cast<unsigned __int128>(1) << 88 | 0x13B;
  for (const char byte : text) hash = (hash ^ static_cast<uint8_t>(byte)) * kPrime;
  return {static_cast<uint64_t>(hash), static_cast<uint64_t>(hash >> 64)};
}

}  // namespace hologram::opt

#endif  // HOLOGRAM_OPT_CANONICAL_HASH_H_
