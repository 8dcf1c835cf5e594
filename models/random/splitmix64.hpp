// splitmix64: hashes a counter. All random draws use it, so that they are the same on every machine and with every
// standard library (the distributions of <random> differ).
//
//   source  Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014
#pragma once

#include <cstddef>
#include <cstdint>

namespace moshaver {

// The increment of the counter: 2^64 divided by the golden ratio.
inline constexpr std::uint64_t golden_step = 0x9e3779b97f4a7c15ULL;

// The mixing function alone: a hash of 64 bits.
constexpr std::uint64_t mix_bits(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

// [0, 1), from the upper 53 bits.
constexpr double unit_interval(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

// A stream of random numbers. Cheap to create: every resample and every user has its own, so draws are independent.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  // One of many streams of a seed: one per user or resample.
  Random(std::uint64_t seed, std::uint64_t stream) : state_(seed) { state_ = next() + stream * 0xd1342543de82ef95ULL; }

  std::uint64_t next() { return mix_bits(state_ += golden_step); }
  double uniform() { return unit_interval(next()); }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(uniform() * static_cast<double>(n)); }

 private:
  std::uint64_t state_;
};

}  // namespace moshaver
