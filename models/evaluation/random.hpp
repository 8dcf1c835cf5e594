// splitmix64: a counter, scrambled. Cheap to start, so every resample and every user gets a stream of its own and no
// draw depends on another's.
//
//   source  Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014
#pragma once

#include <cstddef>
#include <cstdint>

namespace moshaver {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  // The stream of one of many: users, resamples.
  Random(std::uint64_t seed, std::uint64_t stream) : state_(seed) { state_ = next() + stream * 0xd1342543de82ef95; }

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }  // [0, 1)
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(uniform() * static_cast<double>(n)); }

 private:
  std::uint64_t state_;
};

}  // namespace moshaver
