// What is like a product, in shops where that is known.
#include "models/relations/similar.hpp"

#include "engine/data/dataset.hpp"
#include "engine/data/sessions.hpp"
#include "engine/ranking/relations.hpp"
#include "models/relations/relations.hpp"
#include "tests/data/event_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// Every customer buys one kettle and one tea, and nobody buys two kettles: bought together are kettles and teas.
class KettleWorld {
 public:
  static constexpr std::size_t kinds = 6;

  KettleWorld() {
    std::vector<TestEvent> events;
    for (std::size_t customer = 0; customer < 120; ++customer) {
      const auto buy = [&](const char* what, std::size_t which, const char* order) {
        events.push_back({.customer = numbered("c", customer), .product = numbered(what, which), .order = order});
      };
      buy("kettle k", customer % kinds, "1");
      buy("tea t", customer % kinds, "1");
      buy("saw s", customer / kinds % kinds, "2");
    }
    EventTable table = table_of(events);
    sessions = build_sessions(table);
    data = make_dataset(std::move(table));
  }

  void describe(bool by_category) {
    for (std::uint32_t row = 0; row < data.products.size(); ++row) {
      ProductAttributes product;
      product.title = "Golvand " + std::string(data.products.key(row));
      if (by_category) {
        const bool is_saw = product.title.find("saw") != std::string::npos;
        const bool is_tea = product.title.find("tea") != std::string::npos;
        product.category = is_saw ? "Tools > Saws" : is_tea ? "Food > Tea" : "Kitchen > Kettles";
      }
      data.catalogue.put(row, product);
    }
  }
  [[nodiscard]] std::vector<std::string> like(const char* product, std::size_t count) const {
    const Relations relations = train_relations(data.histories, sessions, data.catalogue, {});
    std::vector<std::string> names;
    if (!relations.similar) return names;
    const ItemId item{data.products.find(product).value()};
    for (const ScoredItem& scored : related(*relations.similar, item, count)) {
      names.emplace_back(data.products.key(scored.item.row));
    }
    return names;
  }

  Dataset data;
  SparseRows sessions;
};

}  // namespace

TEST_CASE("the neighbours of a kettle are kettles, although it is bought with tea", "[relations]") {
  KettleWorld world;
  const bool by_category = GENERATE(true, false);  // else by title alone
  CAPTURE(by_category);
  world.describe(by_category);
  const auto names = world.like("kettle k2", KettleWorld::kinds - 1);
  REQUIRE(names.size() == KettleWorld::kinds - 1);
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(name.rfind("kettle", 0) == 0);
    CHECK(name != "kettle k2");
  }
}

TEST_CASE("without attributes and sessions nothing says what a product is like", "[relations]") {
  const KettleWorld world;
  CHECK(world.like("kettle k2", 5).empty());
}

TEST_CASE("without attributes, products viewed in the same sessions are like each other", "[relations]") {
  std::vector<TestEvent> events;
  for (std::size_t customer = 0; customer < 30; ++customer) {
    const auto add = [&](const char* product, EventKind kind, std::size_t minute) {
      events.push_back({.customer = numbered("c", customer),
                        .product = product,
                        .kind = kind,
                        .time = static_cast<std::int64_t>((1'000 + customer) * std::size_t{day} + minute * 60)});
    };
    add(customer % 2 == 0 ? "steel kettle" : "red tent", EventKind::view, 0);
    add(customer % 2 == 0 ? "glass kettle" : "blue tent", EventKind::view, 5);
    add(customer % 2 == 0 ? "steel kettle" : "red tent", EventKind::purchase, 6);
  }
  EventTable table = table_of(events);
  const SparseRows sessions = build_sessions(table);
  const Dataset data = make_dataset(std::move(table));
  const Relations relations = train_relations(data.histories, sessions, {}, {});
  REQUIRE(relations.similar);
  const auto found = related(*relations.similar, ItemId{data.products.find("steel kettle").value()}, 5);
  REQUIRE_FALSE(found.empty());
  CHECK(data.products.key(found.front().item.row) == "glass kettle");
}

TEST_CASE("among products that are equally like one, those that sell come first", "[relations]") {
  std::vector<TestEvent> events;
  for (std::size_t customer = 0; customer < 32; ++customer) {
    const char* bought = customer < 3 ? "plate" : customer < 10 ? "dish" : customer < 30 ? "bowl" : "saw";
    events.push_back({.customer = numbered("c", customer), .product = bought});
  }
  Dataset data = make_dataset(table_of(events));
  ProductAttributes dishes;
  for (std::uint32_t row = 0; row < 4; ++row) {
    dishes.category = data.products.key(row) == "saw" ? "Tools" : "Kitchen > Dishes";
    data.catalogue.put(row, dishes);
  }
  const Relations relations = train_relations(data.histories, {}, data.catalogue, {});
  REQUIRE(relations.similar);
  const auto found = related(*relations.similar, ItemId{data.products.find("plate").value()}, 2);
  REQUIRE(found.size() == 2);
  CHECK(data.products.key(found[0].item.row) == "bowl");
  CHECK(data.products.key(found[1].item.row) == "dish");
}

TEST_CASE("what is like a product is the same with any number of threads", "[relations]") {
  KettleWorld world;
  world.describe(true);
  RelationsConfig one, three;
  one.threads = 1;
  three.threads = 3;
  const auto trained = [&](const RelationsConfig& config) {
    return train_relations(world.data.histories, world.sessions, world.data.catalogue, config);
  };
  CHECK(trained(one) == trained(three));
}
