// Occasions: who is told of what, when, with which gifts; and what is refused.
#include "moshaver/occasions.hpp"

#include <functional>

#include "moshaver/recommender.hpp"
#include "tests/advice/tehran_shop.hpp"
#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

const std::string sara = SmallShop::customer(4), omid = SmallShop::customer(5), mina = SmallShop::customer(6);

// Everybody agrees to everything; the quickest product needs a day. Sara is in Tehran, Omid in Shiraz.
class OccasionWorld {
 public:
  explicit OccasionWorld(const std::string& recipe = "item-item") {
    world_.train_shop(recipe);
    put_bytes(world_.shop() / "shop.toml", tehran_settings);
    open();
    for (std::size_t at = 0; at < SmallShop::products; ++at) {
      Product product = product_with(SmallShop::product(at), 5);
      product.lead_days = static_cast<double>(at + 1);
      (void)must(advisor_->put_product(product));
    }
    put(sara, "yes", "", "Tehran");
    put(omid, "yes", "", "Shiraz");
    put(mina, "yes");
  }
  void open(std::int64_t now = tuesday) {
    advisor_.reset();
    advisor_.emplace(advisor_of(world_.shop(), now));
  }
  [[nodiscard]] Advisor& advisor() { return *advisor_; }
  [[nodiscard]] const SmallShop& files() const { return world_; }

  void put(const std::string& id, const std::string& consent, const std::string& birthday = "",
           const std::string& region = "", const std::string& language = "") {
    Customer customer;
    customer.customer_id = id;
    customer.consent = consent;
    customer.birthday = birthday;
    customer.region = region;
    customer.language = language;
    (void)must(advisor_->put_customer(customer));
  }
  bool put_occasion(const Occasion& occasion) { return must(advisor_->put_occasion(occasion)); }
  void give(const std::string& buyer, const std::string& recipient, const std::string& when, std::size_t what = 7) {
    Event event = event_for(buyer, SmallShop::product(what));
    event.recipient_id = recipient;
    event.timestamp = when;
    CHECK(record_one(*advisor_, event).status == EventStatus::stored);
  }
  [[nodiscard]] UpcomingOccasions ask(std::size_t days = 14, std::size_t count = 0) {
    OccasionsRequest request;
    request.days = days;
    request.count = count;
    return must(advisor_->occasions(request));
  }
  // "date customer occasion recipient", in order.
  [[nodiscard]] std::vector<std::string> listed(std::size_t days = 14) { return lines(ask(days).occasions); }
  [[nodiscard]] static std::vector<std::string> lines(const std::vector<UpcomingOccasion>& occasions) {
    std::vector<std::string> lines;
    for (const UpcomingOccasion& one : occasions)
      lines.push_back(one.date + " " + one.customer_id + " " + one.occasion +
                      (one.recipient_id.empty() ? "" : " for " + one.recipient_id));
    return lines;
  }

 private:
  SmallShop world_;
  std::optional<Advisor> advisor_;
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("given days of both calendars are listed by date within the days asked for", "[occasions]") {
  OccasionWorld world;
  CHECK(world.listed().empty());
  CHECK(world.put_occasion({sara, "mother", "12-05", "", omid}));
  CHECK(world.put_occasion({sara, "yalda", "09-30", "jalali", ""}));  // 2026-12-21
  CHECK(world.put_occasion({mina, "party", "2026-11-24", "", ""}));   // today
  CHECK(world.listed(1) == Lines{"2026-11-24 " + mina + " party"});
  CHECK(world.listed(10) == Lines{"2026-11-24 " + mina + " party"});
  CHECK(world.listed(11) == Lines{"2026-11-24 " + mina + " party", "2026-12-05 " + sara + " mother for " + omid});
  CHECK(world.listed(27).size() == 3);
  // Every occasion is listed once, the next time; the one of one year is gone with its day.
  CHECK(world.listed(366).size() == 3);
  CHECK_FALSE(world.put_occasion({sara, "mother", "12-06", "", omid}));  // replaced
  CHECK(world.listed(12).back() == "2026-12-06 " + sara + " mother for " + omid);
  world.open(tuesday + 86'400);
  CHECK(world.listed(366) == Lines{"2026-12-06 " + sara + " mother for " + omid, "2026-12-21 " + sara + " yalda"});
  must(world.advisor().remove_occasion(sara, "mother"));
  CHECK(world.listed(366) == Lines{"2026-12-21 " + sara + " yalda"});
  CHECK(world.advisor().remove_occasion(sara, "mother").error().code == ErrorCode::not_found);
  CHECK(world.advisor().remove_occasion("nobody", "yalda").error().code == ErrorCode::not_found);
}

TEST_CASE("29 February comes on the 28th, and 30 Esfand on the 29th, in years without them", "[occasions]") {
  OccasionWorld world;
  CHECK(world.put_occasion({sara, "leap", "02-29", "", ""}));
  CHECK(world.put_occasion({sara, "last day", "12-30", "jalali", ""}));
  world.put(mina, "yes", "02-29");
  CHECK(world.listed(366) == Lines{"2027-02-28 " + sara + " leap", "2027-02-28 " + mina + " birthday",
                                   "2027-03-20 " + sara + " last day"});  // 29 Esfand 1405
}

TEST_CASE("a birthday is told to the person, and to those who have given them something", "[occasions]") {
  OccasionWorld world;
  world.put(omid, "yes", "12-01", "Shiraz");
  CHECK(world.listed() == Lines{"2026-12-01 " + omid + " birthday"});
  world.give(sara, omid, "2026-06-01");
  CHECK(world.listed() == Lines{"2026-12-01 " + sara + " birthday for " + omid, "2026-12-01 " + omid + " birthday"});
  // Only with consent: of the one who is told to occasions, of the recipient to gifts.
  world.put(sara, "gifts");
  CHECK(world.listed() == Lines{"2026-12-01 " + omid + " birthday"});
  world.put(sara, "occasions");
  world.put(omid, "occasions", "12-01");
  CHECK(world.listed() == Lines{"2026-12-01 " + omid + " birthday"});
  world.put(omid, "gifts", "12-01");
  CHECK(world.listed() == Lines{"2026-12-01 " + sara + " birthday for " + omid});
  // Given by name on the same day, it is one occasion.
  CHECK(world.put_occasion({sara, "Omid's day", "12-01", "", omid}));
  CHECK(world.listed() == Lines{"2026-12-01 " + sara + " Omid's day for " + omid});
}

TEST_CASE("a gift of last year is remembered, unless another occasion of the recipient is near", "[occasions]") {
  OccasionWorld world;
  world.give(sara, omid, "2025-12-03");
  world.give(sara, omid, "2025-12-05", 8);
  CHECK(world.listed() == Lines{"2026-12-03 " + sara + " gift_last_year for " + omid});
  CHECK_THAT(world.ask().occasions.front().text, Contains("last year you gave a gift on 3 December"));
  CHECK(world.put_occasion({sara, "day", "12-17", "", omid}));
  CHECK(world.listed().empty());                                      // 14 days apart
  CHECK_FALSE(world.put_occasion({sara, "day", "12-18", "", omid}));  // replaced
  CHECK(world.listed().size() == 1);
  world.put(omid, "yes", "11-20", "Shiraz");  // a birthday 13 days before
  CHECK(world.listed().empty());
  world.put(omid, "no", "11-20", "Shiraz");  // which the buyer must not know
  CHECK(world.listed().size() == 1);
  world.put(sara, "audience, gifts");
  CHECK(world.listed().empty());
}

TEST_CASE("each occasion says by when to order, for the recipient's region, and gifts arrive in time", "[occasions]") {
  OccasionWorld world;
  const auto order_by = [&](const std::string& date, const std::string& recipient) {
    world.put_occasion({sara, "day", date, "", recipient});
    const auto found = world.ask(60, 2);
    for (const UpcomingOccasion& one : found.occasions) {
      if (one.occasion != "day") continue;
      CHECK(one.items.empty() == one.order_by.empty());
      CHECK(one.advice_id.size() == 32);
      for (const RecommendedItem& item : one.items) CHECK(item.arrives_by <= one.date);
      return one.order_by + "|" + one.text;
    }
    return std::string("not listed");
  };
  // For Wednesday 9 December it leaves on Sunday for Shiraz, a working day after the order, and on Tuesday for Tehran.
  CHECK(order_by("2026-12-09", omid).substr(0, 10) == "2026-12-05");
  CHECK(order_by("2026-12-09", "").substr(0, 10) == "2026-12-07");
  CHECK(order_by("2026-12-05", omid).substr(0, 10) == "2026-12-01");
  CHECK_THAT(order_by("2026-12-05", omid), Contains("if you order by Tuesday 1 December, it arrives in time"));
  CHECK(order_by("2026-11-28", omid) ==
        "2026-11-24|day is on Saturday 28 November; today is the last day to order for it to arrive in time");
  CHECK(order_by("2026-11-27", omid) == "|day is on Friday 27 November; it can no longer arrive in time");
  world.put(omid, "no", "", "Shiraz");  // where they live is not told: the customer's region counts
  CHECK(order_by("2026-12-09", omid).substr(0, 10) == "2026-12-07");
}

TEST_CASE("the sentence is in the customer's language", "[occasions]") {
  OccasionWorld world;
  world.put(sara, "yes", "", "Tehran", "fa");
  CHECK(world.put_occasion({sara, "تولد مادر", "10-01", "jalali", ""}));  // 2026-12-22
  const auto found = world.ask(30);
  REQUIRE(found.occasions.size() == 1);
  CHECK(found.occasions[0].text ==
        "سه‌شنبه ۱ دی روز «\u2068تولد مادر\u2069» است؛ اگر تا یکشنبه ۲۹ آذر سفارش بدهید، "
        "به‌موقع "
        "می‌رسد");
  OccasionsRequest request;
  request.days = 30;
  request.language = "en";
  CHECK_THAT(must(world.advisor().occasions(request)).occasions[0].text, Contains("is on Tuesday 22 December"));
}

TEST_CASE("a customer's profile has the occasions that they are told of", "[occasions]") {
  OccasionWorld world;
  world.put(sara, "yes", "03-01", "Tehran");
  world.put(omid, "yes", "05-05", "Shiraz");
  world.give(sara, omid, "2026-10-10");
  CHECK(world.put_occasion({sara, "mother", "12-05", "", "somebody"}));
  const auto lines = [&] { return OccasionWorld::lines(must(world.advisor().customer(sara)).occasions); };
  const Lines all = {"2026-12-05 " + sara + " mother for somebody", "2027-03-01 " + sara + " birthday",
                     "2027-05-05 " + sara + " birthday for " + omid,
                     "2027-10-10 " + sara + " gift_last_year for " + omid};
  CHECK(lines() == all);
  CHECK(world.listed(366).size() == 5);  // and Omid's own birthday
  world.put(sara, "no", "03-01", "Tehran");
  CHECK(lines().empty());
}

TEST_CASE("days that do not exist or are past, and wrong requests, are refused by name", "[occasions][bad input]") {
  OccasionWorld world;
  const auto refused = [&](const Occasion& occasion, const std::string& field, const std::string& rule) {
    const auto put = world.advisor().put_occasion(occasion);
    REQUIRE_FALSE(put);
    CHECK(put.error().code == ErrorCode::invalid_argument);
    CHECK(put.error().field == field);
    CHECK_THAT(put.error().message, Contains(field) && Contains(rule));
  };
  refused({sara, "day", "11-31", "", ""}, "date", "is not a day of the calendar");
  refused({sara, "day", "1404-12-30", "jalali", ""}, "date", "is not a day of the calendar");
  refused({sara, "day", "13-01", "", ""}, "date", "is not a day of the calendar");
  refused({sara, "day", "2026-11-23", "", ""}, "date", "write month-day, MM-DD, for a day that comes every year");
  refused({sara, "day", "", "", ""}, "date", "is missing");
  refused({sara, "day", "tomorrow", "", ""}, "date", "is neither YYYY-MM-DD");
  refused({sara, "", "12-01", "", ""}, "occasion", "is missing");
  refused({"", "day", "12-01", "", ""}, "customer_id", "is missing");
  refused({sara, "day", "12-01", "lunar", ""}, "calendar", "gregorian");
  refused({sara, "day", "12-01", "", std::string(2'000, 'x')}, "recipient_id", "is longer");
  const auto asked = [&](const std::function<void(OccasionsRequest&)>& set) {
    OccasionsRequest request;
    set(request);
    const auto found = world.advisor().occasions(request);
    REQUIRE_FALSE(found);
    return found.error().field;
  };
  CHECK(asked([](OccasionsRequest& request) { request.days = 0; }) == "days");
  CHECK(asked([](OccasionsRequest& request) { request.days = 367; }) == "days");
  CHECK(asked([](OccasionsRequest& request) { request.count = 21; }) == "count");
  CHECK(asked([](OccasionsRequest& request) { request.now = "soon"; }) == "now");
  CHECK(asked([](OccasionsRequest& request) { request.language = "de"; }) == "language");
  CHECK(world.listed(366).empty());
}

TEST_CASE("occasions come from files; bad dates are counted rejections with the column", "[occasions]") {
  OccasionWorld world;
  const auto rejects = world.files().path("bad.tsv");
  const auto import = [&](const std::string& rows) {
    put_bytes(world.files().path("occasions.csv"), "who,occasion,date,calendar,recipient_id\n" + rows);
    ImportOptions options;
    options.shop = world.files().shop();
    options.occasions = {world.files().path("occasions.csv")};
    options.column_map = {{"occasions.customer_id", "who"}};
    options.rejects = rejects;
    options.max_reject_rate = 0.9;
    options.clock = [] { return tuesday; };
    return must(import_files(options));
  };
  const ImportSummary summary =
      import(sara + ",mother,12-05,,\n" + sara + ",bad,11-31,,\n" + sara + ",old,2026-11-23,,\n" + mina +
             ",yalda,09-30,jalali," + omid + "\n" + mina + ",,09-30,jalali,\n" + mina + ",x,09-30,lunar,\n");
  CHECK(summary.occasion_rows == 2);
  std::vector<std::string> reasons;
  for (const RejectCount& reject : summary.rejects) reasons.push_back(reject.reason);
  CHECK(reasons.size() == 4);
  CHECK(std::count(reasons.begin(), reasons.end(), "date is not a day of the calendar") == 1);
  CHECK(std::count(reasons.begin(), reasons.end(),
                   "date is past; write month-day, MM-DD, for a day that comes every year") == 1);
  CHECK(std::count(reasons.begin(), reasons.end(), "occasion is missing") == 1);
  CHECK_THAT(bytes_of(rejects), Contains("\t3\tdate\t11-31\t"));
  world.open();
  CHECK(world.listed(30) == Lines{"2026-12-05 " + sara + " mother", "2026-12-21 " + mina + " yalda for " + omid});
  CHECK(import(sara + ",mother,12-06,,\n").occasion_rows == 1);  // replaced
  world.open();
  CHECK(world.listed(30).size() == 2);
}

TEST_CASE("a shop read from its files lists the same occasions", "[occasions]") {
  OccasionWorld world;
  CHECK(world.put_occasion({sara, "mother", "12-05", "", omid}));
  world.give(sara, omid, "2026-06-01");
  OccasionsRequest request;
  request.now = "2026-11-24T06:00:00Z";
  const UpcomingOccasions live = must(world.advisor().occasions(request));
  const UpcomingOccasions read = must(must(Recommender::open_shop(world.files().shop())).occasions(request));
  REQUIRE(live.occasions.size() == 1);
  REQUIRE(read.occasions.size() == 1);
  CHECK(live.occasions[0].text == read.occasions[0].text);
  REQUIRE(live.occasions[0].items.size() == read.occasions[0].items.size());
  CHECK(live.occasions[0].items.size() == 3);
  for (std::size_t at = 0; at < 3; ++at)
    CHECK(live.occasions[0].items[at].product_id == read.occasions[0].items[at].product_id);
  const Recommender model = world.files().from_files("popular");
  CHECK(model.occasions(request).error().code == ErrorCode::invalid_argument);
}
