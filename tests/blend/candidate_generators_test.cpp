// Parts whose candidates others generate too are dropped as candidate generators.
#include "models/blend/candidate_generators.hpp"

#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// Item-item finds the product that a customer lacks; popularity generates the same candidates for everyone.
Ranker blend_of(const Histories& histories) {
  Model blend = model_of("item-item", histories);
  blend.recipe = "blend";
  Model popular = model_of("popular", histories);
  popular.parts.front().weight = 0.01F;
  blend.parts.push_back(std::move(popular.parts.front()));
  AdditiveRanker weighted_sum;
  weighted_sum.fresh.slope = weighted_sum.owned.slope = 1;
  weighted_sum.candidates_per_part = 6;
  blend.ranker = weighted_sum;
  auto ranker = Ranker::build(std::move(blend), histories);
  REQUIRE(ranker);
  return std::move(*ranker);
}

EvaluationTask withheld_task(const TasteShop& shop) {
  EvaluationTask task;
  task.train = shop.histories;
  task.truth_offsets = {0};
  for (const ItemId withheld : shop.withheld) {
    task.truth.push_back(withheld);
    task.truth_offsets.push_back(task.truth.size());
  }
  return task;
}

}  // namespace

TEST_CASE("a part generates candidates only if NDCG would fall without it, and only as many as NDCG needs") {
  const TasteShop shop = taste_shop();
  const Ranker ranker = blend_of(shop.histories);
  CandidateGeneratorsConfig config;
  config.fewest = 1;
  const EvaluationTask task = withheld_task(shop);
  SECTION("popularity is dropped, and one candidate from item-item is enough") {
    const CandidateGenerators chosen =
        choose_candidate_generators(*ranker.additive(), 6, {"popular", "item-item"}, task, config);
    CHECK(chosen.parts == std::vector<std::string>{"item-item"});
    CHECK(chosen.candidates_per_part == 1);
    CHECK(chosen.ndcg == Approx(1));
    CHECK(chosen.widest_ndcg == Approx(1));
  }
  SECTION("a part that finds the bought products is kept even if it is tried first") {
    const CandidateGenerators chosen = choose_candidate_generators(*ranker.additive(), 6, {"item-item"}, task, config);
    CHECK(std::count(chosen.parts.begin(), chosen.parts.end(), "item-item") == 1);
  }
  SECTION("the number of candidates never falls below config.fewest") {
    config.fewest = 3;
    CHECK(choose_candidate_generators(*ranker.additive(), 6, {"popular"}, task, config).candidates_per_part == 3);
  }
}

TEST_CASE("with no customers to evaluate on, every part generates candidates") {
  const TasteShop shop = taste_shop();
  EvaluationTask task = withheld_task(shop);
  task.truth.clear();
  task.truth_offsets.assign(49, 0);
  const CandidateGenerators chosen =
      choose_candidate_generators(*blend_of(shop.histories).additive(), 6, {"popular", "item-item"}, task, {});
  CHECK(chosen.parts.size() == 2);
  CHECK(chosen.candidates_per_part == 6);
}
