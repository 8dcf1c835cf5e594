// Contracts of organisations: range, prices, ends, and what overlaps.
#include <functional>

#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

constexpr std::int64_t noon = 1'795'500'000;  // 2026-11-24T06:00:00Z

ContractTerm of_product(const std::string& product, std::optional<double> price = {}, const std::string& until = "") {
  ContractTerm term;
  term.account_id = "acme";
  term.product_id = product;
  term.price = price;
  term.until = until;
  return term;
}
ContractTerm of_category(const std::string& category, std::optional<double> price = {}) {
  ContractTerm term;
  term.account_id = "acme";
  term.category = category;
  term.price = price;
  return term;
}
std::string sku(std::size_t at) { return SmallShop::product(at); }

// Teas (products 0 to 5) cost 100 and coffees 200; tea 0 is green.
class ContractWorld {
 public:
  ContractWorld() {
    world_.train_shop("item-item");
    open();
    for (std::size_t at = 0; at < SmallShop::products; ++at) {
      Product product = product_with(sku(at), 5);
      product.category = at == 0 ? "Drinks > Tea > Green" : at < 6 ? "Drinks > Tea" : "Drinks > Coffee";
      product.price = at < 6 ? 100 : 200;
      must(advisor_->put_product(product));
    }
  }
  void open() {
    advisor_.reset();
    advisor_.emplace(advisor_of(world_.shop(), noon));
  }
  [[nodiscard]] Advisor& advisor() { return *advisor_; }
  [[nodiscard]] const SmallShop& files() const { return world_; }
  void put(const std::vector<ContractTerm>& terms) { must(advisor_->put_contract("acme", terms)); }
  [[nodiscard]] Advice ask(const std::function<void(AdviceRequest&)>& set = {}) {
    AdviceRequest request = request_for("nobody");
    request.context.account_id = "acme";
    if (set) set(request);
    return advised(*advisor_, request);
  }

 private:
  SmallShop world_;
  std::optional<Advisor> advisor_;
};

double price_of(const Advice& advice, const std::string& product) {
  for (const RecommendedItem& item : advice.items) {
    if (item.product_id == product) return item.price.value_or(-1);
  }
  return -2;
}

}  // namespace

TEST_CASE("an account with a contract gets the products of its contract, at its prices") {
  ContractWorld world;
  CHECK(world.ask().items.size() == SmallShop::products);
  const std::vector terms = {of_product(sku(7), 150), of_product(sku(8)), of_category("Drinks > Tea", 90),
                             of_category("drinks > tea > green", 80), of_product(sku(1), 70)};
  world.put(terms);
  const Advice advice = world.ask();
  CHECK(advice.items.size() == 8);
  CHECK(removed_by(advice, "outside_contract") == 4);
  CHECK(price_of(advice, sku(7)) == 150);
  CHECK(price_of(advice, sku(8)) == 200);  // the catalogue's
  CHECK(price_of(advice, sku(0)) == 80);   // the longest category
  CHECK(price_of(advice, sku(1)) == 70);   // the product comes first
  CHECK(price_of(advice, sku(2)) == 90);
  CHECK(advice.total == 150 + 200 + 80 + 70 + 4 * 90);
  // A term that only allows a product leaves the price to its category's.
  world.put({of_product(sku(2)), of_category("Drinks > Tea", 90), of_category("Drinks > Tea > Green")});
  CHECK(price_of(world.ask(), sku(2)) == 90);
  CHECK(price_of(world.ask(), sku(0)) == 90);
  world.put(terms);
  // Budgets are of these prices.
  const Advice poor = world.ask([](AdviceRequest& request) { request.context.budget = 85; });
  CHECK(poor.items.size() == 2);
  // Filters are of these prices too.
  const Advice cheap = world.ask([](AdviceRequest& request) {
    request.filters.price_min = 75;
    request.filters.price_max = 85;
  });
  CHECK(ids_of(cheap).size() == 1);
  CHECK(price_of(cheap, sku(0)) == 80);
  const Advice list = world.ask([](AdviceRequest& request) {
    request.context.budget = 240;
    request.context.budget_scope = BudgetScope::list;
    request.count = 3;
  });
  CHECK(list.items.size() == 3);
  CHECK(*list.total <= 240);
  // Nobody else is concerned.
  CHECK(advised(world.advisor(), request_for("nobody")).items.size() == SmallShop::products);
  CHECK(world.ask([](AdviceRequest& request) { request.context.account_id = "other"; }).items.size() ==
        SmallShop::products);
  world.open();
  CHECK(world.ask().items.size() == 8);
  CHECK(price_of(world.ask(), sku(0)) == 80);
  must(world.advisor().end_contract("acme"));
  CHECK(world.ask().items.size() == SmallShop::products);
  CHECK(world.advisor().end_contract("acme").error().code == ErrorCode::not_found);
}

TEST_CASE("a customer who buys for an organisation gets its contract without asking for it") {
  ContractWorld world;
  world.put({of_product(sku(7), 150)});
  Customer buyer;
  buyer.customer_id = "buyer";
  buyer.account_id = "acme";
  (void)must(world.advisor().put_customer(buyer));
  CHECK(ids_of(advised(world.advisor(), request_for("buyer"))) == std::vector<std::string>{sku(7)});
  AdviceRequest elsewhere = request_for("buyer");
  elsewhere.context.account_id = "other";
  CHECK(advised(world.advisor(), elsewhere).items.size() == SmallShop::products);
  // Alone and in a batch.
  const Recommender recommender = must(Recommender::open_shop(world.files().shop()));
  AdviceRequest request;
  request.max_reasons = 0;
  std::vector<std::size_t> sizes;
  must(recommender.advise_many(std::vector<std::string>{"buyer", "nobody", "buyer"}, request, 1,
                               [&](const Advice& advice) {
                                 sizes.push_back(advice.items.size());
                                 return true;
                               }));
  CHECK(sizes == std::vector<std::size_t>{1, 10, 1});
}

TEST_CASE("a term holds until its end; a date is the whole day in the shop's time zone") {
  ContractWorld world;
  world.put({of_product(sku(7), 150, "2026-11-24"), of_product(sku(8), 160, "2026-11-24T09:00:00Z"),
             of_product(sku(9), 170)});
  const auto at = [&](const char* now) {
    return world.ask([&](AdviceRequest& request) { request.context.now = now; }).items.size();
  };
  CHECK(at("2026-11-24T08:59:59Z") == 3);
  CHECK(at("2026-11-24T09:00:00Z") == 2);
  CHECK(at("2026-11-24T23:59:59Z") == 2);
  CHECK(at("2026-11-25T00:00:00Z") == 1);
}

TEST_CASE("wrong and overlapping terms are refused by name, and the contract stays") {
  ContractWorld world;
  world.put({of_product(sku(7), 150)});
  const auto refused = [&](const std::vector<ContractTerm>& terms, const std::string& field, const std::string& rule) {
    const auto put = world.advisor().put_contract("acme", terms);
    REQUIRE_FALSE(put);
    CHECK(put.error().code == ErrorCode::invalid_argument);
    CHECK(put.error().field == field);
    CHECK_THAT(put.error().message, Contains(rule));
    CHECK(world.ask().items.size() == 1);
  };
  refused({of_product(sku(1), 10), of_product(sku(1), 20)}, "terms[1].product_id", "two prices at one time");
  refused({of_category("Drinks > Tea"), of_category(" drinks>TEA ", 20)}, "terms[1].category",
          "two prices at one time");
  ContractTerm both = of_product(sku(1));
  both.category = "Drinks";
  refused({both}, "terms[0].product_id", "is given beside category");
  refused({of_product("")}, "terms[0].product_id", "is missing; give it, or category");
  refused({of_product(sku(1), -5)}, "terms[0].price", "from 0");
  refused({of_product(sku(1), 5, "never")}, "terms[0].until", "is neither ISO 8601");
  refused({}, "terms", "is empty");
}

TEST_CASE("contracts come from files: overlapping terms are counted rejections, and a file replaces its accounts") {
  ContractWorld world;
  const auto import = [&](const std::string& rows) {
    put_bytes(world.files().path("contracts.csv"), "account_id,product_id,category,price,until\n" + rows);
    ImportOptions options;
    options.shop = world.files().shop();
    options.contracts = {world.files().path("contracts.csv")};
    options.max_reject_rate = 0.5;
    return must(import_files(options));
  };
  ImportSummary summary = import("acme," + sku(1) + ",,10,\nacme,,Drinks > Coffee,20,2027-01-01\nacme," + sku(1) +
                                 ",,11,\nacme,,drinks > coffee,21,\n");
  CHECK(summary.contract_rows == 2);
  REQUIRE(summary.rejects.size() == 2);
  for (const RejectCount& reject : summary.rejects) CHECK_THAT(reject.reason, Contains("two prices at one time"));
  world.open();
  CHECK(world.ask().items.size() == 7);
  CHECK(price_of(world.ask(), sku(1)) == 10);
  CHECK(import("acme," + sku(2) + ",,30,\n").contract_rows == 1);
  world.open();
  CHECK(ids_of(world.ask()) == std::vector<std::string>{sku(2)});
  summary = import("acme,,,30,\nacme," + sku(2) + ",,30,\n");
  CHECK(summary.rejects.at(0).reason == "product_id is missing; give it, or category");
}
