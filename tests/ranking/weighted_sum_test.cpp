// A blend as the weighted sum of its parts, and the search for the weights.

#include <catch2/catch.hpp>
#include <cmath>

#include "models/blend/blend_weights.hpp"
#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// Two parts with scores of very different scale over the taste shop.
Ranker blend_of(const Histories& histories, float item_item_weight, float popular_weight) {
  Model blend = model_of("item-item", histories);
  blend.recipe = "blend";
  blend.parts.front().weight = item_item_weight;
  Model popular = model_of("popular", histories);
  popular.parts.front().weight = popular_weight;
  blend.parts.push_back(std::move(popular.parts.front()));
  auto ranker = Ranker::build(std::move(blend), histories);
  REQUIRE(ranker);
  return std::move(*ranker);
}

}  // namespace

TEST_CASE("a blend's score is the weighted sum of its parts' scores, each scaled to deviation 1 over new products") {
  const auto shop = taste_shop();
  const Histories& histories = shop.histories;
  const CustomerState customer{histories.of(UserId{0}), UserId{0}};
  const std::size_t items = histories.item_count;
  const auto first = scores_of_all(ranker_of("item-item", histories), customer, items);
  const auto second = scores_of_all(ranker_of("popular", histories), customer, items);
  const auto both = scores_of_all(blend_of(histories, 1, 0.25F), customer, items);

  const auto plain_deviation = [&](const std::vector<float>& scores) {
    double sum = 0, count = 0, squares = 0;
    for (std::uint32_t item = 0; item < items; ++item) {
      const bool owned = std::any_of(customer.history.begin(), customer.history.end(),
                                     [&](const Purchase& purchase) { return purchase.item.row == item; });
      if (owned) continue;
      sum += scores[item];
      ++count;
    }
    for (std::uint32_t item = 0; item < items; ++item) {
      const bool owned = std::any_of(customer.history.begin(), customer.history.end(),
                                     [&](const Purchase& purchase) { return purchase.item.row == item; });
      if (!owned) squares += (scores[item] - sum / count) * (scores[item] - sum / count);
    }
    return std::sqrt(squares / count);
  };
  for (std::size_t item = 0; item < items; ++item) {
    const double wanted = first[item] / plain_deviation(first) + 0.25 * second[item] / plain_deviation(second);
    CHECK(both[item] == Approx(wanted).epsilon(1e-4));
  }
}

TEST_CASE("the terms of a blend sum to its score") {
  const auto shop = taste_shop();
  const Ranker blend = blend_of(shop.histories, 1, 0.5F);
  for (std::uint32_t user = 0; user < 4; ++user) {
    const CustomerState customer{shop.histories.of(UserId{user}), UserId{user}};
    for (const ScoredItem& scored : blend.top(customer, 5, {})) {
      double sum = 0;
      for (const Contribution& term : blend.evidence(customer, scored.item)) sum += static_cast<double>(term.amount);
      CHECK(sum == Approx(scored.score).epsilon(1e-4));
    }
  }
}

TEST_CASE("similar products come from a part that knows similarities, whatever the weight of popularity") {
  const auto shop = taste_shop();
  const Ranker blend = blend_of(shop.histories, 0.1F, 1);
  CHECK(items_of(blend.similar(ItemId{0}, 3, {})) ==
        items_of(ranker_of("item-item", shop.histories).similar(ItemId{0}, 3, {})));
}

TEST_CASE("the search for weights gives weight 1 to the part that finds the held-out products, and less to the other") {
  const auto shop = taste_shop();
  EvaluationTask task;
  task.train = shop.histories;
  task.truth_offsets = {0};
  for (const ItemId withheld : shop.withheld) {  // the product of their taste that each customer lacks
    task.truth.push_back(withheld);
    task.truth_offsets.push_back(task.truth.size());
  }
  std::vector<Ranker> rankers;
  rankers.push_back(ranker_of("popular", shop.histories));
  rankers.push_back(ranker_of("item-item", shop.histories));
  BlendWeightConfig config;
  config.k = 1;
  const BlendWeights found = find_blend_weights(rankers, task, config);
  REQUIRE(found.weights.size() == 2);
  CHECK(found.weights[1] == 1);
  CHECK(found.weights[0] < 1);
  CHECK(found.ndcg == Approx(1));
  CHECK(found.ndcg >= found.best_alone);
}
