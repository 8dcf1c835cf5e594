// What a shop sends, one record at a time: events, products, customers. The fields of DESIGN section 4.
//
//   forms    Event, Product and Customer own their texts, and hold times and kinds as they were written. The engine has
//            the same records in a checked form (engine/data/records.hpp)
//   text     UTF-8; empty: not given
//   number   none: not given
//   tables   fields_of<Event> and so on: name, limits and meaning of every field; the record's own id comes first
//   errors   a record with a wrong field is refused with the name of that field
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "moshaver/fields.hpp"

namespace moshaver {

// In the order of event_kind_names.
enum class EventKind : std::uint8_t {
  view,
  cart,
  purchase,
  return_,
  like,
  dislike,
  hide,
  rating,
  complaint,
  resolve,
  survey,
  question,
  referral,
  shown
};
inline constexpr std::array<std::string_view, 14> event_kind_names = {
    "view",   "cart",      "purchase", "return", "like",     "dislike",  "hide",
    "rating", "complaint", "resolve",  "survey", "question", "referral", "shown"};
inline constexpr std::array<std::string_view, 2> product_kinds = {"good", "service"};
inline constexpr std::array<std::string_view, 2> customer_kinds = {"person", "organisation"};
inline constexpr std::array<std::string_view, 2> customer_relations = {"external", "internal"};
inline constexpr std::array<std::string_view, 2> product_audiences = {"external", "internal"};
inline constexpr std::array<std::string_view, 2> languages = {"en", "fa"};
inline constexpr std::array<std::string_view, 6> flag_words = {"no", "yes", "false", "true", "0", "1"};

template <class Form>
struct BasicEvent {
  typename Form::Text customer_id, product_id;
  typename Form::Kind kind = Form::purchase;  // what happened
  typename Form::Time timestamp = {};
  double quantity = 1;
  std::optional<double> unit_price, value;
  typename Form::Text order_id, recipient_id, account_id, channel, place, reason, event_id, advice_id;
  typename Form::Time slot = {};
};

template <class Form>
struct BasicProduct {
  typename Form::Text product_id, title, title_fa, kind, category, brand;
  std::optional<double> price;
  typename Form::Text currency;
  std::optional<double> cost, stock, lead_days;
  typename Form::Text regions;
  typename Form::Time available_from = {}, available_until = {}, back_on = {};
  typename Form::Text variant_of, size, colour, goes_with, guide, tags, audience, sponsored, image;
};

template <class Form>
struct BasicCustomer {
  typename Form::Text customer_id, name, kind, relation, account_id, region, segment, birthday, language, consent;
};

// As callers write it.
struct AsGiven {
  using Text = std::string;
  using Time = std::string;
  using Kind = std::string;
  static constexpr const char* purchase = "";  // empty: purchase
};
using Event = BasicEvent<AsGiven>;
using Product = BasicProduct<AsGiven>;
using Customer = BasicCustomer<AsGiven>;

template <class Form>
inline constexpr auto fields_of<BasicEvent<Form>> = std::tuple{
    Field{"customer_id", &BasicEvent<Form>::customer_id, rules::required(rules::id), "who did it"},
    Field{"product_id", &BasicEvent<Form>::product_id, rules::required(rules::id), "the product it is about"},
    Field{"event", &BasicEvent<Form>::kind, rules::word(event_kind_names), "what happened; purchase when not given"},
    Field{"timestamp", &BasicEvent<Form>::timestamp, rules::time,
          "when; a live event without one gets the time of its arrival"},
    Field{"quantity", &BasicEvent<Form>::quantity,
          rules::without_zero(rules::between(-max_quantity, max_quantity, "pieces")),
          "how many; a purchase of less than 0 is a return"},
    Field{"unit_price", &BasicEvent<Form>::unit_price, rules::money, "what one piece cost"},
    Field{"order_id", &BasicEvent<Form>::order_id, rules::id, "the order; what one order holds was bought together"},
    Field{"recipient_id", &BasicEvent<Form>::recipient_id, rules::id,
          "whom a present is for; it says nothing of the buyer's own taste"},
    Field{"account_id", &BasicEvent<Form>::account_id, rules::id, "the organisation that it was bought for"},
    Field{"channel", &BasicEvent<Form>::channel, rules::text, "web, app, shop, ..."},
    Field{"place", &BasicEvent<Form>::place, rules::text, "the branch or page"},
    Field{"value", &BasicEvent<Form>::value, rules::between(-max_money, max_money),
          "the number that a rating or survey gave"},
    Field{"reason", &BasicEvent<Form>::reason, rules::text, "why: of a return or complaint"},
    Field{"event_id", &BasicEvent<Form>::event_id, rules::id, "sent again with the same one, an event is stored once"},
    Field{"advice_id", &BasicEvent<Form>::advice_id, rules::id, "the answer that it follows from"},
    Field{"slot", &BasicEvent<Form>::slot, rules::time, "of a service: when the booked slot begins"}};

template <class Form>
inline constexpr auto fields_of<BasicProduct<Form>> = std::tuple{
    Field{"product_id", &BasicProduct<Form>::product_id, rules::required(rules::id), "the product"},
    Field{"title", &BasicProduct<Form>::title, rules::text, "what customers see"},
    Field{"title_fa", &BasicProduct<Form>::title_fa, rules::text, "the same in Persian"},
    Field{"kind", &BasicProduct<Form>::kind, rules::word(product_kinds), "good or service"},
    Field{"category", &BasicProduct<Form>::category, rules::text, "a path from the general to the special: Food > Tea"},
    Field{"brand", &BasicProduct<Form>::brand, rules::text, "who makes it"},
    Field{"price", &BasicProduct<Form>::price, rules::money, "what one piece costs today"},
    Field{"currency", &BasicProduct<Form>::currency, rules::text, "of the price: IRR, EUR"},
    Field{"cost", &BasicProduct<Form>::cost, rules::money, "what one piece costs the shop"},
    // Below zero is oversold: bad for the shop, but not a bad row.
    Field{"stock", &BasicProduct<Form>::stock, rules::between(-max_quantity, max_quantity, "pieces"),
          "how many there are; 0 or less is sold out, not given is unknown"},
    Field{"lead_days", &BasicProduct<Form>::lead_days, rules::between(0, max_lead_days, "days"),
          "how long until it can leave the shop"},
    Field{"regions", &BasicProduct<Form>::regions, rules::text,
          "where it is delivered, divided by commas; everywhere when not given"},
    Field{"available_from", &BasicProduct<Form>::available_from, rules::time, "recommended from then on"},
    Field{"available_until", &BasicProduct<Form>::available_until, rules::time, "recommended until then"},
    Field{"back_on", &BasicProduct<Form>::back_on, rules::time, "of a product that is sold out: when it is back"},
    Field{"variant_of", &BasicProduct<Form>::variant_of, rules::id, "the product that it is a size or colour of"},
    Field{"size", &BasicProduct<Form>::size, rules::text, "of a variant: M, 42, 500 g"},
    Field{"colour", &BasicProduct<Form>::colour, rules::text, "of a variant"},
    Field{"goes_with", &BasicProduct<Form>::goes_with, rules::text, "products that go with it"},
    Field{"guide", &BasicProduct<Form>::guide, rules::text, "how to use it: a text or a link"},
    Field{"tags", &BasicProduct<Form>::tags, rules::text, "words for filters, divided by commas"},
    Field{"audience", &BasicProduct<Form>::audience, rules::word(product_audiences),
          "external, or internal: for staff only"},
    Field{"sponsored", &BasicProduct<Form>::sponsored, rules::word(flag_words), "yes: its maker pays to be shown"},
    Field{"image", &BasicProduct<Form>::image, rules::text, "the address of a picture"}};

template <class Form>
inline constexpr auto fields_of<BasicCustomer<Form>> = std::tuple{
    Field{"customer_id", &BasicCustomer<Form>::customer_id, rules::required(rules::id), "the customer"},
    Field{"name", &BasicCustomer<Form>::name, rules::text, "how texts call the customer"},
    Field{"kind", &BasicCustomer<Form>::kind, rules::word(customer_kinds), "person or organisation"},
    Field{"relation", &BasicCustomer<Form>::relation, rules::word(customer_relations),
          "external, or internal: staff, whose purchases do not count towards popularity"},
    Field{"account_id", &BasicCustomer<Form>::account_id, rules::id, "the organisation that the person buys for"},
    Field{"region", &BasicCustomer<Form>::region, rules::text, "where the customer's orders are delivered"},
    Field{"segment", &BasicCustomer<Form>::segment, rules::text, "the shop's own segment, for reports"},
    Field{"birthday", &BasicCustomer<Form>::birthday, rules::month_day, "month and day; a year is not kept"},
    Field{"language", &BasicCustomer<Form>::language, rules::text, "of texts for this customer: fa, en"},
    Field{"consent", &BasicCustomer<Form>::consent, rules::text, "what the customer agreed to"}};

}  // namespace moshaver
