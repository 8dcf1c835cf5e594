#include "models/counting/kept_weights.hpp"

#include <catch2/catch.hpp>

#include "models/counting/pair_sums.hpp"

using namespace moshaver;

TEST_CASE("taking the sums of a row gives them in the order of their first entry, and resets them", "[counting]") {
  PairSums sums(5);
  sums.add(3, 0.5);
  sums.add(1, 1);
  sums.add(3, 0.25);
  std::vector<std::pair<std::uint32_t, double>> taken;
  const auto keep = [&](std::uint32_t column, double sum) { taken.emplace_back(column, sum); };
  sums.take(keep);
  CHECK(taken == std::vector<std::pair<std::uint32_t, double>>{{3, 0.75}, {1, 1.0}});
  CHECK(sums.of(3) == 0);
  taken.clear();
  sums.take(keep);
  CHECK(taken.empty());
}

TEST_CASE("keep_largest keeps the largest weights of a row by absolute value, and at equal values the smaller column",
          "[counting]") {
  std::vector<RowWeight> weights = {{4, 1}, {0, -3}, {2, 1}, {1, 0.5F}, {3, 1}};
  KeptWeights kept(2);
  kept.put(1, keep_largest(weights, 3));
  const SparseRows rows = kept.take_scaled();
  CHECK(rows.offsets == std::vector<std::uint64_t>{0, 0, 3});
  CHECK(rows.columns == std::vector<std::uint32_t>{0, 2, 3});
  CHECK(rows.values == std::vector<float>{-1, 1.0F / 3, 1.0F / 3});
}

TEST_CASE("a long row is thinned evenly, and a short one is kept whole", "[counting]") {
  SparseRows rows;
  rows.columns = {0, 1, 2, 3, 4, 5, 1, 2};
  rows.values.assign(8, 2);
  rows.offsets = {0, 6, 8};
  const SparseRows thin = thinned(rows, 3);
  CHECK(thin.columns == std::vector<std::uint32_t>{0, 2, 4, 1, 2});
  CHECK(thin.offsets == std::vector<std::uint64_t>{0, 3, 5});
}
