// Candidates from the parts of a blend, ordered by tables. The tables are the whole score, and the reasons explain all of it.
#include "engine/ranking/additive_scorer.hpp"

#include <cmath>

#include "models/evaluation/calibration.hpp"
#include "tests/linalg/every_target.hpp"
#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

AdditiveRanker hand_made() {
  AdditiveRanker ranker;
  ranker.candidates_per_part = 3;
  ranker.fresh = {-2,
                  0.375F,
                  {{"part.item-item.score", {0.5F, 1.5F}, {-1, -0.5F, 0.25F, 1}},
                   {"part.popular.rank", {1}, {-0.25F, 0.5F, 0.125F}},
                   {"product.all_time", {-1}, {0, -0.5F, 0.25F}},
                   {"customer.products", {4}, {0, 0.25F, -0.25F}}}};
  ranker.owned = {
      -1, -0.125F, {{"own.orders", {1.5F}, {0, -0.25F, 0.75F}}, {"part.item-item.score", {1}, {0, 0.5F, 1}}}};
  return ranker;
}

Model model_with(const Histories& histories, const AdditiveRanker& additive) {
  Model model = model_of("item-item", histories);
  model.recipe = "blend";
  model.parts.push_back(std::move(model_of("popular", histories).parts.front()));
  model.ranker = additive;
  return model;
}

Ranker ranker_with(const Histories& histories, const AdditiveRanker& additive = hand_made()) {
  auto ranker = Ranker::build(model_with(histories, additive), histories);
  REQUIRE(ranker);
  return std::move(*ranker);
}

// The score by its definition, from the features of training.
float plain_score(const AdditiveRanker& ranker, const AdditiveScorer& scorer, const Candidates& found, std::size_t at) {
  const AdditiveModel& model = found.owned[at] ? ranker.owned : ranker.fresh;
  const std::size_t width = scorer.features().size();
  float sum = model.intercept;
  for (const AdditiveTable& table : model.tables) {
    for (std::size_t feature = 0; feature < width; ++feature) {
      if (scorer.features()[feature].name == table.feature) sum += table.at(found.features[at * width + feature]);
    }
  }
  return sum + model.slope * found.features[at * width + AdditiveScorer::sum_feature];
}

}  // namespace

TEST_CASE("a table gives the value of the bin, and the first value for an unknown feature") {
  const AdditiveTable table{"f", {1, 2}, {9, 10, 20, 30}};
  CHECK(table.at(std::nanf("")) == 9);
  CHECK(table.at(0.99F) == 10);
  CHECK(table.at(1) == 20);
  CHECK(table.at(2) == 30);
  CHECK(table.at(INFINITY) == 30);
}

TEST_CASE("adding a table to many sums equals looking up each value, on every instruction set") {
  AdditiveTable table{"f", {}, {9, 10}};
  for (std::size_t edges = 0; edges < 80; edges += edges < 3 ? 1 : 19) {
    while (table.edges.size() < edges) {
      table.edges.push_back(static_cast<float>(table.edges.size()));
      table.values.push_back(static_cast<float>(10 * table.values.size()));
    }
    for (const std::size_t count : {0, 1, 3, 16, 37}) {
      std::vector<float> features;
      for (std::size_t at = 0; at < count; ++at) {
        features.push_back(at % 5 == 4 ? std::nanf("") : static_cast<float>(at * 7 % 90) / 2 - 3);
      }
      on_every_target([&] {
        std::vector<float> sums(count, 0.5F);
        table.add_to(features, sums);
        for (std::size_t at = 0; at < count; ++at) {
          CAPTURE(edges, count, at, features[at]);
          CHECK(sums[at] == 0.5F + table.at(features[at]));
        }
      });
    }
  }
}

TEST_CASE("a score is the sum of the tables, with separate tables for new and owned products") {
  const TasteShop shop = taste_shop();
  const Ranker ranker = ranker_with(shop.histories);
  const CustomerState customer = shop.customer(3);
  const auto found = ranker.additive()->candidates(customer);
  const auto answer = ranker.top(customer, found.items.size(), {});
  check_order(answer);
  REQUIRE(answer.size() == found.items.size());
  std::size_t owned = 0;
  for (const ScoredItem& scored : answer) {
    const auto at = std::find(found.items.begin(), found.items.end(), scored.item) - found.items.begin();
    CHECK(scored.score == plain_score(hand_made(), *ranker.additive(), found, static_cast<std::size_t>(at)));
    owned += found.owned[static_cast<std::size_t>(at)] ? 1 : 0;
  }
  CHECK(owned == 5);  // all products of the customer
  CHECK(found.items.size() <= 5 + 2 * 3);
}

TEST_CASE("a request for more than the candidates returns all allowed products, best first") {
  const TasteShop shop = taste_shop();
  const Ranker ranker = ranker_with(shop.histories);
  const auto owned = shop.owned(3);
  const auto answer = ranker.top(shop.customer(3), 100, {owned});
  check_order(answer);
  CHECK(answer.size() == TasteShop::products - owned.size());
  for (const ScoredItem& scored : answer) CHECK_FALSE(std::binary_search(owned.begin(), owned.end(), scored.item));
}

TEST_CASE("an answer under rules has exactly count products, whatever candidates the parts generate") {
  const TasteShop shop = taste_shop();
  const Ranker ranker = ranker_with(shop.histories);
  EligibleItems eligible(TasteShop::products, false);
  for (const std::uint32_t item : {0U, 7U, 9U}) eligible.set(ItemId{item}, true);
  for (std::size_t count = 0; count <= 3; ++count) {
    const auto answer = ranker.top(shop.customer(2), count, {{}, &eligible});
    CHECK(answer.size() == count);
    for (const ScoredItem& scored : answer) CHECK(eligible.contains(scored.item));
  }
}

TEST_CASE("a blend answers a history after all customers have been erased") {
  const TasteShop shop = taste_shop();
  Model model = model_with(shop.histories, hand_made());
  model.parts.push_back(std::move(model_of("user-knn", shop.histories).parts.front()));
  Histories nobody;
  nobody.item_count = TasteShop::products;
  const auto ranker = Ranker::build(std::move(model), nobody);
  REQUIRE(ranker);
  const std::vector<Purchase> history = {{ItemId{1}, 0, 0, 1}, {ItemId{2}, 0, 1, 1}};
  const auto answer = ranker->top({history, {}}, 5, {});
  CHECK(answer.size() == 5);
  for (const ScoredItem& scored : answer) CHECK(std::isfinite(scored.score));
}

TEST_CASE("the additive ranker gives a batch of customers the answers of each alone") {
  const TasteShop shop = taste_shop();
  const Ranker ranker = ranker_with(shop.histories);
  std::vector<CustomerState> customers;
  for (std::uint32_t user = 0; user < 48; ++user) customers.push_back(shop.customer(user));
  const std::vector<Exclusions> none(customers.size());
  const auto batch = ranker.top_batch(customers, 4, none);
  for (std::size_t at = 0; at < customers.size(); ++at) {
    CAPTURE(at);
    const auto alone = ranker.top(customers[at], 4, {});
    REQUIRE(batch[at].size() == alone.size());
    for (std::size_t rank = 0; rank < alone.size(); ++rank) CHECK(batch[at][rank].item == alone[rank].item);
  }
}

TEST_CASE("the terms of an additive score sum to it, and only positive terms name past purchases") {
  const TasteShop shop = taste_shop();
  const Ranker ranker = ranker_with(shop.histories);
  const CustomerState customer = shop.customer(5);
  const auto owned = shop.owned(5);
  for (const ScoredItem& scored : ranker.top(customer, 100, {})) {
    const auto terms = ranker.evidence(customer, scored.item);
    CAPTURE(scored.item.row);
    CHECK(sum_of(terms) == Approx(static_cast<double>(scored.score)).margin(1e-5));
    for (const Contribution& term : terms) {
      if (term.code != ReasonCode::bought_together) continue;
      CHECK(term.amount > 0);
      CHECK(std::binary_search(owned.begin(), owned.end(), term.source));
    }
  }
}

TEST_CASE("confidence is the probability of the score times the probability that the customer returns") {
  const TasteShop shop = taste_shop();
  AdditiveRanker additive = hand_made();
  const CustomerState customer = shop.customer(1);
  const Ranker without_returns = ranker_with(shop.histories, additive);
  CHECK(without_returns.confidence(customer)->of(ItemId{0}, 0) == Approx(0.5));
  additive.returns = AdditiveModel{0, 0, {{"customer.orders", {2}, {0, -1, 1}}}};
  const Ranker ranker = ranker_with(shop.histories, additive);
  const double back = probability(customer.history.back().order + 1 >= 2 ? 1 : -1);
  CHECK(ranker.confidence(customer)->of(ItemId{0}, 0) == Approx(0.5 * back));
  CHECK(ranker.confidence(customer)->given_return(ItemId{0}, 0) == Approx(0.5));
  CHECK_FALSE(ranker.confidence({}));                                        // an unknown customer
  CHECK_FALSE(ranker_of("item-item", shop.histories).confidence(customer));  // a model without confidences
}

TEST_CASE("the calibration error is the mean difference between confidence and share bought") {
  const TasteShop shop = taste_shop();
  AdditiveRanker additive;
  additive.fresh.intercept = std::log(0.4F / 0.6F);
  EvaluationTask task;
  task.train = shop.histories;
  // Half of the customers buy the product that they lacked; the others buy nothing.
  task.truth_offsets = {0};
  for (std::uint32_t user = 0; user < 48; ++user) {
    if (user % 4 < 2) task.truth.push_back(shop.withheld[user]);
    task.truth_offsets.push_back(task.truth.size());
  }
  const Ranker ranker = ranker_with(shop.histories, additive);
  // 7 products are new to each customer, and all are shown.
  const Calibration calibration = measure_calibration(ranker, task, 7, 1'000, 1);
  CHECK(calibration.known.customers == 48);
  CHECK(calibration.back.customers == 24);
  double answers = 0, bought = 0;
  for (const ReliabilityBin& bin : calibration.known.bins) {
    CHECK(bin.confidence == Approx(0.4));
    answers += static_cast<double>(bin.answers);
    bought += bin.bought * static_cast<double>(bin.answers);
  }
  CHECK(answers == 48 * 7);
  CHECK(bought == Approx(24));
  // All confidences are equal, and every bin's share is below them: the error is the mean difference.
  CHECK(calibration.known.error() == Approx(0.4 - 24.0 / (48 * 7)));
  CHECK(calibration.back.error() == Approx(0.4 - 1.0 / 7));
  REQUIRE(calibration.cuts.size() == 6);  // at least .01, .02, .05, .1, .2, .3; none has .5
  for (const ConfidenceCut& cut : calibration.cuts) {
    CHECK(cut.answers == 48 * 7);
    CHECK(cut.confidence == Approx(0.4));
    CHECK(cut.bought == Approx(24.0 / (48 * 7)));
  }
}
