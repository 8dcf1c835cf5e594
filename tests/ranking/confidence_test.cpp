// Confidence of scores by a calibration: of a model without an additive ranker.
#include "engine/ranking/confidence.hpp"

#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

ScoreCalibration hand_made() {
  ScoreCalibration calibration;
  calibration.fresh = CalibratedScores{-3, {0, 1, 3}, {2, 1}, {}, {}};
  return calibration;
}

Ranker calibrated(const Histories& histories, const ScoreCalibration& calibration) {
  Model model = model_of("item-item", histories);
  model.calibration = calibration;
  auto ranker = Ranker::build(std::move(model), histories);
  REQUIRE(ranker);
  return std::move(*ranker);
}

}  // namespace

TEST_CASE("a curve of scores is 0 up to its first knot, straight between knots and constant after the last") {
  const CalibratedScores scores{-3, {0, 1, 3}, {2, 1}, {}, {}};
  CHECK(scores.curve(-5) == 0);
  CHECK(scores.curve(0.5F) == Approx(1));
  CHECK(scores.curve(1) == Approx(2));
  CHECK(scores.curve(2) == Approx(2.5));
  CHECK(scores.curve(3) == Approx(3));
  CHECK(scores.curve(100) == Approx(3));
}

TEST_CASE("a customer's figures change the log odds by their weights, and an unknown figure changes nothing") {
  const CalibratedScores scores{-3, {0}, {}, {2, 0, 0, 0, 1}, {1, 0, 0, 0, 5}};
  CHECK(scores.of_customer({1, 9, 9, 9, 5}) == Approx(-3));
  CHECK(scores.of_customer({2, 0, 0, 0, 5}) == Approx(-1));
  CHECK(scores.of_customer({1, 0, 0, 0, std::numeric_limits<float>::quiet_NaN()}) == Approx(-3));
}

TEST_CASE("a calibrated model gives each new product a confidence that keeps the order of the list") {
  const TasteShop shop = taste_shop();
  const Ranker ranker = calibrated(shop.histories, hand_made());
  CHECK(ranker.states_confidence());
  for (std::uint32_t user = 0; user < 48; ++user) {
    const CustomerState customer = shop.customer(user);
    const auto confidence = ranker.confidence(customer);
    REQUIRE(confidence);
    double before = 1;
    for (const ScoredItem& scored : ranker.top(customer, 12, {shop.owned(user)})) {
      const auto sure = confidence->of(scored.item, scored.score);
      REQUIRE(sure);
      CHECK(*sure <= before);
      CHECK(*sure == Approx(probability(-3 + hand_made().fresh->curve(scored.score))));
      before = *sure;
    }
  }
}

TEST_CASE("products of a kind of which too little is known, and unknown customers, have no confidence") {
  const TasteShop shop = taste_shop();
  const Ranker ranker = calibrated(shop.histories, hand_made());
  const auto confidence = ranker.confidence(shop.customer(1));
  REQUIRE(confidence);
  CHECK(confidence->of(shop.withheld[1], 1));
  CHECK_FALSE(confidence->of(shop.owned(1).front(), 1));  // nothing is known of products bought before
  CHECK_FALSE(ranker.confidence({}));
}

TEST_CASE("the confidence of a calibrated model counts the chance that the customer returns") {
  const TasteShop shop = taste_shop();
  ScoreCalibration calibration = hand_made();
  calibration.returns = AdditiveModel{-1, 0, {{"customer.products", {5}, {0, -1, 2}}}};
  const Ranker ranker = calibrated(shop.histories, calibration);
  const auto confidence = ranker.confidence(shop.customer(1));
  REQUIRE(confidence);
  CHECK(confidence->chance_to_return() == Approx(probability(1)));  // the customer has 5 products
  CHECK(*confidence->of(shop.withheld[1], 1) == Approx(probability(1) * probability(-1)));
  CHECK(*confidence->given_return(shop.withheld[1], 1) == Approx(probability(-1)));
}
