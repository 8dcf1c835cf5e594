#include "engine/data/histories.hpp"

#include <algorithm>
#include <numeric>
#include <span>

#include "engine/data/checksum.hpp"
#include "engine/data/event_order.hpp"
#include "engine/data/history_kind.hpp"

namespace moshaver {

namespace {

// Event rows by user, in log order: a counting sort.
struct ByUser {
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint32_t> events;
};

ByUser group_by_user(const EventTable& table) {
  ByUser grouped;
  grouped.offsets.assign(table.customers.size() + 1, 0);
  for (const std::uint32_t user : table.user) ++grouped.offsets[user + 1];
  std::partial_sum(grouped.offsets.begin(), grouped.offsets.end(), grouped.offsets.begin());
  grouped.events.resize(table.size());
  std::vector<std::uint64_t> next(grouped.offsets.begin(), grouped.offsets.end() - 1);
  for (std::uint32_t row = 0; row < table.size(); ++row) grouped.events[next[table.user[row]]++] = row;
  return grouped;
}

class HistoryBuilder {
 public:
  HistoryBuilder(const EventTable& table, Histories& out, ReturnCounts& counts)
      : table_(table), out_(out), counts_(counts), latest_(table.products.size(), 0) {}

  void add_user(std::span<std::uint32_t> events) {
    sort_by_time(events);
    held_.clear();
    hidden_.clear();
    for (const std::uint32_t event : events) apply(event);
    emit();
    for (const Held& held : held_) latest_[held.purchase.item.row] = 0;
  }

 private:
  struct Held {
    Purchase purchase;
    std::uint32_t order_key;
    std::uint32_t basket_key;  // equal within one basket; `liked` for products that were not bought
    std::uint32_t before;      // index + 1 of the previous entry of the same product; 0: none
  };

  void sort_by_time(std::span<std::uint32_t> events) const {
    // Numbers and other texts have no common order: one event without a number, and the log's order is kept. Views and
    // other events outside histories do not count, because a live shop does not keep them in memory.
    const auto place_of = [&](std::uint32_t event) { return EventPlace{table_.time[event], table_.order[event]}; };
    const bool all_placed = std::all_of(events.begin(), events.end(), [&](std::uint32_t event) {
      if (table_.gift[event] || !kind_in_history(table_.kind[event], static_cast<double>(table_.value[event]))) {
        return true;
      }
      return is_placed(place_of(event));
    });
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      const auto order = compare(place_of(a), place_of(b), all_placed);
      return order != 0 ? order < 0 : a < b;
    };
    if (!std::is_sorted(events.begin(), events.end(), before)) std::sort(events.begin(), events.end(), before);
  }

  [[nodiscard]] std::uint32_t basket_key(std::uint32_t event) const {
    return table_.order[event] != 0 ? table_.order[event] : table_.time[event] / day_seconds;
  }

  void apply(std::uint32_t event) {
    if (table_.gift[event]) {
      counts_.gifts += table_.kind[event] == EventKind::purchase;
      return;
    }
    switch (table_.kind[event]) {
      case EventKind::purchase:
        hold(event, table_.quantity[event]);
        break;
      case EventKind::return_:
        give_back(event);
        break;
      case EventKind::like:
        like(event);
        break;
      case EventKind::dislike:
      case EventKind::hide:
        hide(event);
        break;
      case EventKind::question:
        if (std::find(hidden_.begin(), hidden_.end(), ItemId{table_.item[event]}) == hidden_.end()) like(event);
        break;
      case EventKind::rating:
        if (table_.value[event] >= 4) like(event);
        if (table_.value[event] <= 2) hide(event);
        break;
      default:
        break;  // views, carts and the rest stay in the log only; sessions.hpp reads views and carts
    }
  }

  void hold(std::uint32_t event, float quantity) {
    const ItemId item{table_.item[event]};
    held_.push_back(
        {{item, table_.time[event], 0, quantity}, table_.order[event], basket_key(event), latest_[item.row]});
    latest_[item.row] = static_cast<std::uint32_t>(held_.size());
  }

  // The entries of one product, latest first, until `visit` returns false.
  template <class Visit>
  void visit_held(ItemId item, const Visit& visit) {
    for (std::uint32_t at = latest_[item.row]; at != 0 && visit(held_[at - 1]); at = held_[at - 1].before) {
    }
  }
  bool holds(ItemId item, bool also_liked) {
    bool found = false;
    visit_held(item, [&](const Held& held) {
      found = held.purchase.quantity > 0 || (also_liked && held.basket_key == liked);
      return !found;
    });
    return found;
  }

  // 0.3 less three times 0.1 is 0: a rest that is only rounding counts as none.
  static float without(float quantity, float taken) {
    const float rest = quantity - taken;
    return rest > 1e-5F * quantity ? rest : 0;
  }

  void give_back(std::uint32_t event) {
    ++counts_.returns;
    float left = table_.quantity[event];
    bool matched = false;
    const auto take = [&](bool same_order) {
      visit_held(ItemId{table_.item[event]}, [&](Held& held) {
        if (held.purchase.quantity <= 0) return true;
        if (same_order && held.order_key != table_.order[event]) return true;
        const float taken = std::min(left, held.purchase.quantity);
        held.purchase.quantity = without(held.purchase.quantity, taken);
        left = without(left, taken);
        matched = true;
        if (held.purchase.quantity == 0) ++counts_.purchases_undone;
        return left > 0;
      });
    };
    if (table_.order[event] != 0) take(true);
    if (left > 0) take(false);
    counts_.matched += matched;
  }

  void like(std::uint32_t event) {
    const ItemId item{table_.item[event]};
    std::erase(hidden_, item);
    if (holds(item, true)) return;
    hold(event, 0);
    held_.back().basket_key = liked;
  }

  void hide(std::uint32_t event) { hidden_.push_back(ItemId{table_.item[event]}); }

  void emit() {
    std::sort(hidden_.begin(), hidden_.end());
    hidden_.erase(std::unique(hidden_.begin(), hidden_.end()), hidden_.end());
    std::uint32_t order = 0;
    bool first = true;
    std::uint32_t current = 0;
    for (Held& held : held_) {
      if (held.purchase.quantity == 0 && held.basket_key != liked) continue;       // undone by returns
      if (held.basket_key == liked && holds(held.purchase.item, false)) continue;  // bought later
      if (std::binary_search(hidden_.begin(), hidden_.end(), held.purchase.item)) continue;
      if (!first && held.basket_key != current && held.basket_key != liked) ++order;
      if (held.basket_key != liked) {
        first = false;
        current = held.basket_key;
      }
      held.purchase.order = order;
      out_.purchases.push_back(held.purchase);
    }
    out_.offsets.push_back(out_.purchases.size());
    out_.hidden.insert(out_.hidden.end(), hidden_.begin(), hidden_.end());
    out_.hidden_offsets.push_back(out_.hidden.size());
  }

  static constexpr std::uint32_t liked = 0xffffffff;
  const EventTable& table_;
  Histories& out_;
  ReturnCounts& counts_;
  std::vector<Held> held_;
  std::vector<std::uint32_t> latest_;  // by product: index + 1 of the customer's latest entry; 0: none
  std::vector<ItemId> hidden_;
};

}  // namespace

Histories build_histories(const EventTable& table, ReturnCounts* counts) {
  Histories out;
  ReturnCounts unwatched;
  ByUser grouped = group_by_user(table);
  out.offsets.reserve(grouped.offsets.size());
  out.hidden_offsets.reserve(grouped.offsets.size());
  out.purchases.reserve(
      static_cast<std::size_t>(std::count(table.kind.begin(), table.kind.end(), EventKind::purchase)));
  HistoryBuilder builder(table, out, counts ? *counts : unwatched);
  for (std::size_t user = 0; user + 1 < grouped.offsets.size(); ++user) {
    builder.add_user(
        std::span(grouped.events).subspan(grouped.offsets[user], grouped.offsets[user + 1] - grouped.offsets[user]));
  }
  out.item_count = table.products.size();
  out.internal = table.internal;
  return out;
}

std::string fingerprint(const Histories& histories, const KeyMap& customers, const KeyMap& products) {
  Checksum sum;
  const auto add = [&](const auto& values) { sum.update(std::as_bytes(std::span(values))); };
  add(customers.offsets());
  add(customers.bytes());
  add(products.offsets());
  add(products.bytes());
  add(histories.offsets);
  add(histories.purchases);
  add(histories.hidden_offsets);
  add(histories.hidden);
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    if (histories.is_internal(UserId{user})) add(std::span(&user, 1));
  }
  return sum.hex();
}

}  // namespace moshaver
