#include "engine/live/live_gifts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/live/shop_state.hpp"

namespace moshaver {

namespace {

constexpr std::uint32_t least_usual = 3;  // fewer are no custom, and would tell of single people
constexpr std::size_t most_usual = 1'000;

bool more_usual(const UsualGift& a, const UsualGift& b) {
  return a.times != b.times ? a.times > b.times : a.item < b.item;
}

// One gift with its ids, as they are now.
class Reader {
 public:
  explicit Reader(const ShopState& shop) : shop_(shop) {}

  struct Event {
    GivenGift gift;
    bool is_return = false;
  };
  [[nodiscard]] Event of_base(const Gift& gift) const {
    return event(std::string(shop_.base->gifts.recipient_of(gift)),
                 std::string(shop_.base->data.customers.key(gift.buyer)), gift);
  }
  [[nodiscard]] Event of_live(const LiveGifts::Given& given) const {
    return event(given.recipient_id, given.buyer_id, given.gift);
  }

 private:
  [[nodiscard]] Event event(const std::string& recipient, const std::string& buyer, const Gift& gift) const {
    Event read;
    read.gift = {recipient.empty() ? "" : account_of(shop_, recipient),
                 account_of(shop_, buyer),
                 ItemId{gift.item},
                 gift.time,
                 gift.position,
                 gift.quantity,
                 std::isnan(gift.price) ? std::nullopt : std::optional(static_cast<double>(gift.price))};
    read.is_return = gift.returned != 0;
    return read;
  }
  const ShopState& shop_;
};

// The gifts that are left after returns, which take from the latest gift of the product between the two.
std::vector<GivenGift> kept(std::vector<Reader::Event> events) {
  std::sort(events.begin(), events.end(),
            [](const Reader::Event& a, const Reader::Event& b) { return a.gift.position < b.gift.position; });
  std::vector<GivenGift> gifts;
  for (const Reader::Event& event : events) {
    if (!event.is_return) {
      gifts.push_back(event.gift);
      continue;
    }
    float left = event.gift.quantity;
    for (auto gift = gifts.rbegin(); gift != gifts.rend() && left > 0; ++gift) {
      if (gift->item != event.gift.item || gift->buyer_id != event.gift.buyer_id ||
          gift->recipient_id != event.gift.recipient_id) {
        continue;
      }
      const float taken = std::min(left, gift->quantity);
      gift->quantity -= taken;
      left -= taken;
    }
  }
  std::erase_if(gifts, [](const GivenGift& gift) { return !(gift.quantity > 0); });
  return gifts;
}

}  // namespace

void LiveGifts::add(Given given) {
  const std::lock_guard lock(mutex_);
  const std::size_t place = gifts_.size();
  if (given.recipient_id == erased_recipient) given.recipient_id.clear();
  if (!given.recipient_id.empty()) by_recipient_[given.recipient_id].push_back(place);
  by_buyer_[given.buyer_id].push_back(place);
  gifts_.push_back(std::move(given));
}

void LiveGifts::add_guest(const std::string& account, const std::string& guest) {
  const std::lock_guard lock(mutex_);
  guests_[account].push_back(guest);
}

std::vector<std::string> LiveGifts::names_of(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names = {id};
  for (std::size_t at = 0; at < names.size(); ++at) {
    const auto guests = guests_.find(names[at]);
    if (guests == guests_.end()) continue;
    for (const std::string& guest : guests->second) {
      if (std::find(names.begin(), names.end(), guest) == names.end()) names.push_back(guest);
    }
  }
  return names;
}

std::vector<LiveGifts::Given> LiveGifts::at(const Places& places, const std::string& id) const {
  const std::lock_guard lock(mutex_);
  std::vector<Given> found;
  if (const auto here = places.find(id); here != places.end()) {
    for (const std::size_t place : here->second) found.push_back(gifts_[place]);
  }
  return found;
}

std::vector<LiveGifts::Given> LiveGifts::to(const std::string& recipient_id) const {
  return at(by_recipient_, recipient_id);
}
std::vector<LiveGifts::Given> LiveGifts::by(const std::string& buyer_id) const { return at(by_buyer_, buyer_id); }

std::vector<LiveGifts::Given> LiveGifts::all() const {
  const std::lock_guard lock(mutex_);
  return gifts_;
}

void index_gifts(ShopBase& base) {
  const auto gifts = base.gifts.all();
  base.gifts_by_buyer.resize(gifts.size());
  std::iota(base.gifts_by_buyer.begin(), base.gifts_by_buyer.end(), 0U);
  std::sort(base.gifts_by_buyer.begin(), base.gifts_by_buyer.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(gifts[a].buyer, a) < std::pair(gifts[b].buyer, b);
  });
  base.times_given.assign(base.data.products.size(), 0);
  for (const Gift& gift : gifts) {
    if (gift.returned == 0 && gift.item < base.times_given.size()) ++base.times_given[gift.item];
  }
}

std::vector<GivenGift> gifts_to(const ShopState& shop, const std::string& recipient_id) {
  const Reader reader(shop);
  std::vector<Reader::Event> events;
  for (const std::string& name : shop.gifts->names_of(account_of(shop, recipient_id))) {
    for (const Gift& gift : shop.base->gifts.to(name)) events.push_back(reader.of_base(gift));
    for (const LiveGifts::Given& given : shop.gifts->to(name)) events.push_back(reader.of_live(given));
  }
  return kept(std::move(events));
}

std::vector<GivenGift> gifts_by(const ShopState& shop, const std::string& buyer_id) {
  const Reader reader(shop);
  std::vector<Reader::Event> events;
  const auto gifts = shop.base->gifts.all();
  const auto& order = shop.base->gifts_by_buyer;
  for (const std::string& name : shop.gifts->names_of(account_of(shop, buyer_id))) {
    if (const auto row = shop.base->data.customers.find(name)) {
      auto at = std::partition_point(order.begin(), order.end(),
                                     [&](std::uint32_t gift) { return gifts[gift].buyer < *row; });
      for (; at != order.end() && gifts[*at].buyer == *row; ++at) events.push_back(reader.of_base(gifts[*at]));
    }
    for (const LiveGifts::Given& given : shop.gifts->by(name)) events.push_back(reader.of_live(given));
  }
  return kept(std::move(events));
}

std::vector<GivenGift> gifts_between(const ShopState& shop, std::int64_t from, std::int64_t until) {
  const Reader reader(shop);
  std::vector<GivenGift> found;
  const auto within = [&](const Gift& gift) {
    return gift.time > 0 && gift.time >= from && gift.time < until && gift.returned == 0;
  };
  for (const Gift& gift : shop.base->gifts.all()) {
    if (within(gift) && gift.recipient != Gift::no_one) found.push_back(reader.of_base(gift).gift);
  }
  for (const LiveGifts::Given& given : shop.gifts->all()) {
    if (within(given.gift) && !given.recipient_id.empty()) found.push_back(reader.of_live(given).gift);
  }
  return found;
}

std::vector<UsualGift> usual_gifts(const ShopState& shop) {
  const ProductGroups& groups = shop.catalogue->groups();
  std::unordered_map<std::uint32_t, std::uint32_t> times;
  const auto add = [&](std::uint32_t item, std::uint32_t count) { times[groups.head(ItemId{item}).row] += count; };
  for (std::uint32_t item = 0; item < shop.base->times_given.size(); ++item) {
    if (shop.base->times_given[item] > 0) add(item, shop.base->times_given[item]);
  }
  for (const LiveGifts::Given& given : shop.gifts->all()) {
    if (given.gift.returned == 0) add(given.gift.item, 1);
  }
  std::vector<UsualGift> usual;
  for (const auto& [item, count] : times) {
    if (count >= least_usual) usual.push_back({ItemId{item}, count});
  }
  std::sort(usual.begin(), usual.end(), more_usual);
  if (usual.size() > most_usual) usual.resize(most_usual);
  return usual;
}

}  // namespace moshaver
