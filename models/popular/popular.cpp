#include "models/popular/popular.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace moshaver {

TablePart train_popular(const Histories& histories, const PopularConfig& config) {
  std::uint32_t newest = 0;
  for (const Purchase& purchase : histories.purchases) newest = std::max(newest, purchase.time);
  const double half_life_seconds = config.half_life_days * day_seconds;

  std::vector<double> sums(histories.item_count, 0.0);
  std::vector<std::uint32_t> counted_for(histories.item_count, 0);  // user row + 1
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    if (histories.is_internal(UserId{user})) continue;
    const auto history = histories.of(UserId{user});
    // Latest first: each customer counts once per product, with the latest purchase.
    for (auto purchase = history.rbegin(); purchase != history.rend(); ++purchase) {
      if (counted_for[purchase->item.row] == user + 1) continue;
      counted_for[purchase->item.row] = user + 1;
      const bool decays = half_life_seconds > 0 && purchase->time > 0;
      sums[purchase->item.row] +=
          decays ? std::exp2(-static_cast<double>(newest - purchase->time) / half_life_seconds) : 1.0;
    }
  }
  TablePart table{std::vector<float>(histories.item_count, 0.0F)};
  const double most = sums.empty() ? 0 : *std::max_element(sums.begin(), sums.end());
  for (std::size_t item = 0; item < sums.size() && most > 0; ++item) {
    // Above 0 for every product bought, however long ago.
    const float least = counted_for[item] > 0 ? std::numeric_limits<float>::min() : 0.0F;
    table.scores[item] = std::max(static_cast<float>(sums[item] / most), least);
  }
  return table;
}

}  // namespace moshaver
