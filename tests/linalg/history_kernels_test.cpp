#include "engine/linalg/history_kernels.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "tests/linalg/every_target.hpp"
#include "tests/linalg/matrices.hpp"

using namespace moshaver;

namespace {

std::vector<float> uniform(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> between(0.5F, 2.0F);
  std::vector<float> values(count);
  for (float& value : values) value = between(random);
  return values;
}

}  // namespace

TEST_CASE("inner products among a history's rows match plain sums in double, for 1 to 100 rows of any dimension") {
  on_every_target([] {
    for (std::size_t count = 1; count <= 100; ++count) {
      const std::size_t dim = std::vector<std::size_t>{1, 7, 16, 50, 64, 77}[count % 6];
      const FactorMatrix values = gaussian_matrix(count, dim, static_cast<std::uint32_t>(count));
      Scratch rows_memory, gram_memory;
      const Block rows = rows_memory.block(count, dim), gram = gram_memory.block(count, count + 3);
      for (std::size_t i = 0; i < count; ++i) {
        std::fill(std::copy_n(values.row(i).data(), dim, rows.row(i)), rows.row(i) + padded(dim), 0.0F);
      }
      outer_gram(rows, gram);
      double worst = 0;  // as a share of the possible rounding error
      for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = i; j < count; ++j) {
          double sum = 0, magnitudes = 0;
          for (std::size_t k = 0; k < dim; ++k) {
            const double product = static_cast<double>(values.row(i)[k]) * static_cast<double>(values.row(j)[k]);
            sum += product;
            magnitudes += std::abs(product);
          }
          worst = std::max(worst, std::abs(static_cast<double>(gram.row(i)[j]) - sum) /
                                      (static_cast<double>(dim + 4) * unit_roundoff * magnitudes));
        }
      }
      CAPTURE(count, dim);
      REQUIRE(worst <= 1);
    }
  });
}

TEST_CASE("rows are gathered by index, scaled by row and by column, and padded with zeros") {
  on_every_target([] {
    for (const std::size_t dim : {1, 5, 16, 31, 64, 100}) {
      const FactorMatrix table = gaussian_matrix(9, dim, 1);
      const auto columns = uniform(dim, 2), weights = uniform(3, 3);
      const std::vector<std::uint32_t> indices = {8, 0, 8};
      Scratch memory;
      const Block rows = memory.block(3, dim);
      gather_rows(table, indices, weights, columns, indices, rows);
      for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t at = 0; at < padded(dim); ++at) {
          CAPTURE(dim, i, at);
          if (at < dim) {
            REQUIRE(rows.row(i)[at] == Approx(table.row(indices[i])[at] * columns[at] * weights[i]).epsilon(1e-6));
          } else {
            REQUIRE(rows.row(i)[at] == 0);
          }
        }
      }
    }
  });
}

TEST_CASE("a weighted sum of rows matches the plain sum in double at any dimension") {
  on_every_target([] {
    for (std::size_t dim = 1; dim <= 150; ++dim) {
      const FactorMatrix table = gaussian_matrix(40, dim, 1);
      const auto scale = uniform(dim, 2), coefficients = uniform(20, 3);
      std::vector<std::uint32_t> indices(20);
      std::iota(indices.begin(), indices.end(), 11U);
      std::vector<float> out(dim, 1e30F);
      weighted_row_sum(table, indices, coefficients, scale, out);
      for (std::size_t at = 0; at < dim; ++at) {
        double sum = 0, magnitudes = 0;
        for (std::size_t i = 0; i < indices.size(); ++i) {
          const double term = static_cast<double>(coefficients[i]) * static_cast<double>(table.row(indices[i])[at]);
          sum += term * static_cast<double>(scale[at]);
          magnitudes += std::abs(term) * static_cast<double>(scale[at]);
        }
        CAPTURE(dim, at);
        REQUIRE(std::abs(static_cast<double>(out[at]) - sum) <= 22 * unit_roundoff * magnitudes);
      }
    }
  });
}

TEST_CASE("inverse roots match the standard library to float precision") {
  on_every_target([] {
    const auto values = uniform(37, 1);
    std::vector<float> out(values.size());
    inverse_roots(values, out);
    for (std::size_t at = 0; at < values.size(); ++at)
      CHECK(out[at] == Approx(1 / std::sqrt(values[at])).epsilon(3e-7));
  });
}
