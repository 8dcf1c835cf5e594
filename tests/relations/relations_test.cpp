// Complements and substitutes in shops whose relations are known.
#include "models/relations/relations.hpp"

#include <cmath>

#include "engine/data/dataset.hpp"
#include "engine/data/sessions.hpp"
#include "engine/ranking/relations.hpp"
#include "models/relations/co_purchase_test.hpp"
#include "tests/data/event_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

struct World {
  Dataset data;
  SparseRows sessions;
  Relations relations;

  explicit World(const std::vector<TestEvent>& events, const RelationsConfig& config = {}) {
    EventTable table = table_of(events);
    sessions = build_sessions(table);
    data = make_dataset(std::move(table));
    relations = train_relations(data.histories, sessions, data.catalogue, config);
  }

  [[nodiscard]] std::vector<std::string> names(const std::optional<SparseRows>& rows, const char* product,
                                               std::size_t count = 100) const {
    std::vector<std::string> names;
    for (const ScoredItem& scored : related(rows.value(), ItemId{data.products.find(product).value()}, count)) {
      names.emplace_back(data.products.key(scored.item.row));
    }
    return names;
  }
  [[nodiscard]] std::vector<std::string> complements(const char* product) const {
    return names(relations.complements, product);
  }
  [[nodiscard]] std::vector<std::string> alternatives(const char* product) const {
    return names(relations.substitutes, product);
  }
};

bool holds(const std::vector<std::string>& names, const char* name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Half of the tea drinkers buy one tea, half another, all of them with biscuits; every other order is bread only.
// Carpenters buy a hammer with nails, and bread too.
std::vector<TestEvent> tea_world() {
  std::vector<TestEvent> events;
  for (std::size_t customer = 0; customer < 40; ++customer) {
    const bool drinks = customer % 4 < 2;
    const char* tea = customer % 2 == 0 ? "garden tea" : "mountain tea";
    const char* first = drinks ? tea : "hammer";
    const char* second = drinks ? "biscuits" : "nails";
    for (std::size_t order = 0; order < 6; ++order) {
      const auto buy = [&](const char* product) {
        events.push_back({.customer = numbered("c", customer), .product = product, .order = std::to_string(order)});
      };
      if (order % 2 == 0) buy(first);
      buy(order % 2 == 0 ? second : "bread");
    }
  }
  return events;
}

}  // namespace

TEST_CASE("biscuits are a complement of both teas, and each tea is a substitute of the other, not a complement",
          "[relations]") {
  const World world(tea_world());
  for (const char* tea : {"garden tea", "mountain tea"}) {
    CAPTURE(tea);
    const bool is_garden = std::string_view(tea) == "garden tea";
    const char* other = is_garden ? "mountain tea" : "garden tea";
    const auto complements = world.complements(tea), alternatives = world.alternatives(tea);
    REQUIRE_FALSE(complements.empty());
    CHECK(complements.front() == "biscuits");
    CHECK_FALSE(holds(complements, other));
    CHECK_FALSE(holds(complements, "nails"));
    REQUIRE_FALSE(alternatives.empty());
    CHECK(alternatives.front() == other);
    CHECK_FALSE(holds(alternatives, "biscuits"));
  }
  CHECK(world.complements("hammer") == std::vector<std::string>{"nails"});
  CHECK_FALSE(holds(world.alternatives("hammer"), "nails"));
}

TEST_CASE("a case bought days after a phone is a complement of the phone, and the phone is none of the case",
          "[relations]") {
  std::vector<TestEvent> events;
  for (std::size_t customer = 0; customer < 60; ++customer) {
    const auto buy = [&](const char* product, std::size_t when) {
      events.push_back({.customer = numbered("c", customer),
                        .product = product,
                        .time = static_cast<std::int64_t>((1'000 + when) * day)});
    };
    // All customers buy bread and soap; a third buys a phone, and a case some days later; a third buys a case, and a
    // lamp half a year later.
    buy("bread", customer % 50 * 5);
    buy("soap", customer * 7 % 50 * 5);
    if (customer % 3 == 0) buy("phone", 30 + customer);
    if (customer % 3 == 0) buy("case", 30 + customer + 1 + customer % 5);
    if (customer % 3 == 1) buy("case", customer);
    if (customer % 3 == 1) buy("lamp", 180 + customer);
  }
  const World world(events);
  REQUIRE_FALSE(world.complements("phone").empty());
  CHECK(world.complements("phone").front() == "case");
  CHECK_FALSE(holds(world.complements("case"), "phone"));
  CHECK_FALSE(holds(world.complements("case"), "lamp"));  // too late
  CHECK_FALSE(holds(world.alternatives("phone"), "case"));
  CHECK_FALSE(holds(world.alternatives("case"), "phone"));
}

TEST_CASE("products viewed in the same sessions are substitutes, even if nobody buys both", "[relations]") {
  std::vector<TestEvent> events;
  for (std::size_t customer = 0; customer < 20; ++customer) {
    const auto add = [&](const char* product, EventKind kind, std::size_t minute) {
      events.push_back({.customer = numbered("c", customer),
                        .product = product,
                        .kind = kind,
                        .time = static_cast<std::int64_t>(1'000 * day + customer * day + minute * 60)});
    };
    const bool kettles = customer % 2 == 0;
    add(kettles ? "steel kettle" : "red tent", EventKind::view, 0);
    add(kettles ? "glass kettle" : "blue tent", EventKind::cart, 10);
    add(kettles ? "red tent" : "steel kettle", EventKind::view, 100);  // another session
    add(kettles ? customer % 4 == 0 ? "steel kettle" : "glass kettle" : "red tent", EventKind::purchase, 12);
  }
  const World world(events);
  CHECK(world.alternatives("steel kettle") == std::vector<std::string>{"glass kettle"});
  CHECK(world.alternatives("blue tent") == std::vector<std::string>{"red tent"});
}

TEST_CASE("a session ends after half an hour without an event, and undated events belong to no session",
          "[relations]") {
  std::vector<TestEvent> events;
  const auto add = [&](const char* customer, const char* product, std::optional<std::int64_t> minute,
                       EventKind kind = EventKind::view) {
    events.push_back({.customer = customer, .product = product, .kind = kind});
    if (minute) events.back().time = 1'000 * day + *minute * 60;
  };
  add("a", "p0", 31);  // late in the log, but not the first in time
  add("a", "p1", 0);
  add("a", "p2", 30);
  add("a", "p1", 1);
  add("b", "p3", 0);
  add("b", "p4", 31);
  add("b", "p5", std::nullopt);
  add("b", "p1", 32, EventKind::purchase);
  add("c", "p3", 0);
  add("c", "p5", 5, EventKind::cart);
  const EventTable table = table_of(events);
  const SparseRows sessions = build_sessions(table);
  // Rows in order of appearance: p0 0, p1 1, p2 2, p3 3, p4 4, p5 5.
  CHECK(sessions.offsets == std::vector<std::uint64_t>{0, 3, 5});
  CHECK(sessions.columns == std::vector<std::uint32_t>{0, 1, 2, 3, 5});
}

TEST_CASE("among equal substitutes, those of the same category come first", "[relations]") {
  std::vector<TestEvent> events;
  for (std::size_t customer = 0; customer < 40; ++customer) {
    const char* products[] = {"tea", "coffee", "mug", "green tea"};
    const auto buy = [&](const char* product, const char* order) {
      events.push_back({.customer = numbered("c", customer), .product = product, .order = order});
    };
    buy(products[customer % 4], "1");
    buy(customer % 5 == 0 ? "saw" : "biscuits", "2");
  }
  World world(events);
  Catalogue catalogue;
  const auto put = [&](const char* product, const char* category) {
    ProductAttributes attributes;
    attributes.category = category;
    catalogue.put(world.data.products.find(product).value(), attributes);
  };
  put("tea", "Food > Drinks > Tea");
  put("green tea", "food>drinks > TEA");
  put("coffee", "Food > Drinks > Coffee");
  put("mug", "Kitchen");
  put("biscuits", "Kitchen");
  world.relations = train_relations(world.data.histories, world.sessions, catalogue, {});
  const auto alternatives = world.alternatives("tea");
  REQUIRE(alternatives.size() >= 3);
  CHECK(alternatives[0] == "green tea");
  CHECK(alternatives[1] == "coffee");
  CHECK(holds(alternatives, "mug"));
  CHECK(world.names(train_relations(world.data.histories, world.sessions, {}, {}).substitutes, "tea")[0] !=
        "green tea");
}

TEST_CASE("data without orders, times and sessions gives neither complements nor substitutes", "[relations]") {
  const World world({{.customer = "a", .product = "x"},
                     {.customer = "a", .product = "y"},
                     {.customer = "b", .product = "x"},
                     {.customer = "b", .product = "y"}});
  CHECK_FALSE(world.relations.complements);
  CHECK_FALSE(world.relations.substitutes);
}

TEST_CASE("relations are the same with any number of threads", "[relations]") {
  std::vector<TestEvent> events;
  std::uint64_t state = 1;
  const auto random = [&](std::uint64_t below) {
    return ((state = state * 6'364'136'223'846'793'005 + 1) >> 33) % below;
  };
  for (std::size_t at = 0; at < 6'000; ++at) {
    const std::size_t customer = random(100);
    events.push_back({.customer = numbered("c", customer),
                      .product = numbered("p", random(300)),
                      .kind = random(3) == 0 ? EventKind::view : EventKind::purchase,
                      .time = static_cast<std::int64_t>((1'000 + random(200)) * day + random(8) * 600)});
  }
  RelationsConfig one, four;
  one.threads = 1;
  four.threads = 4;
  const World world(events, one);
  CHECK(world.relations.complements->columns.size() > 100);
  CHECK(world.relations.substitutes->columns.size() > 100);
  CHECK(World(events, four).relations == world.relations);
}

TEST_CASE("the deviation from chance of two products equals the textbook formula, summed over customers",
          "[relations]") {
  std::vector<TestEvent> events;
  // By customer and order: whether tea and biscuits are in it.
  const std::vector<std::vector<std::pair<bool, bool>>> customers = {
      {{true, true}, {true, true}, {false, false}, {false, true}},
      {{true, false}, {false, true}, {false, false}},
      {{true, true}, {false, false}, {true, true}, {true, false}, {false, false}},
      {{true, true}},  // one order: not counted
      {{true, true}, {false, false}, {false, false}, {true, true}}};
  double together = 0, expected = 0, variance = 0;
  for (std::size_t customer = 0; customer < customers.size(); ++customer) {
    double a = 0, b = 0, both = 0;
    const auto n = static_cast<double>(customers[customer].size());
    for (std::size_t order = 0; order < customers[customer].size(); ++order) {
      const auto buy = [&](const char* product) {
        events.push_back({.customer = numbered("c", customer), .product = product, .order = std::to_string(order + 1)});
      };
      const auto [tea, biscuits] = customers[customer][order];
      buy("bread");
      if (tea) buy("tea");
      if (biscuits) buy("biscuits");
      a += tea;
      b += biscuits;
      both += tea && biscuits;
    }
    if (n < 2) continue;
    together += both;
    expected += a * b / n;
    variance += a * b * (n - a) * (n - b) / (n * n * (n - 1));
  }
  REQUIRE(variance > 1);
  const EventTable table = table_of(events);
  const Histories histories = build_histories(table);
  const Orders orders = collect_orders(histories, {});
  const CoPurchaseTest all(orders, histories.item_count);
  CoPurchaseTest::OfItem of_tea(all);
  of_tea.set(table.products.find("bread").value());  // must not change the result
  of_tea.set(table.products.find("tea").value());
  CHECK(of_tea.deviations(table.products.find("biscuits").value()) ==
        Approx((together - expected) / std::sqrt(variance)).epsilon(1e-12));
}

TEST_CASE("related products come best first, at ties by row, and at most as many as exist", "[relations]") {
  SparseRows rows;
  rows.offsets = {0, 3};
  rows.columns = {1, 2, 5};
  rows.values = {0.5F, 0.75F, 0.75F};
  const auto found = related(rows, ItemId{0}, 2);
  REQUIRE(found.size() == 2);
  CHECK(found[0].item == ItemId{2});
  CHECK(found[1].item == ItemId{5});
  CHECK(related(rows, ItemId{0}, 10).size() == 3);
  CHECK(related(rows, ItemId{7}, 10).empty());
}
