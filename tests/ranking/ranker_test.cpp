// What a model of every recipe must do when it serves.
#include "engine/ranking/ranker.hpp"

#include <algorithm>

#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

const std::vector<std::string> all = {"popular", "item-item", "low-pass", "ease", "ials", "user-knn", "repeat"};
const std::vector<std::string> personal = {"item-item", "low-pass", "ease", "ials", "user-knn", "repeat"};

// Customers of both tastes, of one product, and without a history, besides those of the shop.
struct TestCustomers {
  std::vector<Purchase> both = {{ItemId{0}, 0, 0}, {ItemId{7}, 0, 1}, {ItemId{0}, 0, 2}};
  std::vector<Purchase> one = {{ItemId{3}, 0, 0}};
  std::vector<CustomerState> customers;

  explicit TestCustomers(const TasteShop& shop) {
    for (const std::uint32_t user : {0U, 1U, 17U}) customers.push_back(shop.customer(user));
    customers.push_back({both, {}});
    customers.push_back({one, {}});
    customers.push_back({});
  }
};

}  // namespace

TEST_CASE("every personal recipe recommends a tea drinker the one tea that they have not bought") {
  const TasteShop shop = taste_shop();
  for (const std::string& recipe : personal) {
    for (const IndexKind kind : {IndexKind::exact, IndexKind::hnsw, IndexKind::ivf}) {
      const Ranker ranker = ranker_of(recipe, shop.histories, {}, kind);
      for (std::uint32_t user = 0; user < shop.histories.user_count(); ++user) {
        const auto owned = shop.owned(user);
        CAPTURE(recipe, user);
        CHECK(items_of(ranker.top(shop.customer(user), 1, {owned})) == std::vector<ItemId>{shop.withheld[user]});
      }
    }
  }
}

TEST_CASE("the contributions of past purchases sum to the score, for every product and recipe") {
  const TasteShop shop = taste_shop();
  const TestCustomers test(shop);
  for (const std::string& recipe : all) {
    const Ranker ranker = ranker_of(recipe, shop.histories, {{"count_exponent", 0.5}});
    for (const CustomerState& customer : test.customers) {
      const auto answer = ranker.top(customer, 100, {});
      REQUIRE(answer.size() == TasteShop::products);
      check_order(answer);
      for (const ScoredItem& scored : answer) {
        const auto terms = ranker.evidence(customer, scored.item);
        CAPTURE(recipe, customer.history.size(), scored.item.row);
        double size = 0;
        for (const Contribution& term : terms) {
          CHECK(term.amount != 0);
          size += std::abs(static_cast<double>(term.amount));
        }
        // Where a score cancels out only rounding is left, in proportion to the best score.
        const double rounding = 1e-6 * std::abs(static_cast<double>(answer.front().score));
        CHECK(std::abs(sum_of(terms) - static_cast<double>(scored.score)) <= 1e-4 * size + rounding);
        CHECK(std::is_sorted(terms.begin(), terms.end(), [](const Contribution& a, const Contribution& b) {
          return std::abs(a.amount) > std::abs(b.amount);
        }));
      }
    }
  }
}

TEST_CASE("evidence names only products of the customer's history, or the product itself") {
  const TasteShop shop = taste_shop();
  for (const std::string& recipe : all) {
    const Ranker ranker = ranker_of(recipe, shop.histories);
    for (const std::uint32_t user : {0U, 1U}) {
      const auto owned = shop.owned(user);
      for (std::uint32_t row = 0; row < TasteShop::products; ++row) {
        for (const Contribution& term : ranker.evidence(shop.customer(user), ItemId{row})) {
          CAPTURE(recipe, user, row);
          CHECK((term.source == ItemId{row} || std::binary_search(owned.begin(), owned.end(), term.source)));
        }
      }
    }
  }
}

TEST_CASE("an answer has exactly count products while that many are allowed, whatever is excluded") {
  const TasteShop shop = taste_shop();
  const TestCustomers test(shop);
  const std::vector<ItemId> excluded = {{0}, {3}, {4}, {9}, {11}};
  EligibleItems in_stock(TasteShop::products, true);
  in_stock.set(ItemId{1}, false);
  in_stock.set(ItemId{9}, false);
  for (const std::string& recipe : all) {
    for (const IndexKind kind : {IndexKind::exact, IndexKind::hnsw, IndexKind::ivf}) {
      const Ranker ranker = ranker_of(recipe, shop.histories, {}, kind);
      for (const CustomerState& customer : test.customers) {
        CAPTURE(recipe, customer.history.size());
        for (const std::size_t count :
             {std::size_t{0}, std::size_t{1}, std::size_t{6}, std::size_t{7}, std::size_t{1'000'000'000}}) {
          const auto answer = ranker.top(customer, count, {excluded});
          CHECK(answer.size() == std::min<std::size_t>(count, 7));
          check_order(answer);
          for (const ScoredItem& scored : answer)
            CHECK_FALSE(std::binary_search(excluded.begin(), excluded.end(), scored.item));
        }
        const auto in_rules = ranker.top(customer, 100, {excluded, &in_stock});
        CHECK(in_rules.size() == 6);
        for (const ScoredItem& scored : in_rules) CHECK(in_stock.contains(scored.item));
      }
    }
  }
}

TEST_CASE("excluding products does not change the order of the others") {
  const TasteShop shop = taste_shop();
  const std::vector<ItemId> excluded = {{2}, {5}, {6}};
  for (const std::string& recipe : all) {
    const Ranker ranker = ranker_of(recipe, shop.histories);
    auto whole = items_of(ranker.top(shop.customer(4), 100, {}));
    std::erase_if(whole, [&](ItemId item) { return std::binary_search(excluded.begin(), excluded.end(), item); });
    CHECK(items_of(ranker.top(shop.customer(4), 100, {excluded})) == whole);
  }
}

TEST_CASE("top_batch gives each customer the answer of top") {
  const TasteShop shop = taste_shop();
  const TestCustomers test(shop);
  std::vector<std::vector<ItemId>> excluded(test.customers.size());
  std::vector<Exclusions> exclusions;
  for (std::size_t at = 0; at < excluded.size(); ++at) {
    excluded[at] = {ItemId{static_cast<std::uint32_t>(at)}, ItemId{static_cast<std::uint32_t>(at + 3)}};
    exclusions.push_back({excluded[at]});
  }
  for (const std::string& recipe : all) {
    const Ranker ranker = ranker_of(recipe, shop.histories);
    const auto together = ranker.top_batch(test.customers, 8, exclusions);
    REQUIRE(together.size() == test.customers.size());
    for (std::size_t at = 0; at < together.size(); ++at) {
      const auto alone = ranker.top(test.customers[at], 8, exclusions[at]);
      CAPTURE(recipe, at);
      REQUIRE(together[at].size() == alone.size());
      for (std::size_t rank = 0; rank < alone.size(); ++rank) {
        // Products whose scores differ only by float rounding may be in either order.
        CHECK(together[at][rank].score == Approx(alone[rank].score).epsilon(1e-4).margin(1e-6));
        const bool near = std::abs(together[at][rank].score - alone[rank].score) < 1e-5F;
        CHECK((together[at][rank].item == alone[rank].item || near));
      }
    }
  }
}

TEST_CASE("unknown customers, and customers with only unknown products, get the popular products") {
  const TasteShop shop = taste_shop();
  Histories histories = shop.histories;
  const auto popular = ranker_of("popular", histories).top({}, 100, {});
  const std::vector<Purchase> unseen = {{ItemId{500}, 0, 0}, {ItemId{4'000'000'000}, 0, 1}};
  for (const std::string& recipe : all) {
    const Ranker ranker = ranker_of(recipe, histories);
    CHECK(ranker.top({}, 100, {}) == popular);
    CHECK(ranker.top({unseen, {}}, 100, {}) == popular);
    CHECK_FALSE(ranker.knows_any(unseen));
    CHECK(ranker.top_batch(std::vector<CustomerState>{{}, {unseen, {}}}, 100, std::vector<Exclusions>(2)) ==
          std::vector{popular, popular});
  }
  CHECK(popular.front().score == 1);
  CHECK(popular.size() == TasteShop::products);
}

TEST_CASE("products that the model does not know are ignored in a history") {
  const TasteShop shop = taste_shop();
  std::vector<Purchase> history(shop.customer(3).history.begin(), shop.customer(3).history.end());
  std::vector<Purchase> with_unseen = history;
  with_unseen.push_back({ItemId{12}, history.back().time, history.back().order});
  with_unseen.push_back({ItemId{4'000'000'000}, history.back().time, history.back().order});
  for (const std::string& recipe : all) {
    const Ranker ranker = ranker_of(recipe, shop.histories);
    CHECK(ranker.top({with_unseen, {}}, 100, {}) == ranker.top({history, {}}, 100, {}));
    CHECK(ranker.evidence({with_unseen, {}}, ItemId{4'000'000'000}).empty());
  }
}

TEST_CASE("products newer than the model are recommended last, with a score of 0 and no evidence") {
  const TasteShop shop = taste_shop();
  Histories newer = shop.histories;
  newer.item_count += 3;
  for (const std::string& recipe : all) {
    for (const IndexKind kind : {IndexKind::exact, IndexKind::hnsw, IndexKind::ivf}) {
      auto built = Ranker::build(model_of(recipe, shop.histories), newer, kind);
      REQUIRE(built);
      const Ranker& ranker = *built;
      const auto owned = shop.owned(0);
      const auto answer = ranker.top(shop.customer(0), 100, {owned});
      CAPTURE(recipe);
      REQUIRE(answer.size() == TasteShop::products + 3 - owned.size());
      for (const ItemId item : {ItemId{12}, ItemId{13}, ItemId{14}}) {
        const auto found =
            std::find_if(answer.begin(), answer.end(), [&](const ScoredItem& scored) { return scored.item == item; });
        REQUIRE(found != answer.end());
        CHECK(found->score == 0);
        CHECK(ranker.evidence(shop.customer(0), item).empty());
        CHECK_FALSE(ranker.knows(item));
        CHECK(ranker.similar(item, 100, {}).size() == TasteShop::products + 2);
      }
      CHECK(ranker.top({}, 100, {}).size() == TasteShop::products + 3);
    }
  }
}

TEST_CASE("factors are searched with the index that the model records, unless another is given") {
  const TasteShop shop = taste_shop();
  const auto index_of = [&](const std::optional<RecordedIndex>& recorded, std::optional<IndexKind> wanted) {
    Model model = model_of("ials", shop.histories);
    model.index = recorded;
    auto ranker = Ranker::build(std::move(model), shop.histories, wanted);
    REQUIRE(ranker);
    CHECK(items_of(ranker->top(shop.customer(3), 1, {shop.owned(3)})) == std::vector<ItemId>{shop.withheld[3]});
    return ranker->index();
  };
  const RecordedIndex graph{{.kind = IndexKind::hnsw, .hnsw = {.links = 4}}};
  CHECK(index_of({}, {}) == IndexKind::exact);
  CHECK(index_of({}, IndexKind::ivf) == IndexKind::ivf);
  CHECK(index_of(graph, {}) == IndexKind::hnsw);
  CHECK(index_of(graph, IndexKind::exact) == IndexKind::exact);
  // Its parameters are used: one link is refused.
  Model model = model_of("ials", shop.histories);
  model.index = RecordedIndex{{.kind = IndexKind::hnsw, .hnsw = {.links = 1}}};
  CHECK_FALSE(Ranker::build(model, shop.histories));
  CHECK_FALSE(Ranker::build(model, shop.histories, IndexKind::hnsw));
  CHECK(Ranker::build(model, shop.histories, IndexKind::ivf));
}

TEST_CASE("a model with more products than the data is refused") {
  const TasteShop shop = taste_shop();
  Histories fewer;
  fewer.item_count = TasteShop::products - 1;
  for (const std::string& recipe : all) {
    const auto ranker = Ranker::build(model_of(recipe, shop.histories), fewer);
    REQUIRE_FALSE(ranker);
    CHECK(ranker.error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("the products most similar to a tea are the other teas, without the tea itself") {
  const TasteShop shop = taste_shop();
  for (const std::string& recipe : personal) {
    const Ranker ranker = ranker_of(recipe, shop.histories);
    for (std::uint32_t row = 0; row < TasteShop::products; ++row) {
      const auto answer = ranker.similar(ItemId{row}, 5, {});
      CAPTURE(recipe, row);
      REQUIRE(answer.size() == 5);
      check_order(answer);
      for (const ScoredItem& scored : answer) {
        CHECK(scored.item != ItemId{row});
        CHECK(scored.item.row / 6 == row / 6);
      }
      CHECK(ranker.similar(ItemId{row}, 100, {}).size() == TasteShop::products - 1);
      CHECK(ranker.similar(ItemId{row}, 0, {}).empty());
    }
  }
}
