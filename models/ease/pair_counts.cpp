#include "models/ease/pair_counts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/counting/kept_weights.hpp"

namespace moshaver {

RankedPurchases rank_purchases(const SparseRows& by_user, std::uint32_t item_count, double user_exponent,
                               std::uint32_t max_history) {
  RankedPurchases out;
  std::vector<std::uint32_t> degree(item_count, 0);
  for (const std::uint32_t item : by_user.columns) ++degree[item];
  out.item_of.resize(item_count);
  std::iota(out.item_of.begin(), out.item_of.end(), 0U);
  std::stable_sort(out.item_of.begin(), out.item_of.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return degree[a] > degree[b]; });
  while (!out.item_of.empty() && degree[out.item_of.back()] == 0) out.item_of.pop_back();
  std::vector<std::uint32_t> rank_of(item_count, 0);
  for (std::uint32_t rank = 0; rank < out.item_count(); ++rank) {
    rank_of[out.item_of[rank]] = rank;
    out.degrees.push_back(degree[out.item_of[rank]]);
  }

  out.by_user = thinned(by_user, max_history);
  out.user_weights.reserve(by_user.row_count());
  for (std::uint32_t user = 0; user < by_user.row_count(); ++user) {
    const auto first = out.by_user.columns.begin() + static_cast<std::ptrdiff_t>(out.by_user.offsets[user]);
    const auto last = first + static_cast<std::ptrdiff_t>(out.by_user.size_of(user));
    std::transform(first, last, first, [&](std::uint32_t item) { return rank_of[item]; });
    std::sort(first, last);
    const std::size_t user_degree = by_user.size_of(user);
    out.user_weights.push_back(user_degree == 0 ? 0 : std::pow(static_cast<double>(user_degree), -user_exponent));
  }
  out.by_item = transpose(out.by_user, out.item_count());
  return out;
}

std::span<const PairCounter::Entry> PairCounter::row(std::uint32_t rank) {
  for (const std::uint32_t user : purchases_.by_item.columns_of(rank)) {
    const double weight = purchases_.user_weights[user];
    for (const std::uint32_t other : purchases_.by_user.columns_of(user)) sums_.add(other, weight);
  }
  entries_.clear();
  sums_.take([&](std::uint32_t other, double sum) { entries_.push_back({other, static_cast<float>(sum)}); });
  return entries_;
}

}  // namespace moshaver
