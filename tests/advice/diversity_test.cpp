#include "engine/ranking/diversity.hpp"

#include <set>

#include "engine/advice/answer.hpp"
#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// Teas and coffees of a category each, and two products for staff.
Advisor shop_with_kinds(const SmallShop& world) {
  Advisor advisor = open_advisor(world, "item-item");
  for (std::size_t at = 0; at < SmallShop::products; ++at) {
    Product product = product_with(SmallShop::product(at));
    product.category = at < 6 ? "Drinks > Tea" : "Drinks > Coffee";
    if (at == 3) product.audience = "internal";
    if (at == 4) product.sponsored = "yes";
    must(advisor.put_product(product));
  }
  return advisor;
}

}  // namespace

TEST_CASE("with diversity a list mixes kinds, keeps its first product and its length, and without it nothing changes",
          "[diversity]") {
  const SmallShop world;
  const Advisor advisor = shop_with_kinds(world);
  AdviceRequest request;
  request.history = {SmallShop::product(0)};
  request.count = 3;
  const auto plain = ids_of(advised(advisor, request));
  const auto is_tea = [](const std::string& id) { return id < SmallShop::product(6); };
  CHECK(std::all_of(plain.begin(), plain.end(), is_tea));
  request.diversity = 0;
  CHECK(ids_of(advised(advisor, request)) == plain);
  request.diversity = 0.9;
  const Advice mixed = advised(advisor, request);
  const auto ids = ids_of(mixed);
  REQUIRE(ids.size() == 3);
  CHECK(ids.front() == plain.front());
  CHECK_FALSE(is_tea(ids[1]));
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 3);
  for (const RecommendedItem& item : mixed.items) {
    double sum = 0;
    for (const Reason& reason : item.reasons) sum += reason.amount;
    CHECK(sum == Approx(item.score).margin(1e-5));
  }
  request.count = 100;
  CHECK(advised(advisor, request).items.size() == SmallShop::products - 2);  // without the owned and the staff's
}

TEST_CASE("of three packs of the same drill bits two at most are among the first five", "[diversity]") {
  // Drill bits in three packs are the best five percent of the scores; nine other tools follow.
  std::vector<ScoredItem> best;
  for (std::uint32_t row = 0; row < 12; ++row) best.push_back({ItemId{row}, 1 - 0.01F * static_cast<float>(row)});
  const std::vector<std::string> tools = {"tools", "drills"};
  const auto kind_of = [&](ItemId item) {
    if (item.row < 3) {
      const std::string title = "Mohkam drill bits, " + std::to_string(10 * (item.row + 1)) + " pieces";
      return product_kind(tools, "mohkam", title);
    }
    const char* others[] = {"Cordless drill", "Hammer drill",  "Chuck key",  "Drill stand", "Dust collar",
                            "Depth stop",     "Angle adapter", "Screw bits", "Masonry bit"};
    return product_kind(tools, "azarm", others[item.row - 3]);
  };
  const auto packs_of = [](std::span<const ScoredItem> list) {
    return std::count_if(list.begin(), list.end(), [](const ScoredItem& scored) { return scored.item.row < 3; });
  };
  CHECK(packs_of(diversified(best, 5, 0, kind_of)) == 3);
  for (const double diversity : {0.001, 0.1, 0.5, 1.0}) {
    const auto list = diversified(best, 5, diversity, kind_of);
    CAPTURE(diversity);
    REQUIRE(list.size() == 5);
    CHECK(list.front() == best.front());
    CHECK(packs_of(list) <= 2);
  }
  // With nothing else to show, they are shown.
  const auto only_packs = diversified(std::span(best).first(3), 3, 0.1, kind_of);
  CHECK(packs_of(only_packs) == 3);
  CHECK(diversified({}, 5, 0.1, kind_of).empty());
}

TEST_CASE("where a request names no diversity, a personal list is as varied as the model says", "[diversity]") {
  const SmallShop world;
  const Advisor advisor = shop_with_kinds(world);
  const std::filesystem::path models = world.shop() / "models";
  const auto id = read_current(models);
  REQUIRE(id);
  // The same model with another default.
  auto loaded = load_shop_model(world.shop(), *id);
  REQUIRE(loaded);
  CHECK(loaded->model.diversity.customers == 0);  // too few customers to choose it
  auto state = read_shop_state(world.shop(), SearchIndex::as_recorded, {});
  REQUIRE(state);
  const auto asked = [&](AdviceRequest request) {
    const auto advice = answer(*state, request, test_now);
    if (!advice) FAIL(advice.error().message);
    return ids_of(*advice);
  };
  AdviceRequest request;
  request.history = {SmallShop::product(0)};
  request.count = 3;
  AdviceRequest varied = request, plain = request;
  varied.diversity = 0.9;
  plain.diversity = 0;
  REQUIRE(asked(varied) != asked(plain));
  CHECK(asked(request) == asked(plain));
  loaded->model.diversity = {0.9F, 0.01, 1'000};
  const Histories& histories = state->base->data.histories;
  auto ranker = Ranker::build(std::move(loaded->model), histories);
  REQUIRE(ranker);
  state->model = std::make_shared<const AnsweringModel>(AnsweringModel{std::move(*ranker), state->model->description});
  CHECK(asked(request) == asked(varied));
  AdviceRequest sure = request;
  sure.filters.min_confidence = 0;
  AdviceRequest sure_plain = sure;
  sure_plain.diversity = 0;
  CHECK(asked(sure) == asked(sure_plain));
  for (const Placement placement : {Placement::similar, Placement::alternatives}) {
    AdviceRequest of_one = of_product(SmallShop::product(1), placement, 4);
    AdviceRequest of_one_plain = of_one;
    of_one_plain.diversity = 0;
    CHECK(asked(of_one) == asked(of_one_plain));
  }
  // A batch without reasons ranks customers together.
  std::vector<std::string> one_by_one, together;
  const std::vector<std::string> customers = {SmallShop::customer(2), SmallShop::customer(3), "nobody"};
  AdviceRequest of_many;
  of_many.count = 4;
  of_many.max_reasons = 0;
  for (const std::string& customer : customers) {
    AdviceRequest of_one = of_many;
    of_one.customer_id = customer;
    for (const std::string& id_of_one : asked(of_one)) one_by_one.push_back(id_of_one);
  }
  REQUIRE(answer_many(*state, customers, of_many, test_now, 1, [&](Advice& advice) {
    for (const std::string& id_of_one : ids_of(advice)) together.push_back(id_of_one);
    return true;
  }));
  CHECK(together == one_by_one);
}

TEST_CASE("products for staff are shown to staff only, and sponsored ones say so", "[rules]") {
  const SmallShop world;
  Advisor advisor = shop_with_kinds(world);
  const std::string for_staff = SmallShop::product(3), sponsored = SmallShop::product(4);
  const Advice outside = advised(advisor, request_for("somebody"));
  CHECK_FALSE(shows(outside, for_staff));
  CHECK(removed_by(outside, "not_for_you") == 1);
  for (const RecommendedItem& item : outside.items) CHECK(item.sponsored == (item.product_id == sponsored));
  Customer staff;
  staff.customer_id = "colleague";
  staff.relation = "internal";
  must(advisor.put_customer(staff));
  CHECK(shows(advised(advisor, request_for("colleague")), for_staff));
}

TEST_CASE("a diversity outside 0 to 1 is refused by name", "[diversity][bad input]") {
  const SmallShop world;
  const Advisor advisor = open_advisor(world, "popular");
  for (const double wrong : {-0.1, 1.5, std::nan("")}) {
    AdviceRequest request = request_for("somebody");
    request.diversity = wrong;
    const auto advice = advisor.advise(request);
    REQUIRE_FALSE(advice);
    CHECK(advice.error().field == "diversity");
  }
}
