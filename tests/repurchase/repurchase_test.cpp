// What is learned of repurchases, in worlds whose chances and gaps are known.
#include "models/repurchase/repurchase.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/data/dataset.hpp"
#include "engine/model/model_io.hpp"
#include "models/random/splitmix64.hpp"
#include "tests/artifact/scratch.hpp"
#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

constexpr std::int64_t first_day = 1'000;

// A product of the world: each customer buys it first on a day from 0 to `days`, and then, with `chance` after each
// purchase, again after a gap near `gap` days.
struct Habit {
  std::string product;
  double chance = 0.5, gap = 20, between = 0.2, within = 0.15;  // the spreads of log gaps
  std::size_t customers = 400;
};

double normal(Random& random) {
  const double u = std::max(random.uniform(), 1e-12);
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * random.uniform());
}

EventTable world_of(const std::vector<Habit>& habits, double days, std::uint64_t seed = 1) {
  std::vector<TestEvent> events;
  const auto buy = [&](std::size_t customer, const std::string& product, double when) {
    events.push_back({.customer = numbered("c", customer),
                      .product = product,
                      .time = static_cast<std::int64_t>((first_day + when) * day)});
  };
  std::size_t stream = 0;
  for (const Habit& habit : habits) {
    for (std::size_t customer = 0; customer < habit.customers; ++customer) {
      Random random(seed, ++stream);
      const double own = std::log(habit.gap) + habit.between * normal(random);
      double when = random.uniform() * days;
      buy(customer, habit.product, when);
      while (random.uniform() < habit.chance) {
        when += std::exp(own + habit.within * normal(random));
        if (when > days) break;
        buy(customer, habit.product, when);
      }
    }
  }
  buy(0, "the end", days);
  return table_of(events);
}

struct Learned {
  Dataset data;
  Repurchase repurchase;
  [[nodiscard]] std::uint32_t row(const std::string& product) const { return data.products.find(product).value(); }
  [[nodiscard]] double chance(const std::string& product, std::size_t stage = 0) const {
    return static_cast<double>(repurchase.chance[stage][row(product)]);
  }
  [[nodiscard]] double gap(const std::string& product) const {
    return std::exp(static_cast<double>(repurchase.log_gap[row(product)]));
  }
};

Learned learned_from(EventTable table, std::size_t threads = 1) {
  Learned learned;
  learned.data = make_dataset(std::move(table));
  auto repurchase = learn_repurchase(learned.data.histories, learned.data.catalogue, {.threads = threads});
  REQUIRE(repurchase);
  learned.repurchase = std::move(*repurchase);
  return learned;
}

}  // namespace

TEST_CASE("the chance and the gap of the next purchase are found although the data ends before many come back") {
  // Two in five first purchases lie within one gap of the end: the plain share of buyers who came back is far too low.
  const Learned learned = learned_from(world_of({{.product = "coffee", .chance = 0.8, .gap = 40}}, 100));
  const auto& histories = learned.data.histories;
  double buyers = 0, back = 0;
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    const auto history = histories.of(UserId{user});
    const auto count = std::count_if(history.begin(), history.end(),
                                     [&](const Purchase& one) { return one.item.row == learned.row("coffee"); });
    buyers += count > 0;
    back += count > 1;
  }
  CHECK(back / buyers < 0.6);
  CHECK(learned.chance("coffee") == Approx(0.8).margin(0.1));
  CHECK(learned.gap("coffee") == Approx(40).epsilon(0.08));
}

TEST_CASE("durables and consumables of one shop are told apart") {
  const Learned learned = learned_from(world_of({{.product = "milk", .chance = 0.9, .gap = 6},
                                                 {.product = "rice", .chance = 0.85, .gap = 45},
                                                 {.product = "saw", .chance = 0},
                                                 {.product = "kettle", .chance = 0.02, .gap = 100}},
                                                365));
  CHECK(learned.chance("milk") > 0.8);
  CHECK(learned.chance("rice") > 0.75);
  CHECK(learned.chance("saw") < 0.05);
  CHECK(learned.chance("kettle") < 0.1);
  CHECK(learned.gap("milk") == Approx(6).epsilon(0.1));
  CHECK(learned.gap("rice") == Approx(45).epsilon(0.1));
}

TEST_CASE("how much customers differ and how regular each of them is are learned apart") {
  const Learned learned =
      learned_from(world_of({{.product = "steady", .chance = 0.97, .gap = 10, .between = 0.5, .within = 0.1},
                             {.product = "erratic", .chance = 0.97, .gap = 10, .between = 0.1, .within = 0.5}},
                            365));
  const auto deviation = [&](const std::vector<float>& variances, const char* product) {
    return std::sqrt(static_cast<double>(variances[learned.row(product)]));
  };
  CHECK(deviation(learned.repurchase.within, "steady") == Approx(0.1).margin(0.05));
  CHECK(deviation(learned.repurchase.between, "steady") == Approx(0.5).margin(0.1));
  CHECK(deviation(learned.repurchase.within, "erratic") == Approx(0.5).margin(0.05));
  CHECK(deviation(learned.repurchase.between, "erratic") < 0.3);
}

TEST_CASE("a product with few buyers takes after its category") {
  EventTable table = world_of({{.product = "tea a", .chance = 0.9, .gap = 15},
                               {.product = "tea b", .chance = 0.9, .gap = 15, .customers = 2},
                               {.product = "lamp a", .chance = 0},
                               {.product = "lamp b", .chance = 0, .customers = 2}},
                              365);
  Learned learned;
  learned.data = make_dataset(std::move(table));
  for (const char* product : {"tea a", "tea b", "lamp a", "lamp b"}) {
    ProductRecord record;
    record.category = product[0] == 't' ? "Food > Tea" : "Home > Lamps";
    learned.data.catalogue.put(learned.row(product), record);
  }
  learned.repurchase = learn_repurchase(learned.data.histories, learned.data.catalogue, {}).value();
  CHECK(learned.repurchase.category[learned.row("tea a")] == learned.repurchase.category[learned.row("tea b")]);
  CHECK(learned.repurchase.category[learned.row("tea a")] != learned.repurchase.category[learned.row("lamp a")]);
  CHECK(learned.chance("tea b") > 0.75);
  CHECK(learned.gap("tea b") == Approx(15).epsilon(0.15));
  CHECK(learned.chance("lamp b") < 0.1);
}

TEST_CASE("without dates gaps are counted in orders, and without repeats nothing is learned") {
  std::vector<TestEvent> events;
  for (std::size_t customer = 0; customer < 50; ++customer) {
    for (std::size_t order = 0; order < 12; ++order) {
      const auto buy = [&](const std::string& product) {
        events.push_back({.customer = numbered("c", customer), .product = product, .order = std::to_string(order + 1)});
      };
      if (order % 3 == 0) buy("every third order");
      buy(numbered("once ", 100 * customer + order));
    }
  }
  const Learned learned = learned_from(table_of(events));
  CHECK_FALSE(learned.repurchase.in_days);
  CHECK(learned.gap("every third order") == Approx(3).epsilon(0.02));
  std::erase_if(events, [](const TestEvent& event) { return event.product == "every third order"; });
  const Dataset data = make_dataset(table_of(events));
  CHECK_FALSE(learn_repurchase(data.histories, data.catalogue, {}));
}

TEST_CASE("purchases by staff, on one day or undone by a return are not repeats") {
  const auto on = [](const char* product, double when, EventKind kind = EventKind::purchase) {
    return TestEvent{.product = product, .kind = kind, .time = static_cast<std::int64_t>(when * day)};
  };
  std::vector<TestEvent> events = {on("twice a day", 10.1), on("twice a day", 10.4), on("undone", 10), on("undone", 20),
                                   on("undone", 21, EventKind::return_)};
  Dataset data = make_dataset(table_of(events));
  CHECK_FALSE(learn_repurchase(data.histories, data.catalogue, {}));
  events.push_back(on("again", 10));
  events.push_back(on("again", 20));
  data = make_dataset(table_of(events));
  CHECK(learn_repurchase(data.histories, data.catalogue, {}));
  data.histories.internal = {true};
  CHECK_FALSE(learn_repurchase(data.histories, data.catalogue, {}));
}

TEST_CASE("repurchases are learned the same at any number of threads") {
  std::vector<Habit> habits;
  for (std::size_t at = 0; at < 700; ++at) {
    habits.push_back({.product = numbered("p", at), .chance = 0.1 * static_cast<double>(at % 9), .customers = 12});
  }
  const Learned one = learned_from(world_of(habits, 200), 1), three = learned_from(world_of(habits, 200), 3);
  CHECK(one.repurchase == three.repurchase);
}

TEST_CASE("what was learned of repurchases reads back unchanged, and invalid values are refused with bad_format") {
  const TasteShop shop = taste_shop();
  const Dataset data = make_dataset(EventTable(shop.table));
  Model model = model_of("popular", shop.histories);
  Repurchase repurchase;
  repurchase.until = 1'000'000;
  for (auto& chance : repurchase.chance) chance.assign(TasteShop::products, 0.25F);
  repurchase.log_gap.assign(TasteShop::products, 2.5F);
  repurchase.between.assign(TasteShop::products, 0.1F);
  repurchase.within.assign(TasteShop::products, 0.05F);
  repurchase.category.assign(TasteShop::products, 3);
  const auto back_from_disk = [&] {
    model.repurchase = repurchase;
    const Scratch scratch;
    REQUIRE(save_model(scratch / "model", {}, model, data, false, {}));
    return open_model_directory(scratch / "model").and_then([](const OpenedModel& opened) {
      return load_model(opened);
    });
  };
  const auto back = back_from_disk();
  REQUIRE(back);
  CHECK(back->repurchase == repurchase);
  SECTION("chance") { repurchase.chance[2][3] = 1.5F; }
  SECTION("log_gap") { repurchase.log_gap[0] = 200; }
  SECTION("within") { repurchase.within[1] = 0; }
  SECTION("between") { repurchase.between[1] = -1; }
  const auto refused = back_from_disk();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::bad_format);
  CHECK_THAT(refused.error().message, Catch::Contains("part repurchase"));
}
