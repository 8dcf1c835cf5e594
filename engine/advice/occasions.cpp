#include "engine/advice/occasions.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "engine/advice/answer.hpp"
#include "engine/advice/describe.hpp"
#include "engine/advice/order_by.hpp"
#include "engine/ingest/checked_records.hpp"
#include "engine/text/calendar_days.hpp"
#include "engine/text/messages.hpp"
#include "moshaver/advice_fields.hpp"

namespace moshaver {

namespace {

constexpr std::int32_t days_apart = 14;  // two days of the same recipient that are nearer are one occasion
constexpr std::int32_t a_year = 365;
constexpr std::array both_calendars = {CalendarKind::gregorian, CalendarKind::jalali};

enum class Source : std::uint8_t { given, own_birthday, recipient_birthday, gift_last_year };  // as occasion_sources

struct Entry {
  std::string customer_id, occasion, recipient_id;
  Source source = Source::given;
  std::int32_t day = 0;
};

// A stored occasion, with the ids of accounts.
struct Known {
  std::string customer_id, occasion, recipient_id;
  CalendarDate date;
};

std::string account_or_none(const ShopState& shop, std::string_view id) {
  return id.empty() ? "" : account_of(shop, std::string(id));
}

Known known_of(const ShopState& shop, const Store::StoredOccasion& stored) {
  return {account_or_none(shop, stored.customer_id), std::string(stored.occasion),
          account_or_none(shop, stored.recipient_id), stored.date};
}

std::optional<CalendarDate> birthday_of(const CustomerAttributes& attributes) {
  if (attributes.birth_month == 0) return std::nullopt;
  return CalendarDate{CalendarKind::gregorian, 0, attributes.birth_month, attributes.birth_day};
}

// Whether the date falls within some days of `day`, before or after it.
bool is_near(const CalendarDate& date, std::int32_t day) {
  const auto next = next_day(date, day - days_apart);
  return next && *next <= day + days_apart;
}

// Collects the entries that may be told, each once.
class OccasionList {
 public:
  OccasionList(const ShopState& shop, const OccasionReader& reader) : shop_(shop), reader_(reader) {}

  void add_given(const Known& known, std::int32_t day) {
    add({known.customer_id, known.occasion, known.recipient_id, Source::given, day});
  }
  // Tells the person, and those who have given them something.
  void add_birthday(const std::string& id, std::int32_t day) {
    const CustomerAttributes person = attributes_of(shop_, id);
    add_own_birthday(id, day);
    if (!person.consent.gifts) return;
    std::set<std::string> givers;
    for (const GivenGift& gift : gifts_to(shop_, id)) givers.insert(gift.buyer_id);
    for (const std::string& giver : givers) add_birthday_for(giver, id, day);
  }
  void add_own_birthday(const std::string& id, std::int32_t day) {
    add({id, "birthday", "", Source::own_birthday, day});
  }
  void add_birthday_for(const std::string& giver, const std::string& recipient, std::int32_t day) {
    if (!told_.contains({giver, recipient, day})) add({giver, "birthday", recipient, Source::recipient_birthday, day});
  }
  Result<void> add_gift_last_year(const GivenGift& gift, std::int32_t day) {
    const auto pair = std::pair(gift.buyer_id, gift.recipient_id);
    const auto before = last_year_.find(pair);
    if (before != last_year_.end() && day - before->second <= days_apart) return {};
    const CustomerAttributes recipient = attributes_of(shop_, gift.recipient_id);
    const auto birthday = birthday_of(recipient);
    if (birthday && recipient.consent.gifts && is_near(*birthday, day)) return {};
    MOSHAVER_TRY(known, stored_of(gift.buyer_id));
    for (const Known& one : known) {
      if (one.recipient_id == gift.recipient_id && is_near(one.date, day)) return {};
    }
    last_year_[pair] = day;
    add({gift.buyer_id, "gift_last_year", gift.recipient_id, Source::gift_last_year, day});
    return {};
  }

  // The entries since the last call, by customer.
  std::vector<Entry> take() {
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      return std::tie(a.day, a.customer_id, a.occasion, a.recipient_id) <
             std::tie(b.day, b.customer_id, b.occasion, b.recipient_id);
    });
    return std::exchange(entries_, {});
  }

 private:
  // What comes every year is listed once, the next time.
  void add(Entry entry) {
    if (!attributes_of(shop_, entry.customer_id).consent.occasions) return;
    if (entry.source != Source::gift_last_year &&
        !listed_.insert({entry.customer_id, entry.occasion, entry.recipient_id}).second) {
      return;
    }
    if (!entry.recipient_id.empty()) told_.insert({entry.customer_id, entry.recipient_id, entry.day});
    entries_.push_back(std::move(entry));
  }

  Result<std::vector<Known>> stored_of(const std::string& customer_id) {
    if (const auto found = stored_.find(customer_id); found != stored_.end()) return found->second;
    std::vector<Known>& known = stored_[customer_id];
    if (const auto row = reader_.row_of(customer_id)) {
      MOSHAVER_CHECK(reader_.store.visit_occasions_of(
          *row, [&](const Store::StoredOccasion& stored) { known.push_back(known_of(shop_, stored)); }));
    }
    return known;
  }

  const ShopState& shop_;
  const OccasionReader& reader_;
  std::vector<Entry> entries_;
  std::set<std::tuple<std::string, std::string, std::string>> listed_;     // customer, occasion, recipient
  std::set<std::tuple<std::string, std::string, std::int32_t>> told_;      // customer, recipient, day
  std::map<std::pair<std::string, std::string>, std::int32_t> last_year_;  // buyer and recipient: the latest listed
  std::map<std::string, std::vector<Known>> stored_;                       // by customer
};

// Turns entries into replies.
class OccasionWriter {
 public:
  OccasionWriter(const ShopState& shop, const OccasionsRequest& request, std::int64_t now, std::int32_t today)
      : shop_(shop), request_(request), now_(now), today_(today), order_days_(shop, now) {}

  Result<UpcomingOccasion> write(const Entry& entry) {
    UpcomingOccasion occasion;
    occasion.customer_id = entry.customer_id;
    occasion.occasion = entry.occasion;
    occasion.source = occasion_sources[static_cast<std::size_t>(entry.source)];
    occasion.date = iso_day(entry.day);
    occasion.days = static_cast<std::size_t>(entry.day - today_);
    occasion.recipient_id = entry.recipient_id;
    const CustomerAttributes customer = attributes_of(shop_, entry.customer_id);
    MOSHAVER_TRY(situation, situation_of(shop_, AdviceRequest{}, now_));
    const OrderDays::Answer order = order_days_.last_day(
        situation_of_gift(shop_, AdviceRequest{}, situation, recipient_of(entry), customer, std::nullopt), entry.day);
    if (order.day) occasion.order_by = iso_day(*order.day);
    AdviceContext context;
    context.language = request_.language;
    occasion.text = text(entry, order, language_of(shop_, context, customer.language));
    return occasion;
  }

  // The products for an entry.
  Result<std::vector<RecommendedItem>> advise(const Entry& entry) const {
    AdviceRequest request;
    request.customer_id = entry.customer_id;
    request.count = request_.count;
    request.context.now = request_.now;
    request.context.need_by = iso_day(entry.day);
    request.context.language = request_.language;
    if (!entry.recipient_id.empty()) {
      request.placement = Placement::gift;
      request.context.recipient_id = entry.recipient_id;
    }
    MOSHAVER_TRY(advice, answer(shop_, request, now_));
    return std::move(advice.items);
  }

 private:
  // What may be told of the recipient.
  [[nodiscard]] CustomerAttributes recipient_of(const Entry& entry) const {
    if (entry.recipient_id.empty()) return {};
    const CustomerAttributes recipient = attributes_of(shop_, entry.recipient_id);
    return recipient.consent.gifts ? recipient : CustomerAttributes{};
  }

  [[nodiscard]] std::string text(const Entry& entry, const OrderDays::Answer& order, Language language) const {
    const Messages& messages = Messages::of(language);
    const auto time = [](std::int32_t day) { return MessageTime{std::int64_t{day} * 86'400}; };
    const char* key = entry.source == Source::given                ? "occasion.named"
                      : entry.source == Source::own_birthday       ? "occasion.own_birthday"
                      : entry.source == Source::recipient_birthday ? "occasion.birthday"
                                                                   : "occasion.last_year";
    std::string sentence = messages.text(key, {{"occasion", std::string_view(entry.occasion)},
                                               {"date", time(entry.day)},
                                               {"given_on", time(entry.day - a_year)}});
    if (!order.known) return sentence;
    sentence += language == Language::persian ? "؛ " : "; ";
    if (!order.day) return sentence + messages.text("occasion.too_late");
    if (*order.day == today_) return sentence + messages.text("occasion.order_today");
    return sentence + messages.text("occasion.order_by", {{"order_by", time(*order.day)}});
  }

  const ShopState& shop_;
  const OccasionsRequest& request_;
  std::int64_t now_;
  std::int32_t today_;
  OrderDays order_days_;
};

// The stored occasions that fall on a day.
Result<std::vector<Known>> stored_on(const ShopState& shop, const Store& store, std::int32_t day) {
  std::vector<Known> found;
  for (const CalendarKind calendar : both_calendars) {
    MOSHAVER_CHECK(
        store.visit_occasions(calendar, month_days_on(calendar, day), [&](const Store::StoredOccasion& stored) {
          if (next_day(stored.date, day) == day) found.push_back(known_of(shop, stored));
        }));
  }
  return found;
}

}  // namespace

Result<UpcomingOccasions> find_occasions(const ShopState& shop, const OccasionReader& reader,
                                         const OccasionsRequest& request, std::int64_t clock,
                                         const std::function<std::string()>& next_advice_id) {
  MOSHAVER_CHECK(check_fields(request));
  std::int64_t now = clock;
  if (!request.now.empty()) {
    MOSHAVER_TRY(time, checked_time(request.now, "now"));
    now = time;
  }
  const TimeZone zone = shop.settings->current()->time_zone;
  const std::int32_t today = zone.local(now).day;
  const std::int32_t last = std::min(today + static_cast<std::int32_t>(request.days), end_of_days - 1);
  std::map<std::int32_t, std::vector<GivenGift>> gifts;  // by the day one year later
  for (GivenGift& gift : gifts_between(shop, zone.time_at(today - a_year), zone.time_at(last - a_year + 1))) {
    gifts[zone.local(gift.time).day + a_year].push_back(std::move(gift));
  }
  OccasionList list(shop, reader);
  std::vector<Entry> entries;
  UpcomingOccasions found;
  for (std::int32_t day = today; day <= last && found.all; ++day) {
    MOSHAVER_TRY(stored, stored_on(shop, reader.store, day));
    for (const Known& known : stored) list.add_given(known, day);
    std::vector<std::string> people;
    MOSHAVER_CHECK(reader.store.visit_birthdays(month_days_on(CalendarKind::gregorian, day),
                                                [&](std::string_view id) { people.emplace_back(id); }));
    for (const std::string& id : people) {
      if (account_of(shop, id) == id) list.add_birthday(id, day);
    }
    for (const GivenGift& gift : gifts[day]) MOSHAVER_CHECK(list.add_gift_last_year(gift, day));
    std::vector<Entry> of_day = list.take();
    found.all = entries.size() + of_day.size() <= most_upcoming_occasions;
    entries.insert(entries.end(), std::make_move_iterator(of_day.begin()), std::make_move_iterator(of_day.end()));
  }
  if (!found.all) entries.resize(most_upcoming_occasions);
  OccasionWriter writer(shop, request, now, today);
  for (const Entry& entry : entries) {
    MOSHAVER_TRY(occasion, writer.write(entry));
    if (request.count > 0) {
      MOSHAVER_TRY(items, writer.advise(entry));
      occasion.items = std::move(items);
      occasion.advice_id = next_advice_id();
    }
    found.occasions.push_back(std::move(occasion));
  }
  return found;
}

Result<std::vector<UpcomingOccasion>> occasions_of(const ShopState& shop, const OccasionReader& reader,
                                                   const std::string& customer_id, std::int64_t clock) {
  const TimeZone zone = shop.settings->current()->time_zone;
  const std::int32_t today = zone.local(clock).day, last = std::min(today + 366, end_of_days - 1);
  const auto in_time = [&](const std::optional<std::int32_t>& day) { return day && *day <= last; };
  std::vector<Known> stored;
  if (const auto row = reader.row_of(customer_id)) {
    MOSHAVER_CHECK(reader.store.visit_occasions_of(
        *row, [&](const Store::StoredOccasion& one) { stored.push_back(known_of(shop, one)); }));
  }
  OccasionList list(shop, reader);
  for (const Known& known : stored) {
    if (const auto day = next_day(known.date, today); in_time(day)) list.add_given(known, *day);
  }
  const std::string account = account_of(shop, customer_id);
  if (const auto birthday = birthday_of(attributes_of(shop, account))) {
    if (const auto day = next_day(*birthday, today); in_time(day)) list.add_own_birthday(account, *day);
  }
  std::vector<GivenGift> gifts = gifts_by(shop, account);
  std::sort(gifts.begin(), gifts.end(), [](const GivenGift& a, const GivenGift& b) { return a.time < b.time; });
  std::set<std::string> recipients;
  for (const GivenGift& gift : gifts) {
    if (!gift.recipient_id.empty()) recipients.insert(gift.recipient_id);
  }
  for (const std::string& recipient : recipients) {
    const CustomerAttributes attributes = attributes_of(shop, recipient);
    const auto birthday = birthday_of(attributes);
    if (!birthday || !attributes.consent.gifts) continue;
    if (const auto day = next_day(*birthday, today); in_time(day)) list.add_birthday_for(account, recipient, *day);
  }
  for (const GivenGift& gift : gifts) {
    const std::int32_t day = zone.local(gift.time).day + a_year;
    if (gift.time == 0 || gift.recipient_id.empty() || day < today || day > last) continue;
    MOSHAVER_CHECK(list.add_gift_last_year(gift, day));
  }
  std::vector<UpcomingOccasion> upcoming;
  const std::vector<Entry> entries = list.take();
  if (entries.empty()) return upcoming;
  const OccasionsRequest request;
  OccasionWriter writer(shop, request, clock, today);
  for (const Entry& entry : entries) {
    MOSHAVER_TRY(occasion, writer.write(entry));
    upcoming.push_back(std::move(occasion));
  }
  return upcoming;
}

}  // namespace moshaver
