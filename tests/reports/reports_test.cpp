// Reports over small shops, compared with counts made by hand.
#include "moshaver/reports.hpp"

#include <catch2/catch.hpp>

#include "tests/advisor/open_advisor.hpp"

namespace moshaver {
namespace {

using namespace testing;

// A shop with the given events and products.
class CountedShop {
 public:
  CountedShop(const std::string& events, const std::string& products = "") {
    put_bytes(scratch_ / "events.csv", "customer_id,product_id,event,timestamp,order_id,value,recipient_id\n" + events);
    put_bytes(scratch_ / "customers.csv", "customer_id\nonly known\n");
    put_bytes(scratch_ / "products.csv", "product_id,title,stock\n" + products);
    ImportOptions options;
    options.shop = path();
    options.events = {scratch_ / "events.csv"};
    options.customers = {scratch_ / "customers.csv"};
    if (!products.empty()) options.products = {scratch_ / "products.csv"};
    const auto summary = import_files(options);
    if (!summary) FAIL(summary.error().message);
  }
  [[nodiscard]] std::filesystem::path path() const { return scratch_ / "shop"; }

 private:
  Scratch scratch_;
};

std::string at_day(int number) { return std::to_string(number * day); }

TEST_CASE("the life-cycle report counts customers by the stage of their orders, and those long away as dormant") {
  std::string events = "looker,p,view," + at_day(1'000) + ",,,\n";
  events += "once,p,purchase," + at_day(900) + ",o1,,\nonce,q,purchase," + at_day(900) + ",o1,,\n";
  for (int order = 0; order < 4; ++order) {
    events += "regular,p,purchase," + at_day(990 + order) + ",r" + std::to_string(order) + ",,\n";
  }
  for (int order = 0; order < 5; ++order) events += "loyal,p,purchase," + at_day(995 + order) + ",,,\n";
  const CountedShop shop(events);
  const LifecycleReport report = must(lifecycle_report(shop.path()));
  CHECK(report.customers == 5);
  for (std::size_t stage = 0; stage < life_cycle_stages.size(); ++stage) {
    CAPTURE(life_cycle_stages[stage]);
    CHECK(report.stages[stage].customers == 1);
    CHECK(report.stages[stage].dormant == (life_cycle_stages[stage] == "conversion" ? 1 : 0));
  }
  ReportOptions longer;
  longer.days = 200;
  CHECK(must(lifecycle_report(shop.path(), longer)).stages[2].dormant == 0);
}

TEST_CASE("the satisfaction report counts returns, complaints, ratings and surveys, and lists the products concerned") {
  const std::string now = at_day(1'000);
  const CountedShop shop("a,good,purchase," + now + ",,,\na,good,rating," + now + ",,5,\nb,bad,purchase," + now +
                             ",,,\nb,bad,return," + now + ",,,\nb,bad,complaint," + now + ",,,\nb,bad,rating," + now +
                             ",,1,\nc,bad,dislike," + now + ",,,\nc,so-so,rating," + now + ",,2,\nc,good,like," + now +
                             ",,,\nc,good,resolve," + now + ",,,\na,good,survey," + now + ",,7,\nb,good,survey," + now +
                             ",,8,\na,good,hide," + now + ",,,\nz,bad,complaint," + at_day(1) + ",,,\n",
                         "bad,Bad tea,1\n");
  const SatisfactionReport report = must(satisfaction_report(shop.path()));
  CHECK(report.purchases == 2);
  CHECK(report.returns == 1);
  CHECK(report.likes == 1);
  CHECK(report.dislikes == 1);
  CHECK(report.hides == 1);
  CHECK(report.complaints == 1);  // the other was long ago
  CHECK(report.resolved == 1);
  CHECK(report.ratings == 3);
  CHECK(report.mean_rating.value() == Approx(8 / 3.0));
  CHECK(report.surveys == 2);
  CHECK(report.mean_survey.value() == Approx(7.5));
  REQUIRE(report.products.size() == 2);
  CHECK(report.products[0].product_id == "bad");
  CHECK(report.products[0].title == "Bad tea");
  CHECK(report.products[0].unhappy == 4);
  CHECK(report.products[0].low_ratings == 1);
  CHECK(report.products[1].product_id == "so-so");
  ReportOptions one;
  one.count = 1;
  CHECK(must(satisfaction_report(shop.path(), one)).products.size() == 1);
}

TEST_CASE("the referral report counts referrals, referred customers and those who bought") {
  const std::string now = at_day(1'000);
  const CountedShop shop("a,p,referral," + now + ",,,friend\na,p,referral," + now + ",,,nobody\nb,p,referral," + now +
                         ",,,friend\nc,p,referral," + now + ",,,\nfriend,p,purchase," + now + ",,,\n");
  const ReferralReport report = must(referral_report(shop.path()));
  CHECK(report.referrals == 4);
  CHECK(report.referrers == 3);
  CHECK(report.referred == 2);
  CHECK(report.converted == 1);
}

TEST_CASE("the unmet-demand report lists wanted products that are unavailable, without customers who bought them") {
  const std::string now = at_day(1'000);
  const CountedShop shop("a,gone,view," + now + ",,,\na,gone,cart," + now + ",,,\nb,gone,question," + now +
                             ",,,\nc,gone,view," + now + ",,,\nc,gone,purchase," + now + ",,,\na,there,view," + now +
                             ",,,\na,ended,like," + now + ",,,\nz,gone,view," + at_day(1) + ",,,\n",
                         "gone,Gone tea,0\nthere,There,5\nended,Ended,5\nunwanted,Unwanted,0\n");
  TrainOptions training;
  training.recipe = "popular";
  training.source.shop = shop.path();
  must(train(training));
  Advisor advisor = advisor_of(shop.path());
  must(advisor.withdraw_product("ended"));
  const UnmetDemandReport report = must(unmet_demand_report(shop.path()));
  CHECK(report.products_unavailable == 3);
  REQUIRE(report.products.size() == 2);
  CHECK(report.products[0].product_id == "gone");
  CHECK(report.products[0].title == "Gone tea");
  CHECK(report.products[0].reason == "out_of_stock");
  CHECK(report.products[0].customers == 2);
  CHECK(report.products[0].views == 1);
  CHECK(report.products[0].carts == 1);
  CHECK(report.products[0].questions == 1);
  CHECK(report.products[1].product_id == "ended");
  CHECK(report.products[1].reason == "withdrawn");
  CHECK(report.products[1].likes == 1);
}

TEST_CASE("reports count a merged guest as the account, and leave out erased customers") {
  const std::string now = at_day(1'000);
  const CountedShop shop("guest,p,purchase," + now + ",g1,,\naccount,p,purchase," + now + ",a1,,\nleft,p,purchase," +
                         now + ",l1,,\n");
  TrainOptions training;
  training.recipe = "popular";
  training.source.shop = shop.path();
  must(train(training));
  Advisor advisor = advisor_of(shop.path());
  CHECK(must(lifecycle_report(shop.path())).customers == 4);
  must(advisor.merge_customers("guest", "account"));
  must(advisor.erase_customer("left"));
  const LifecycleReport report = must(lifecycle_report(shop.path()));
  CHECK(report.customers == 2);
  CHECK(report.stages[2].customers == 0);
  CHECK(report.stages[3].customers == 1);
}

TEST_CASE("reports refuse invalid days and counts, and missing shops") {
  const CountedShop shop("a,p,purchase,1000000,,,\n");
  ReportOptions options;
  options.days = GENERATE(as<std::size_t>{}, 0, 36'501);
  CHECK(referral_report(shop.path(), options).error().field == "days");
  options = {};
  options.count = GENERATE(as<std::size_t>{}, 0, 1'001);
  CHECK(unmet_demand_report(shop.path(), options).error().field == "count");
  CHECK(lifecycle_report(shop.path() / "nowhere").error().code == ErrorCode::not_found);
}

}  // namespace
}  // namespace moshaver
