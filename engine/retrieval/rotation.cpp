#include "engine/retrieval/rotation.hpp"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace moshaver {

namespace {

void flip_signs(std::span<double> values, std::uint64_t turn) {
  std::uint64_t state = turn;
  for (double& value : values) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;  // Knuth's MMIX; its top bit is the most random
    if (state >> 63 != 0) value = -value;
  }
}

// The Hadamard transform, scaled to be orthogonal. The length is a power of two.
void hadamard(std::span<double> values) {
  for (std::size_t half = 1; half < values.size(); half *= 2) {
    for (std::size_t from = 0; from < values.size(); from += 2 * half) {
      for (std::size_t i = from; i < from + half; ++i) {
        const double first = values[i], second = values[i + half];
        values[i] = first + second;
        values[i + half] = first - second;
      }
    }
  }
  const double scale = 1 / std::sqrt(static_cast<double>(values.size()));
  for (double& value : values) value *= scale;
}

}  // namespace

void rotate_evenly(std::span<double> vector) {
  if (vector.empty()) return;
  const std::size_t power = std::bit_floor(vector.size());
  flip_signs(vector, 1);
  hadamard(vector.first(power));
  if (power == vector.size()) return;
  flip_signs(vector, 2);
  hadamard(vector.last(power));
}

}  // namespace moshaver
