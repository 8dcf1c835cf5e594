#include "models/diversity/choose_diversity.hpp"

#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

DiversityTrials trials_with_losses(const std::vector<double>& losses, double error) {
  DiversityTrials tried;
  tried.customers = 500;
  tried.trials.push_back({.value = 0, .ndcg = 0.2});
  for (std::size_t at = 0; at < losses.size(); ++at) {
    tried.trials.push_back({.value = 0.1 * static_cast<double>(at + 1),
                            .ndcg = 0.2 * (1 - losses[at]),
                            .loss = losses[at],
                            .error = error});
  }
  return tried;
}

}  // namespace

TEST_CASE("the largest diversity is chosen that costs at most a hundredth of NDCG, with its standard error",
          "[diversity]") {
  CHECK(chosen_diversity(trials_with_losses({0.001, 0.006, 0.02}, 0.003)).value == Approx(0.2));
  CHECK(chosen_diversity(trials_with_losses({0.001, 0.006, 0.02}, 0.005)).value == Approx(0.1));
  CHECK(chosen_diversity(trials_with_losses({0.02, 0.03}, 0)).value == 0);
  const ListDiversity gains = chosen_diversity(trials_with_losses({-0.01, -0.02}, 0.001));
  CHECK(gains.value == Approx(0.2));
  CHECK(gains.ndcg_loss == Approx(-0.02));
  CHECK(gains.customers == 500);
  CHECK(chosen_diversity({}).customers == 0);
  DiversityTrials few = trials_with_losses({0, 0}, 0);
  few.customers = 100;
  CHECK(chosen_diversity(few) == ListDiversity{});
}

TEST_CASE("diversity is tried on held-out purchases, and its figures are those of the lists", "[diversity]") {
  const TasteShop shop = taste_shop();
  Catalogue catalogue;
  for (std::uint32_t row = 0; row < shop.histories.item_count; ++row) {
    ProductAttributes product;
    product.category = row % 2 == 0 ? "Even" : "Odd";
    product.title = "One product in packs of " + std::to_string(row);
    catalogue.put(row, product);
  }
  EvaluationTask task =
      hold_out_from(shop.histories, {.kind = HoldoutKind::random_items, .fraction = 0.3, .seed = 1}, false);
  const Ranker ranker = ranker_of("item-item", task.train);
  CHECK(try_diversities(ranker, task, {}).trials.empty());  // nothing is known of the products
  task.catalogue = &catalogue;
  const DiversityTrials tried = try_diversities(ranker, task, {.threads = 2});
  REQUIRE(tried.trials.size() == tried_diversities.size() + 1);
  CHECK(tried.customers > 0);
  const Evaluated plain = evaluate_ranker(ranker, task, {10}, 1);
  CHECK(tried.trials.front().value == 0);
  CHECK(tried.trials.front().ndcg == Approx(plain.evaluation.at.front()[Metric::ndcg].mean).epsilon(0.05));
  for (const DiversityTrial& trial : tried.trials) {
    CHECK(trial.categories <= 2 + 1e-9);
    CHECK(trial.loss == Approx(1 - trial.ndcg / tried.trials.front().ndcg).margin(1e-9));
  }
  CHECK(tried.trials.back().alike <= tried.trials.front().alike + 1e-9);
  const DiversityTrials alone = try_diversities(ranker, task, {.threads = 1});
  for (std::size_t at = 0; at < alone.trials.size(); ++at) CHECK(alone.trials[at].ndcg == tried.trials[at].ndcg);
}

TEST_CASE("evaluation measures the lists as varied as they are served", "[diversity]") {
  const TasteShop shop = taste_shop();
  Catalogue catalogue;
  for (std::uint32_t row = 0; row < shop.histories.item_count; ++row) {
    ProductAttributes product;
    product.category = "Category " + std::to_string(row % 3);
    catalogue.put(row, product);
  }
  EvaluationTask task =
      hold_out_from(shop.histories, {.kind = HoldoutKind::random_items, .fraction = 0.3, .seed = 1}, false);
  task.catalogue = &catalogue;
  const auto ndcg = [&](float diversity) {
    Model model = model_of("item-item", task.train);
    model.diversity = {diversity, 0, 1'000};
    const auto ranker = Ranker::build(std::move(model), task.train);
    REQUIRE(ranker);
    return evaluate_ranker(*ranker, task, {10}, 1).evaluation.at.front()[Metric::ndcg].mean;
  };
  CHECK(ndcg(0) != ndcg(0.9F));
}
