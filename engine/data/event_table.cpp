#include "engine/data/event_table.hpp"

#include <xxhash.h>

#include <charconv>
#include <limits>

namespace moshaver {

std::uint32_t order_key(std::string_view order_id) {
  constexpr std::uint32_t hashed = 0x80000000;
  if (order_id.empty()) return 0;
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(order_id.data(), order_id.data() + order_id.size(), number);
  // + 1 keeps order 0 apart from "no order".
  if (error == std::errc{} && end == order_id.data() + order_id.size() && number < hashed - 1) return number + 1;
  return hashed | static_cast<std::uint32_t>(XXH3_64bits(order_id.data(), order_id.size()));
}

void EventTable::reserve(std::size_t events) {
  for (auto* column : {&user, &item, &time, &order}) column->reserve(events);
  for (auto* column : {&quantity, &value}) column->reserve(events);
  kind.reserve(events);
  reason.reserve(events);
  gift.reserve(events);
}

void EventTable::push(std::uint32_t user_row, std::uint32_t item_row, const EventRecord& event) {
  user.push_back(user_row);
  item.push_back(item_row);
  time.push_back(static_cast<std::uint32_t>(event.timestamp.value_or(0)));
  order.push_back(order_key(event.order_id));
  quantity.push_back(static_cast<float>(event.quantity));
  value.push_back(static_cast<float>(event.value.value_or(std::numeric_limits<double>::quiet_NaN())));
  kind.push_back(event.kind);
  reason.push_back(event_reason(event.reason));
  gift.push_back(is_gift(event));
  if (gift.back()) gifts.add(event, user_row, item_row, static_cast<std::uint32_t>(size() - 1));
}

void EventTable::put_product(std::uint32_t item_row, const ProductRecord& product) {
  catalogue.put(item_row, product);
  const ProductAttributes& known = catalogue.of(ItemId{item_row});
  const std::string& title = known.title.empty() ? known.title_fa : known.title;
  if (title.empty()) return;
  if (titles.size() <= item_row) titles.resize(item_row + 1);
  titles[item_row] = title;
}

void EventTable::name_product(std::uint32_t item_row, const ProductRecord& product) {
  if (item_row < titles.size() && !titles[item_row].empty()) return;
  put_product(item_row, product);
}

}  // namespace moshaver
