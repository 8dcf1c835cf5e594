// shop.toml: what it says, what is refused, and that a change holds without a restart.
#include <chrono>
#include <thread>

#include "engine/live/holidays.hpp"
#include "engine/live/live_settings.hpp"
#include "engine/live/settings_file.hpp"
#include "moshaver/doctor.hpp"
#include "tests/advisor/open_advisor.hpp"
#include "tests/artifact/scratch.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

std::int32_t day_of(const std::string& text) { return plain_day(text).value(); }

Result<ShopSettings> settings_of(const std::string& text) {
  const Scratch scratch;
  put_bytes(scratch / "shop.toml", text);
  return read_shop_settings(scratch / "shop.toml");
}
ShopSettings good_settings(const std::string& text) {
  auto settings = settings_of(text);
  if (!settings) FAIL(settings.error().message);
  return std::move(*settings);
}
void check_settings_refused(const std::string& text, const std::string& key, const std::string& remedy) {
  CAPTURE(text);
  const auto settings = settings_of(text);
  REQUIRE_FALSE(settings);
  CHECK(settings.error().code == ErrorCode::bad_format);
  CHECK(settings.error().field == key);
  CHECK_THAT(settings.error().message, Contains("shop.toml:") && Contains(key) && Contains(remedy));
  CHECK(settings.error().message.find('\n') == std::string::npos);
}

}  // namespace

TEST_CASE("shop.toml sets currency, time zone, language, delivery, the frequency cap, policies and experiments") {
  const ShopSettings settings = good_settings(R"(
currency = "IRR"
time_zone = "Asia/Tehran"
language = "fa"
[delivery]
working_days = ["Saturday", "sun", "mon", "tue", "wed"]
holidays = ["2026-11-24", 2026-11-25, "03-21", "jalali 1405-09-10", "jalali 01-13"]
cut_off = "14:30"
regions.Tehran = 1
regions."*" = 3
hours = ["09:00-12:30", "16:00-24:00"]
[frequency_cap]
shown = 3
days = 7
[policy.retention]
for_you = 0.7
buy_again = 0.3
[experiments.autumn]
plain = {share = 0.5}
bold = {share = 0.5, policy.loyalty.trending = 0.2}
)");
  CHECK(settings.currency == "IRR");
  CHECK(settings.language == "fa");
  CHECK(settings.time_zone.iso_local(1'795'000'000) == "2026-11-18T14:36:40+03:30");
  const DeliverySettings& delivery = settings.delivery;
  const auto works = [&](const std::string& day) {
    return std::binary_search(delivery.working_days.begin(), delivery.working_days.end(), day_of(day));
  };
  CHECK(works("2026-11-23"));
  CHECK_FALSE(works("2026-11-24"));
  CHECK_FALSE(works("2026-11-25"));
  CHECK_FALSE(works("2026-11-26"));  // a Thursday
  CHECK_FALSE(works("2026-11-27"));
  CHECK(works("2026-11-28"));
  for (const char* day : {"2027-03-21", "2028-03-21", "2026-12-01", "2026-04-02", "2028-04-01"}) {
    CAPTURE(day);
    CHECK(delivery.is_holiday(day_of(day)));
  }
  CHECK_FALSE(delivery.is_holiday(day_of("2027-12-01")));
  CHECK(delivery.cut_off == 14 * 3600 + 30 * 60);
  CHECK(delivery.regions.at("tehran").name == "Tehran");
  CHECK(delivery.regions.at("tehran").days_in_transit == 1);
  CHECK(delivery.regions.at("*").days_in_transit == 3);
  REQUIRE(delivery.hours);
  CHECK((*delivery.hours)[0].size() == 2);
  CHECK((*delivery.hours)[0][1].until == 24 * 3600);
  CHECK((*delivery.hours)[3].empty());  // Thursday is no working day
  REQUIRE(settings.frequency_cap);
  CHECK(settings.frequency_cap->shown == 3);
  CHECK(settings.frequency_cap->days == 7);
  CHECK(settings.policy.at("retention").at("for_you") == 0.7);
  CHECK(settings.experiments.at("autumn").at("bold").share == 0.5);
  CHECK(settings.experiments.at("autumn").at("bold").policy.at("loyalty").at("trending") == 0.2);
}

TEST_CASE("without shop.toml every day is a working day in UTC, and an empty file is the same") {
  const Scratch scratch;
  for (const bool empty : {false, true}) {
    if (empty) put_bytes(scratch / "shop.toml", "");
    const auto settings = read_shop_settings(scratch / "shop.toml");
    REQUIRE(settings);
    CHECK(settings->currency.empty());
    CHECK(settings->delivery.working_days.size() == static_cast<std::size_t>(end_of_days));
    CHECK(settings->delivery.regions.empty());
    CHECK_FALSE(settings->delivery.cut_off);
    CHECK_FALSE(settings->delivery.hours);
    CHECK(settings->time_zone.iso_local(0) == "1970-01-01T00:00:00+00:00");
  }
}

TEST_CASE("a wrong setting is refused with the file, the line, the key and the remedy") {
  check_settings_refused("[delivery]\ncut_off = \"25:00\"\n", "delivery.cut_off", "it is a time of day");
  check_settings_refused("[delivery]\ncut_off = 14\n", "delivery.cut_off", "it is a time of day");
  check_settings_refused("[delivery]\ncut_off = \"14:60\"\n", "delivery.cut_off", "it is a time of day");
  check_settings_refused("curency = \"EUR\"\n", "curency", "is no setting; there are currency, time_zone");
  check_settings_refused("[delivery]\ncutoff = \"14:00\"\n", "delivery.cutoff", "working_days, holidays, cut_off");
  check_settings_refused("[shipping]\n", "shipping", "is no setting");
  check_settings_refused("currency = 5\n", "currency", "it is a text");
  check_settings_refused("currency = \" \"\n", "currency", "it is a text");
  check_settings_refused("time_zone = \"Asia/Teheran\"\n", "time_zone", "such as \"Asia/Tehran\"");
  check_settings_refused("time_zone = 3.5\n", "time_zone", "such as \"Asia/Tehran\"");
  check_settings_refused("language = \"de\"\n", "language", "it is one of en, fa");
  check_settings_refused("delivery = \"fast\"\n", "delivery", "it is a table");
  check_settings_refused("[delivery]\nworking_days = []\n", "delivery.working_days", "it is a list of days");
  check_settings_refused("[delivery]\nworking_days = [\"someday\"]\n", "delivery.working_days", "\"someday\"");
  for (const char* day : {"\"2026-02-29\"", "\"02-30\"", "\"11-31\"", "\"24.12.2026\"", "\"jalali 12-31\"",
                          "\"jalali 1404-12-30\"", "\"jalali\"", "\"2026-1-1\"", "\"2150-01-01\"", "7", "\"\""}) {
    check_settings_refused(std::string("[delivery]\nholidays = [") + day + "]\n", "delivery.holidays",
                           "a holiday is a day such as");
  }
  check_settings_refused("[delivery]\nholidays = \"12-25\"\n", "delivery.holidays", "it is a list");
  check_settings_refused("[delivery.regions]\nTehran = -1\n", "delivery.regions.Tehran", "from 0 to 365");
  check_settings_refused("[delivery.regions]\nTehran = \"one\"\n", "delivery.regions.Tehran", "a whole number");
  check_settings_refused("[delivery.regions]\nTehran = 1\nTEHRAN = 2\n", "delivery.regions.Tehran", "the same region");
  for (const char* hours : {"\"18:00-09:00\"", "\"09:00\"", "[\"09:00-09:00\"]", "9"}) {
    check_settings_refused(std::string("[delivery]\nhours = ") + hours + "\n", "delivery.hours", "");
  }
  check_settings_refused("[delivery]\nhours = {someday = \"09:00-12:00\"}\n", "delivery.hours.someday", "monday");
  check_settings_refused("[frequency_cap]\nshown = 0\ndays = 7\n", "frequency_cap.shown", "from 1");
  check_settings_refused("[frequency_cap]\nshown = 3\n", "frequency_cap.days", "is missing");
  check_settings_refused("[policy.shopping]\na = 0.5\n", "policy.shopping", "reach, acquisition");
  check_settings_refused("[policy.loyalty]\na = 1.5\n", "policy.loyalty.a", "a share from 0 to 1");
  check_settings_refused("[policy.loyalty]\na = 0.7\nb = 0.5\n", "policy.loyalty", "more than 1");
  check_settings_refused("[experiments.e]\na = {policy.loyalty.x = 0.1}\n", "experiments.e.a.share", "is missing");
  check_settings_refused("[experiments.e]\na = {share = 0.7}\nb = {share = 0.7}\n", "experiments.e", "more than 1");
  check_settings_refused("[experiments.e]\na = {share = 0.7, colour = 1}\n", "experiments.e.a.colour", "share, policy");
  check_settings_refused("currency = \"EUR\"\ncurrency = \"IRR\"\n", "", "correct the line");
  check_settings_refused("this is not toml\n", "", "correct the line");
}

TEST_CASE("30 Esfand and 29 February are holidays in leap years only") {
  const auto esfand = days_of_holiday("jalali 12-30");
  CHECK(std::binary_search(esfand.begin(), esfand.end(), day_of("2025-03-20")));        // 1403 is a leap year
  CHECK_FALSE(std::binary_search(esfand.begin(), esfand.end(), day_of("2026-03-20")));  // 1 Farvardin is the 21st
  const auto february = days_of_holiday("02-29");
  CHECK(february.size() == 32);  // 1972 to 2096
  CHECK(std::binary_search(february.begin(), february.end(), day_of("2028-02-29")));
}

TEST_CASE("a changed shop.toml holds without a restart, and a wrong one changes nothing and warns") {
  const Scratch scratch;
  const auto file = scratch / "shop.toml";
  std::vector<std::string> warnings;
  put_bytes(file, "currency = \"EUR\"\n");
  const auto live =
      must(LiveSettings::open(file.parent_path(), [&](const std::string& what) { warnings.push_back(what); }));
  CHECK(live->current()->currency == "EUR");
  const auto wait = [] { std::this_thread::sleep_for(std::chrono::milliseconds(250)); };
  wait();
  put_bytes(file, "currency = \"IRR\"\n");
  CHECK(live->current()->currency == "IRR");
  wait();
  put_bytes(file, "currency = \"USD\"\n[delivery]\ncut_off = \"25:00\"\n");
  CHECK(live->current()->currency == "IRR");
  wait();
  CHECK(live->current()->currency == "IRR");
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], Contains("the earlier settings stay") && Contains("delivery.cut_off"));
  put_bytes(file, "currency = \"USD\"\n");
  wait();
  CHECK(live->current()->currency == "USD");
  std::filesystem::remove(file);
  wait();
  CHECK(live->current()->currency.empty());
  CHECK(warnings.size() == 1);
}

TEST_CASE("a shop whose shop.toml is wrong does not open, and the doctor says why") {
  const SmallShop world;
  world.train_shop("popular");
  const auto file = world.shop() / "shop.toml";
  put_bytes(file, "[delivery]\ncut_off = \"25:00\"\n");
  const auto advisor = Advisor::open(world.shop());
  REQUIRE_FALSE(advisor);
  CHECK_THAT(advisor.error().message, Contains("shop.toml:2: delivery.cut_off is \"25:00\""));
  const auto recommender = Recommender::open_shop(world.shop());
  REQUIRE_FALSE(recommender);
  CHECK(recommender.error().message == advisor.error().message);
  bool told = false;
  for (const Finding& finding : examine_shop(world.shop())) {
    if (finding.what != "settings") continue;
    told = true;
    CHECK(finding.health == Health::problem);
    CHECK_THAT(finding.detail, Contains("delivery.cut_off"));
    CHECK_THAT(finding.remedy, Contains(file.string()));
  }
  CHECK(told);
  put_bytes(file, "[delivery]\ncut_off = \"15:00\"\n");
  CHECK(Advisor::open(world.shop()));
  CHECK(Recommender::open_shop(world.shop()));
}
