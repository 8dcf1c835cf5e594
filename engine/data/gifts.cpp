#include "engine/data/gifts.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace moshaver {

bool is_kept_gift(const EventRecord& event) {
  return event.kind == EventKind::purchase || event.kind == EventKind::return_;
}

Gift gift_of(const EventRecord& event, std::uint32_t recipient, std::uint32_t buyer, std::uint32_t item,
             std::uint32_t position) {
  return {recipient,
          buyer,
          item,
          static_cast<std::uint32_t>(event.timestamp.value_or(0)),
          position,
          static_cast<float>(event.quantity),
          static_cast<float>(event.unit_price.value_or(std::numeric_limits<double>::quiet_NaN())),
          event.kind == EventKind::return_ ? 1U : 0U};
}

void GiftTable::add(const EventRecord& event, std::uint32_t buyer, std::uint32_t item, std::uint32_t position) {
  if (is_kept_gift(event)) add(event.recipient_id, gift_of(event, Gift::no_one, buyer, item, position));
}

void GiftTable::add(std::string_view recipient, Gift gift) {
  const bool is_known = !recipient.empty() && recipient != erased_recipient;
  gift.recipient = is_known ? recipients_.insert(recipient) : Gift::no_one;
  gifts_.push_back(gift);
}

void GiftTable::sort() {
  std::sort(gifts_.begin(), gifts_.end(), [](const Gift& a, const Gift& b) {
    return std::tie(a.recipient, a.position) < std::tie(b.recipient, b.position);
  });
}

GiftTable GiftTable::from_parts(KeyMap recipients, FlatVector<Gift> sorted) {
  GiftTable table;
  table.recipients_ = std::move(recipients);
  table.gifts_ = std::move(sorted);
  return table;
}

std::span<const Gift> GiftTable::to(std::string_view recipient) const {
  const auto row = recipients_.find(recipient);
  if (!row) return {};
  const auto first =
      std::partition_point(gifts_.begin(), gifts_.end(), [&](const Gift& gift) { return gift.recipient < *row; });
  const auto last = std::partition_point(first, gifts_.end(), [&](const Gift& gift) { return gift.recipient <= *row; });
  return {first, last};
}

}  // namespace moshaver
