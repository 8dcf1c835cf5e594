// Synthetic purchases with the shape of the Gowalla data, from a fixed seed: history lengths are log-normal (median 13,
// mean 27), popularity is Zipf-Mandelbrot, (rank + 50)^-.8, so the most popular of 41,000 products has some 1,200 purchases.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "engine/data/sparse_rows.hpp"

namespace moshaver {

struct ShopShape {
  std::uint32_t users = 30'000;
  std::uint32_t items = 41'000;
};

inline SparseRows made_purchases(const ShopShape& shape) {
  std::mt19937_64 random(1);
  std::lognormal_distribution<double> length(std::log(13.0), 1.209);
  std::vector<double> popularity(shape.items);
  for (std::size_t rank = 0; rank < popularity.size(); ++rank) {
    popularity[rank] = std::pow(static_cast<double>(rank) + 50, -0.8);
  }
  std::discrete_distribution<std::uint32_t> item(popularity.begin(), popularity.end());
  // Popular products lie anywhere in the table, as in real data.
  std::vector<std::uint32_t> item_at(shape.items);
  for (std::uint32_t rank = 0; rank < shape.items; ++rank) item_at[rank] = rank;
  std::shuffle(item_at.begin(), item_at.end(), random);

  SparseRows rows;
  std::vector<std::uint32_t> history;
  for (std::uint32_t user = 0; user < shape.users; ++user) {
    const auto wanted = std::clamp<std::size_t>(static_cast<std::size_t>(std::lround(length(random))), 1, 1'500);
    history.clear();
    while (history.size() < wanted) {
      while (history.size() < wanted) history.push_back(item_at[item(random)]);
      std::ranges::sort(history);
      history.erase(std::unique(history.begin(), history.end()), history.end());
    }
    rows.columns.insert(rows.columns.end(), history.begin(), history.end());
    rows.offsets.push_back(rows.columns.size());
  }
  rows.values.assign(rows.columns.size(), 1.0F);
  return rows;
}

}  // namespace moshaver
