// Events of a live shop: checked, stored, and used by the next answer.
#include <algorithm>

#include "engine/data/customer_feedback.hpp"
#include "engine/ingest/checked_records.hpp"
#include "engine/live/live_shop.hpp"

namespace moshaver {

namespace {

// How an event changes the customer's next answers: the values of EventResult::effect. `before`: the customer's events so
// far.
std::string_view effect_of(const EventRecord& event, std::uint32_t item, std::span<const HistoryEvent> before) {
  if (is_gift(event)) return event.kind == EventKind::purchase ? "gift" : "none";
  const auto entry = history_event(item, event);
  if (!entry) return "none";
  const auto holds = [&](const std::vector<ItemId>& items) {
    return std::find(items.begin(), items.end(), ItemId{item}) != items.end();
  };
  std::vector<HistoryEvent> after(before.begin(), before.end());
  after.push_back(*entry);
  switch (entry->kind) {
    case EventKind::hide:
      return "hidden";
    case EventKind::return_:
      return "demoted";
    case EventKind::complaint:
      return "promotion_paused";
    case EventKind::resolve:
      return holds(feedback_of(before).complaints) && !holds(feedback_of(after).complaints) ? "promotion_resumed"
                                                                                            : "none";
    case EventKind::rating:
    case EventKind::survey:
      return "label";
    case EventKind::like:
      return holds(build_history(before).hidden) && !holds(build_history(after).hidden) ? "shown_again" : "history";
    default:
      return "history";
  }
}

}  // namespace

Result<std::vector<EventResult>> LiveShop::record(std::span<const Event> events) {
  std::vector<EventResult> results(events.size());
  std::vector<std::optional<EventRecord>> records(events.size());
  const std::int64_t time = now();
  bool any = false;
  for (std::size_t at = 0; at < events.size(); ++at) {
    results[at].event_id = events[at].event_id;
    results[at].effect = "none";
    if (auto record = checked(events[at], time)) {
      records[at] = *record;
      any = true;
    } else {
      results[at].status = EventStatus::rejected;
      results[at].error = record.error();
    }
  }
  if (!any) return results;
  const Result<void> written = write([&](Store::Writer& writer, Changes& changes) -> Result<void> {
    const std::shared_ptr<const ShopState> shop = state();
    const std::shared_ptr<const ShopSettings> settings = settings_->current();
    for (std::size_t at = 0; at < events.size(); ++at) {
      if (!records[at]) continue;
      const EventRecord& record = *records[at];
      const bool known_product = writer.find_product(record.product_id).has_value();
      const std::uint64_t position = writer.next_position();
      MOSHAVER_TRY(added, writer.add_live_event(record));
      if (!added) {
        results[at].status = EventStatus::duplicate;
        continue;
      }
      const std::uint32_t item = *writer.find_product(record.product_id);
      if (const auto booking = writer.last_booking()) {
        changes.slots.emplace_back([booking](LiveSlots& slots) { slots.book(*booking); });
      }
      if (!known_product) {
        ProductRecord product;
        product.product_id = record.product_id;
        changes.products[item] = live_product(product, false);
      }
      const std::string account = account_of(*shop, std::string(record.customer_id));
      if (record.kind == EventKind::shown && settings->frequency_cap) {
        changes.shown.push_back({account, ItemId{item}, settings->time_zone.local(*record.timestamp).day});
      }
      const auto event = history_event(item, record, static_cast<std::uint32_t>(position));
      if (is_gift(record) && is_kept_gift(record)) {
        changes.gifts.push_back({std::string(record.recipient_id), account,
                                 gift_of(record, Gift::no_one, 0, item, static_cast<std::uint32_t>(position))});
      }
      std::vector<HistoryEvent> before;
      if (event && (event->kind == EventKind::like || event->kind == EventKind::resolve)) {
        before = events_of(*shop, account);
        if (const auto pending = changes.events.find(account); pending != changes.events.end())
          before.insert(before.end(), pending->second.begin(), pending->second.end());
      }
      results[at].effect = effect_of(record, item, before);
      if (event) changes.events[account].push_back(*event);
    }
    return {};
  });
  MOSHAVER_CHECK(written);
  return results;
}

// Reads the log from its end backwards, in growing pieces, until the cap no longer looks back so far.
Result<void> LiveShop::load_shown(const ShopState& shop) {
  const std::shared_ptr<const ShopSettings> settings = settings_->current();
  if (!settings->frequency_cap) return {};
  const std::int32_t first_day = settings->time_zone.local(now()).day - settings->frequency_cap->days + 1;
  const auto row_count = static_cast<std::uint32_t>(shop.base->data.customers.size());
  MOSHAVER_TRY(events, store_.event_count());
  MOSHAVER_TRY(newer, store_.customer_ids(row_count));
  std::uint64_t until = events;
  for (std::uint64_t piece = 65'536; until > 0; piece *= 2) {
    const std::uint64_t from = until > piece ? until - piece : 0;
    bool is_recent = false;
    MOSHAVER_CHECK(store_.visit_events(
        from, [&](std::uint64_t position, std::uint32_t customer, std::uint32_t product, const EventRecord& event) {
          if (position >= until) return false;
          if (position < from || !event.timestamp) return true;
          const std::int32_t day = settings->time_zone.local(*event.timestamp).day;
          is_recent = is_recent || day >= first_day;
          if (event.kind != EventKind::shown || day < first_day) return true;
          const std::string id =
              customer < row_count ? std::string(shop.base->data.customers.key(customer)) : newer[customer - row_count];
          shop.shown->add(account_of(shop, id), shop.catalogue->groups().head(ItemId{product}), day,
                          LiveShown::By::event, first_day);
          return true;
        }));
    if (!is_recent) return {};
    until = from;
  }
  return {};
}

}  // namespace moshaver
