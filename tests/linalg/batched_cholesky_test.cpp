#include "engine/linalg/batched_cholesky.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "engine/linalg/scratch.hpp"
#include "tests/linalg/every_target.hpp"
#include "tests/linalg/matrices.hpp"

using namespace moshaver;

namespace {

struct LaneSystems {
  Scratch systems_memory, right_memory;
  float* systems;
  float* right;

  explicit LaneSystems(std::size_t count)
      : systems(systems_memory.at_least(batch_entry(count, 0))), right(right_memory.at_least(count * batch_systems)) {}

  void set(std::size_t lane, const std::vector<double>& matrix, const std::vector<float>& side) {
    const std::size_t count = side.size();
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        systems[batch_entry(i, j) + lane] = static_cast<float>(matrix[i * count + j]);
      }
      right[i * batch_systems + lane] = side[i];
    }
  }
  [[nodiscard]] std::vector<float> solution(std::size_t lane, std::size_t count) const {
    std::vector<float> x(count);
    for (std::size_t i = 0; i < count; ++i) x[i] = right[i * batch_systems + lane];
    return x;
  }
};

std::vector<float> right_side(std::size_t count, std::size_t lane) {
  std::vector<float> side(count);
  for (std::size_t i = 0; i < count; ++i) side[i] = std::cos(static_cast<float>(i * 7 + lane));
  return side;
}

}  // namespace

TEST_CASE("batches of up to sixteen small systems are solved, for every size") {
  on_every_target([] {
    for (std::size_t count = 1; count <= batch_max_count; ++count) {
      const std::size_t used = 1 + count % batch_systems;
      LaneSystems lanes(count);
      for (std::size_t lane = 0; lane < used; ++lane) {
        lanes.set(lane, definite_matrix(count, static_cast<std::uint32_t>(100 * count + lane)),
                  right_side(count, lane));
      }
      solve_batched_systems(lanes.systems, lanes.right, count, used);
      for (std::size_t lane = 0; lane < used; ++lane) {
        CAPTURE(count, lane);
        const auto matrix = definite_matrix(count, static_cast<std::uint32_t>(100 * count + lane));
        // Eigenvalues are between 1 and 5: a few roundings for each row.
        REQUIRE(largest_residual(matrix, lanes.solution(lane, count), right_side(count, lane)) <=
                static_cast<double>(count + 10) * 5 * unit_roundoff);
      }
    }
  });
}

TEST_CASE("a small system is solved to the same bits in every lane and beside any other systems") {
  on_every_target([] {
    constexpr std::size_t count = 13;
    const auto matrix = definite_matrix(count, 1);
    std::vector<float> alone;
    for (std::size_t lane = 0; lane < batch_systems; ++lane) {
      LaneSystems lanes(count);
      for (std::size_t other = 0; other < batch_systems; ++other) {
        auto beside = definite_matrix(count, static_cast<std::uint32_t>(2 + other));
        if (other % 3 == 0) beside[0] = -1;  // not positive definite: must affect only its own lane
        lanes.set(other, beside, right_side(count, other));
      }
      lanes.set(lane, matrix, right_side(count, 99));
      solve_batched_systems(lanes.systems, lanes.right, count, lane == 0 ? 1 : batch_systems);
      const auto x = lanes.solution(lane, count);
      if (alone.empty()) alone = x;
      CAPTURE(lane);
      REQUIRE(std::memcmp(x.data(), alone.data(), count * sizeof(float)) == 0);
      REQUIRE(std::isfinite(x[0]));
    }
  });
}
