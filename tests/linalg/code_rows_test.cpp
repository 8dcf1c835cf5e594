#include "engine/linalg/code_rows.hpp"

#include <cmath>
#include <limits>
#include <random>

#include "tests/linalg/every_target.hpp"

using namespace moshaver;

namespace {

FactorMatrix gaussian(std::size_t rows, std::size_t dim, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  FactorMatrix matrix(rows, dim);
  for (std::size_t i = 0; i < rows; ++i) {
    for (float& value : matrix.row(i)) value = normal(random);
  }
  return matrix;
}

double plain_dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

}  // namespace

TEST_CASE("scores by codes have an error of at most half a step for each value, on every instruction set") {
  for (const std::size_t dim : {1, 3, 15, 16, 31, 64, 100, 129, 700}) {
    const FactorMatrix rows = gaussian(5, dim, 1), queries = gaussian(2, dim, 2);
    const CodeRows codes(rows);
    CHECK(codes.bytes() >= 5 * (dim + 4));
    std::vector<float> first_scores;
    on_every_target([&] {
      std::vector<float> scores(5);
      CodedQuery query;
      code_query(queries.row(1), query);
      codes.score(query, 0, scores);
      for (std::size_t i = 0; i < 5; ++i) {
        double largest = 0, magnitudes = 0;
        for (const float value : rows.row(i)) largest = std::max(largest, std::abs(static_cast<double>(value)));
        for (const float value : queries.row(1)) magnitudes += std::abs(static_cast<double>(value));
        CAPTURE(dim, i);
        // Half a step of the row's codes for each value, and a hundredth of that for the query's codes.
        CHECK(std::abs(scores[i] - plain_dot(queries.row(1), rows.row(i))) <= 1.01 * largest / 254 * magnitudes + 1e-3);
        CHECK(codes.score(query, i) == scores[i]);
      }
      if (first_scores.empty()) first_scores = scores;
      CHECK(scores == first_scores);  // sums of integers: equal to the bit
    });
  }
}

TEST_CASE("adding a row by its codes has an error of at most half a step for each value, on every instruction set") {
  for (const std::size_t dim : {1, 3, 16, 31, 129}) {
    const FactorMatrix rows = gaussian(3, dim, 1);
    const CodeRows codes(rows);
    float largest = 0;
    for (const float value : rows.row(2)) largest = std::max(largest, std::abs(value));
    on_every_target([&] {
      std::vector<float> sums(dim, 1.0F);
      codes.add_row(2, -3, sums);
      for (std::size_t i = 0; i < dim; ++i) {
        CAPTURE(dim, i);
        CHECK(std::abs(sums[i] - (1 - 3 * rows.row(2)[i])) <= 3 * largest / 254 * 1.001F);
      }
    });
  }
}

TEST_CASE("codes of chosen rows equal the codes of those rows") {
  const FactorMatrix rows = gaussian(4, 20, 3), queries = gaussian(1, 20, 4);
  CodedQuery query;
  code_query(queries.row(0), query);
  const CodeRows in_order(rows), chosen(rows, std::vector<std::uint32_t>{3, 1});
  REQUIRE(chosen.rows() == 2);
  CHECK(chosen.score(query, 0) == in_order.score(query, 3));
  CHECK(chosen.score(query, 1) == in_order.score(query, 1));
}

TEST_CASE("codes of the largest dimension do not overflow, and zeros score 0") {
  const std::vector<float> ones(4096, 1.0F), tiny(4096, std::numeric_limits<float>::denorm_min());
  const FactorMatrix rows(1, 4096, ones), zeros(1, 4096), least(1, 4096, tiny);
  CodedQuery query;
  code_query(ones, query);
  CHECK(CodeRows(rows).score(query, 0) == Approx(4096).epsilon(0.01));
  CHECK(CodeRows(zeros).score(query, 0) == 0);
  CHECK(std::isfinite(CodeRows(least).score(query, 0)));
  code_query(zeros.row(0), query);
  CHECK(CodeRows(rows).score(query, 0) == 0);
  code_query(tiny, query);
  CHECK(std::isfinite(CodeRows(rows).score(query, 0)));
}
