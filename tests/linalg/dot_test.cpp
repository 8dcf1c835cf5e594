#include "engine/linalg/dot.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include "engine/linalg/score_block.hpp"

using moshaver::dot;
using moshaver::dot_rows;
using moshaver::score_block;

namespace {

std::vector<float> gaussian(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

struct Sum {
  double value = 0;
  double of_magnitudes = 0;  // the scale of the rounding error
};

Sum plain_dot(std::span<const float> a, std::span<const float> b) {
  Sum sum;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double product = static_cast<double>(a[i]) * b[i];
    sum.value += product;
    sum.of_magnitudes += std::abs(product);
  }
  return sum;
}

bool same_bits(float a, float b) { return std::memcmp(&a, &b, sizeof a) == 0; }

}  // namespace

TEST_CASE("inner products match a plain sum in double at any dimension") {
  for (std::size_t dim = 0; dim <= 260; ++dim) {
    CAPTURE(dim);
    const auto a = gaussian(dim, 1);
    const auto b = gaussian(dim, 2);
    const Sum expected = plain_dot(a, b);
    // A float rounds at 6e-8; no value takes part in more than about 20 additions.
    REQUIRE(std::abs(dot(a, b) - expected.value) <= 20 * 6e-8 * expected.of_magnitudes);
  }
}

TEST_CASE("a row has the same score, to the bit, alone and at any position in a block") {
  constexpr std::size_t rows = 9;
  for (const std::size_t dim : {1, 7, 16, 63, 64, 65, 128, 200}) {
    const auto query = gaussian(dim, 3);
    const auto row = gaussian(dim, 4);
    const float alone = dot(query, row);
    for (std::size_t count = 1; count <= rows; ++count) {
      std::vector<float> block;
      for (std::size_t i = 0; i < count; ++i) block.insert(block.end(), row.begin(), row.end());
      std::vector<float> scores(count);
      dot_rows(query, block, scores);
      for (std::size_t i = 0; i < count; ++i) {
        CAPTURE(dim, count, i);
        REQUIRE(same_bits(scores[i], alone));
      }
    }
  }
}

TEST_CASE("an inner product is symmetric to the bit") {
  for (const std::size_t dim : {5, 64, 77, 128}) {
    const auto a = gaussian(dim, 5);
    const auto b = gaussian(dim, 6);
    CHECK(same_bits(dot(a, b), dot(b, a)));
  }
}

TEST_CASE("scores by matrix product agree with one inner product at a time") {
  for (const std::size_t dim : {1, 7, 64, 200}) {
    const auto queries = gaussian(5 * dim, 7);
    const auto rows = gaussian(11 * dim, 8);
    std::vector<float> scores(5 * 11);
    score_block(queries, rows, dim, scores);
    for (std::size_t q = 0; q < 5; ++q) {
      for (std::size_t r = 0; r < 11; ++r) {
        CAPTURE(dim, q, r);
        const auto query = std::span(queries).subspan(q * dim, dim);
        const auto row = std::span(rows).subspan(r * dim, dim);
        // BLAS may add in one chain, with as many roundings as dimensions.
        CHECK(std::abs(scores[q * 11 + r] - dot(query, row)) <=
              static_cast<double>(dim + 20) * 6e-8 * plain_dot(query, row).of_magnitudes);
      }
    }
  }
}
