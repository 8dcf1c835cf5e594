#include "models/relations/orders.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/counting/kept_weights.hpp"

namespace moshaver {

bool has_orders(const Histories& histories) {
  return std::any_of(histories.purchases.begin(), histories.purchases.end(),
                     [](const Purchase& purchase) { return purchase.order > 0 || purchase.time > 0; });
}

Orders collect_orders(const Histories& histories, const OrderLimits& limits) {
  Orders orders;
  std::vector<std::uint32_t> products;
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    const auto history = histories.of(UserId{user});
    for (std::size_t at = 0; at < history.size();) {
      const std::uint32_t order = history[at].order;
      products.clear();
      for (; at < history.size() && history[at].order == order; ++at) {
        if (history[at].quantity > 0) products.push_back(history[at].item.row);
      }
      if (products.empty()) continue;
      std::sort(products.begin(), products.end());
      products.erase(std::unique(products.begin(), products.end()), products.end());
      orders.products.columns.insert(orders.products.columns.end(), products.begin(), products.end());
      orders.products.offsets.push_back(orders.products.columns.size());
      orders.user.push_back(user);
    }
  }
  orders.products = thinned(orders.products, limits.max_order);
  return orders;
}

namespace {

// The end of the first purchases that followed the one at `at`; `next` is the end of its order.
std::size_t end_of_following(std::span<const Purchase> firsts, std::size_t at, std::size_t next,
                             const OrderLimits& limits) {
  const std::uint64_t until = std::uint64_t{firsts[at].time} + std::uint64_t{limits.follow_days} * day_seconds;
  std::size_t end = next;
  while (end < firsts.size() && end - next < limits.max_follow) {
    const bool in_time = firsts[at].time > 0 ? firsts[end].time <= until : firsts[end].order == firsts[next].order;
    if (!in_time) break;
    ++end;
  }
  return end;
}

}  // namespace

Firsts collect_firsts(const Histories& histories, const OrderLimits& limits) {
  constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();
  Firsts out;
  std::vector<std::uint32_t> last_user(histories.item_count, nobody);
  std::vector<Purchase> firsts;
  SparseRows item_of;
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    firsts.clear();
    for (const Purchase& purchase : histories.of(UserId{user})) {
      if (!(purchase.quantity > 0) || last_user[purchase.item.row] == user) continue;
      last_user[purchase.item.row] = user;
      firsts.push_back(purchase);
    }
    const std::uint64_t base = out.item.size();
    for (std::size_t at = 0; at < firsts.size();) {
      std::size_t next = at;
      while (next < firsts.size() && firsts[next].order == firsts[at].order) ++next;
      const double weight = 1 / std::sqrt(static_cast<double>(next - at));
      for (; at < next; ++at) {
        out.item.push_back(firsts[at].item.row);
        out.weight.push_back(weight);
        out.begin.push_back(base + next);
        out.end.push_back(base + end_of_following(firsts, at, next, limits));
      }
    }
  }
  // One row per first purchase: the transpose lists the first purchases of every product.
  item_of.columns = out.item;
  item_of.values.assign(out.item.size(), 1.0F);
  item_of.offsets.resize(out.item.size() + 1);
  for (std::size_t at = 0; at <= out.item.size(); ++at) item_of.offsets[at] = at;
  out.of_item = transpose(item_of, histories.item_count);
  return out;
}

}  // namespace moshaver
