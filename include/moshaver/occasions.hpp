// Days on which somebody gets a gift: what a shop is told (Occasion), and who is to be reminded of what, by when
// (UpcomingOccasion). The columns of --occasions files, the body of PUT /v1/customers/{id}/occasions/{name} and the reply
// to GET /v1/occasions.
//
//   key       the customer and the name of the occasion: a second one of that name replaces the first
//   date      YYYY-MM-DD once, or MM-DD every year, in the Gregorian or the Jalali calendar
//   leap      29 February is kept on 28 February in a year without it, 30 Esfand on 29 Esfand; a date with a year must
//             exist
//   listed    given occasions; the customer's own birthday; the birthday of somebody to whom the customer has given a
//             gift; and 365 days after such a gift, unless the customer is told of another occasion of this recipient
//             within 14 days of it
//   consent   a customer is reminded who agreed to `occasions`; a birthday is told to others if the person agreed to
//             `gifts`
//   order_by  the last day on which an order of what can leave the shop soonest still arrives by `date`: of the products
//             in stock that are delivered to the recipient's region (told if they agreed to `gifts`; else to the
//             customer's), with their lead_days and the days of shop.toml. On that day the order must come before the
//             cut-off
//   bounds    at most 10,000 entries, by date, then by customer
//   test      tests/advice/occasions_test.cpp
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "moshaver/advice.hpp"
#include "moshaver/shop_records.hpp"

namespace moshaver {

inline constexpr std::array<std::string_view, 2> calendars = {"gregorian", "jalali"};
inline constexpr std::size_t most_upcoming_occasions = 10'000;

template <class Form>
struct BasicOccasion {
  typename Form::Text customer_id, occasion, date, calendar, recipient_id;
};
using Occasion = BasicOccasion<AsGiven>;

template <class Form>
inline constexpr auto fields_of<BasicOccasion<Form>> = std::tuple{
    Field{"customer_id", &BasicOccasion<Form>::customer_id, rules::required(rules::id), "who is to be reminded"},
    Field{"occasion", &BasicOccasion<Form>::occasion, rules::required(rules::id), "its name"},
    Field{
        "date", &BasicOccasion<Form>::date, rules::required(rules::text),
        "YYYY-MM-DD once, or MM-DD every year; 02-29 falls on 02-28, and Jalali 12-30 on 12-29, in a year without it"},
    Field{"calendar", &BasicOccasion<Form>::calendar, rules::word(calendars),
          "of the date: gregorian when not given, or jalali"},
    Field{"recipient_id", &BasicOccasion<Form>::recipient_id, rules::id, "whom a gift is for"}};

struct OccasionsRequest {
  std::size_t days = 14;  // 1 to 366: from today up to this many days later
  std::size_t count = 3;  // 0 to 20: products an occasion
  std::string now;        // ISO 8601 or Unix seconds; empty: the clock's
  std::string language;   // of texts: en or fa; empty: the customer's, else the shop's
};

template <>
inline constexpr auto fields_of<OccasionsRequest> = std::tuple{
    Field{"days", &OccasionsRequest::days, rules::between(1, 366, "days"), "occasions up to so many days from today"},
    Field{"count", &OccasionsRequest::count, rules::between(0, 20), "products recommended for each occasion"},
    Field{"now", &OccasionsRequest::now, rules::time, "the time of the request; the clock's when not given"},
    Field{"language", &OccasionsRequest::language, rules::word(languages), "of texts; each customer's when not given"}};

// Why an occasion is listed.
inline constexpr std::array<std::string_view, 4> occasion_sources = {"given", "own_birthday", "recipient_birthday",
                                                                     "gift_last_year"};

struct UpcomingOccasion {
  std::string customer_id;   // who is to be told
  std::string occasion;      // its name; birthday and gift_last_year for those that no one named
  std::string source;        // one of occasion_sources
  std::string date;          // the next one, ISO 8601
  std::size_t days = 0;      // until then; 0: today
  std::string recipient_id;  // empty: none
  std::string order_by;      // ISO 8601: today or later; empty: too late, or not known
  std::string text;          // a sentence in the customer's language
  std::string advice_id;     // of `items`; empty: none asked for
  // A gift for the recipient that arrives by the day; without a recipient, advice for the customer.
  std::vector<RecommendedItem> items;
};

struct UpcomingOccasions {
  std::vector<UpcomingOccasion> occasions;
  bool all = true;  // false: there are more than are listed
};

}  // namespace moshaver
