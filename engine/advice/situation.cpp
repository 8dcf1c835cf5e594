#include "engine/advice/situation.hpp"

#include <algorithm>
#include <set>

#include "engine/advice/rules/rule.hpp"
#include "engine/ingest/checked_records.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/ingest/field_parsers.hpp"
#include "engine/text/fold.hpp"

namespace moshaver {

namespace {

bool any_bit(const ItemBitmap& bitmap) {
  return std::any_of(bitmap.begin(), bitmap.end(), [](std::uint64_t word) { return word != 0; });
}

std::string in_quotes(const std::set<std::string>& names) {
  constexpr std::size_t most = 20;
  std::string text;
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (++count > most) return text + " and " + std::to_string(names.size() - most) + " more";
    text += (text.empty() ? "" : ", ") + display_text(name);
  }
  return text;
}

Result<void> check_region(const LiveCatalogue& catalogue, const ShopSettings& settings, const std::string& region) {
  const std::string asked = folded(region);
  const auto& delivered = settings.delivery.regions;
  if (asked.empty() || delivered.contains(asked) || delivered.contains("*")) return {};
  const std::span of_asked(&asked, 1);
  if (any_bit(*catalogue.where(rule_key("there", of_asked),
                               [&](const LiveProduct& product) { return any_in(of_asked, product.regions); }))) {
    return {};
  }
  const bool products_name_some =
      any_bit(*catalogue.where("names a region", [](const LiveProduct& product) { return !product.regions.empty(); }));
  if (delivered.empty() && !products_name_some) return {};
  std::set<std::string> known;
  for (const auto& [key, one] : delivered) known.insert(one.name);
  for (std::uint32_t row = 0; row < catalogue.size(); ++row) {
    for (const std::string& name : catalogue.of(ItemId{row}).regions) {
      if (!delivered.contains(name)) known.insert(name);
    }
  }
  return failure(ErrorCode::invalid_argument,
                 "context.region is \"" + display_text(region) +
                     "\", which neither shop.toml nor a product names; there are " + in_quotes(known),
                 "context.region");
}

// The currency of shop.toml, else the only one that products name. nullopt: products name several.
std::optional<std::string> currency_of(const LiveCatalogue& catalogue, const ShopSettings& settings) {
  if (!settings.currency.empty()) return settings.currency;
  return catalogue.only_currency();
}

Result<std::string> checked_currency(const LiveCatalogue& catalogue, const ShopSettings& settings,
                                     const AdviceContext& context) {
  // Without a budget nothing is compared, and the catalogue need not be searched.
  if (!context.budget && context.currency.empty()) return settings.currency;
  const auto currency = currency_of(catalogue, settings);
  const std::string remedy = "; set currency in shop.toml, as in currency = \"EUR\"";
  if (!currency) {
    const std::string field = context.budget ? "context.budget" : "context.currency";
    return failure(ErrorCode::invalid_argument,
                   field + " cannot be compared with prices: products have several currencies" + remedy, field);
  }
  if (context.currency.empty() || same_word(context.currency, *currency)) return *currency;
  if (currency->empty()) {
    return failure(
        ErrorCode::invalid_argument,
        "context.currency is " + display_text(context.currency) + ", and the shop names no currency" + remedy,
        "context.currency");
  }
  return failure(ErrorCode::invalid_argument,
                 "context.currency is " + display_text(context.currency) + "; prices are in " +
                     display_text(*currency) + ", give the budget in it",
                 "context.currency");
}

Result<std::optional<std::int32_t>> checked_need_by(const AdviceContext& context, const ShopSettings& settings,
                                                    std::int64_t now) {
  if (context.need_by.empty()) return std::nullopt;
  MOSHAVER_TRY(time, checked_time(context.need_by, "context.need_by"));
  const TimeZone& zone = settings.time_zone;
  const std::int32_t day = plain_day(context.need_by).value_or(zone.local(time).day), today = zone.local(now).day;
  if (day >= today) return day;
  return failure(
      ErrorCode::invalid_argument,
      "context.need_by is " + iso_day(day) + ", which is past; it must be today, " + iso_day(today) + ", or later",
      "context.need_by");
}

// From now on, or within context.at; a service too must be there by the day on which it is needed.
Result<SlotWindow> checked_slot_window(const AdviceContext& context, const Situation& situation) {
  SlotWindow window{situation.now};
  const TimeZone& zone = situation.settings->time_zone;
  if (!context.at.from.empty()) {
    MOSHAVER_TRY(from, checked_time(context.at.from, "context.at.from"));
    window.from = std::max(window.from, from);
  }
  if (!context.at.until.empty()) {
    MOSHAVER_TRY(until, checked_time(context.at.until, "context.at.until"));
    if (until <= window.from) {
      return failure(ErrorCode::invalid_argument,
                     "context.at.until is " + zone.iso_local(until) +
                         ", which is past or not after context.at.from; it "
                         "must be later than " +
                         zone.iso_local(window.from),
                     "context.at.until");
    }
    window.until = until;
  }
  if (situation.need_by) window.until = std::min(window.until, zone.time_at(*situation.need_by + 1));
  return window;
}

std::shared_ptr<const Contract> contract_of(const ShopState& shop, const std::string& account_id) {
  if (account_id.empty()) return nullptr;
  const auto found = shop.contracts->find(account_id);
  return found == shop.contracts->end() ? nullptr : found->second;
}

}  // namespace

Result<Situation> situation_of(const ShopState& shop, const AdviceRequest& request, std::int64_t now) {
  const AdviceContext& context = request.context;
  Situation situation;
  situation.settings = shop.settings->current();
  situation.now = now;
  MOSHAVER_CHECK(check_region(*shop.catalogue, *situation.settings, context.region));
  situation.region = folded(context.region);
  MOSHAVER_TRY(need_by, checked_need_by(context, *situation.settings, now));
  situation.need_by = need_by;
  MOSHAVER_TRY(currency, checked_currency(*shop.catalogue, *situation.settings, context));
  situation.currency = currency;
  MOSHAVER_TRY(window, checked_slot_window(context, situation));
  situation.slot_window = window;
  situation.names_time = !context.need_by.empty() || context.at != TimeRange{};
  situation.slots = shop.slots;
  situation.contract = contract_of(shop, context.account_id);
  situation.budget = context.budget;
  situation.budget_scope = context.budget_scope;
  situation.price_min = request.filters.price_min;
  situation.price_max = request.filters.price_max;
  return situation;
}

Situation situation_of(const ShopState& shop, const AdviceRequest& request, const Situation& of_request,
                       const CurrentCustomer& whose, const std::string& customer_id) {
  const CustomerAttributes buyer =
      request.placement == Placement::gift ? find_customer(shop, customer_id).attributes : whose.attributes;
  return situation_of_gift(shop, request, of_request, whose.attributes, buyer, std::nullopt);
}

Situation situation_of_gift(const ShopState& shop, const AdviceRequest& request, const Situation& of_request,
                            const CustomerAttributes& recipient, const CustomerAttributes& buyer,
                            std::optional<double> dearest) {
  Situation situation = of_request;
  if (situation.region.empty()) situation.region = folded(recipient.region.empty() ? buyer.region : recipient.region);
  situation.is_staff = buyer.is_staff;
  if (request.context.account_id.empty()) situation.contract = contract_of(shop, buyer.account_id);
  if (dearest && !situation.budget) situation.most_for_gift = 2 * *dearest;
  return situation;
}

bool same_obtainable(const Situation& a, const Situation& b) {
  return a.region == b.region && a.contract == b.contract && a.is_staff == b.is_staff &&
         a.most_for_gift == b.most_for_gift;
}

std::optional<std::int64_t> slot_of(const Situation& situation, ItemId item) {
  return first_free_slot(situation.slots->of(item.row), situation.slot_window, *situation.settings);
}

std::optional<double> price_in(const Situation& situation, const LiveProduct& product) {
  const auto agreed = situation.contract ? situation.contract->price(product, situation.now) : std::nullopt;
  if (agreed) return agreed;
  const bool other_currency =
      !product.currency.empty() && !situation.currency.empty() && !same_word(product.currency, situation.currency);
  return other_currency ? std::nullopt : product.price;
}

}  // namespace moshaver
