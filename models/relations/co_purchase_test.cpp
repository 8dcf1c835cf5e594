#include "models/relations/co_purchase_test.hpp"

#include <algorithm>
#include <cmath>

namespace moshaver {

namespace {

constexpr std::size_t most_products = 500;

}  // namespace

CoPurchaseTest::CoPurchaseTest(const Orders& orders, std::uint32_t item_count)
    : orders_(orders), orders_of_(transpose(orders.products, item_count)) {
  std::vector<std::uint32_t> bought;
  for (std::size_t at = 0; at < orders.user.size();) {
    const std::uint32_t user = orders.user[at];
    const std::size_t first = at;
    bought.clear();
    for (; at < orders.user.size() && orders.user[at] == user; ++at) {
      const auto products = orders.products.columns_of(static_cast<std::uint32_t>(at));
      bought.insert(bought.end(), products.begin(), products.end());
    }
    // Users without orders, or excluded, have empty rows.
    by_user_.offsets.resize(user + std::size_t{1}, by_user_.columns.size());
    user_orders_.resize(user + std::size_t{1}, 0);
    std::sort(bought.begin(), bought.end());
    SparseRows row;
    for (const std::uint32_t item : bought) {
      if (!row.columns.empty() && row.columns.back() == item) {
        row.values.back() += 1;
      } else {
        row.columns.push_back(item);
        row.values.push_back(1);
      }
    }
    if (at - first >= 2 && row.columns.size() <= most_products) {
      user_orders_[user] = static_cast<std::uint32_t>(at - first);
      by_user_.columns.insert(by_user_.columns.end(), row.columns.begin(), row.columns.end());
      by_user_.values.insert(by_user_.values.end(), row.values.begin(), row.values.end());
    }
    by_user_.offsets.push_back(by_user_.columns.size());
  }
  of_item_ = transpose(by_user_, item_count);
}

CoPurchaseTest::OfItem::OfItem(const CoPurchaseTest& all)
    : all_(all),
      together_(all.orders_of_.row_count()),
      together_by_user_(all.orders_of_.row_count()),
      expected_(all.orders_of_.row_count()),
      variance_(all.orders_of_.row_count()) {}

void CoPurchaseTest::OfItem::set(std::uint32_t item) {
  item_ = item;
  together_.clear();
  together_by_user_.clear();
  expected_.clear();
  variance_.clear();
  for (const std::uint32_t order : all_.orders_of_.columns_of(item)) {
    const bool counted = all_.user_orders_[all_.orders_.user[order]] > 0;
    for (const std::uint32_t other : all_.orders_.products.columns_of(order)) {
      together_.add(other, 1);
      if (counted) together_by_user_.add(other, 1);
    }
  }
  const auto users = all_.of_item_.columns_of(item);
  const auto counts = all_.of_item_.values_of(item);
  for (std::size_t at = 0; at < users.size(); ++at) {
    const double orders = all_.user_orders_[users[at]], ours = static_cast<double>(counts[at]);
    const auto others = all_.by_user_.columns_of(users[at]);
    const auto other_counts = all_.by_user_.values_of(users[at]);
    for (std::size_t other = 0; other < others.size(); ++other) {
      const double theirs = static_cast<double>(other_counts[other]);
      expected_.add(others[other], ours * theirs / orders);
      variance_.add(others[other],
                    ours * theirs * (orders - ours) * (orders - theirs) / (orders * orders * (orders - 1)));
    }
  }
}

double CoPurchaseTest::OfItem::deviations(std::uint32_t other) const {
  const double variance = variance_.of(other);
  if (variance >= 1) return (together_by_user_.of(other) - expected_.of(other)) / std::sqrt(variance);
  const auto orders = static_cast<double>(all_.orders_.user.size());
  const double expected = static_cast<double>(all_.orders_of_.size_of(item_)) *
                          static_cast<double>(all_.orders_of_.size_of(other)) / std::max(orders, 1.0);
  return (together_.of(other) - expected) / std::sqrt(expected + 1);
}

}  // namespace moshaver
