// Reproducible random draws: the distributions of <random> differ between standard libraries. splitmix64
// (models/random/splitmix64.hpp) is the stream; keyed by a number, it is also the hash that gives a customer or product
// its traits without storing them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/random/splitmix64.hpp"

namespace moshaver::simulation {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(mix_bits(seed + golden_step)) {}
  // The stream of one trait (`salt`) of one customer or product (`index`).
  Random(std::uint64_t seed, std::uint64_t salt, std::uint64_t index)
      : Random(mix_bits(seed ^ mix_bits(salt)) ^ mix_bits(~index)) {}

  std::uint64_t next() { return mix_bits(state_ += golden_step); }
  // In [0, count), with a bias below count / 2^32.
  std::uint32_t below(std::uint32_t count) {
    return static_cast<std::uint32_t>(((next() >> 32) * std::uint64_t{count}) >> 32);
  }
  std::uint32_t between(std::uint32_t first, std::uint32_t last) { return first + below(last - first + 1); }
  double uniform() { return unit_interval(next()); }
  bool chance(double probability) { return uniform() < probability; }
  // Mean 0, standard deviation 1, within +-3.5: the sum of four uniforms is close enough to normal here.
  double normal() {
    const std::uint64_t x = next();
    const double sum = static_cast<double>((x & 0xffff) + ((x >> 16) & 0xffff) + ((x >> 32) & 0xffff) + (x >> 48));
    return (sum - 131070.0) / 37836.9;
  }

 private:
  std::uint64_t state_;
};

// Walker's alias method: a weighted draw in constant time and one cache line.
struct AliasSlot {
  std::uint32_t threshold;  // draw this slot if a 32-bit number is below
  std::uint32_t alias;      // else draw this one
};

// Weights must be >= 0 and not all zero, and `slots` as long as `weights`. Time O(n).
void build_alias(std::span<const double> weights, std::span<AliasSlot> slots);

inline std::uint32_t draw(std::span<const AliasSlot> slots, Random& random) {
  const std::uint64_t bits = random.next();
  const auto slot = static_cast<std::uint32_t>(((bits >> 32) * slots.size()) >> 32);
  return static_cast<std::uint32_t>(bits) < slots[slot].threshold ? slot : slots[slot].alias;
}

class AliasTable {
 public:
  AliasTable() = default;
  explicit AliasTable(std::span<const double> weights) : slots_(weights.size()) { build_alias(weights, slots_); }
  std::uint32_t draw(Random& random) const { return simulation::draw(slots_, random); }

 private:
  std::vector<AliasSlot> slots_;
};

}  // namespace moshaver::simulation
