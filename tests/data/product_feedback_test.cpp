// What customers' events say of a product, and what that makes it worth.
#include "engine/data/product_feedback.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "engine/data/history_kind.hpp"
#include "tests/data/history_events.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

HistoryEvent rating_of(std::uint32_t item, double value) {
  HistoryEvent event = history_event_of(item, *kind_in_history(EventKind::rating, value));
  event.grade = grade_of(EventKind::rating, value);
  return event;
}

ProductFeedback of_first(std::vector<HistoryEvent> events) {
  ProductFeedback first;
  for (const auto& [row, said] : opinions_by_product(events)) {
    if (row == 0) first = said;
  }
  first.purchases = std::count_if(events.begin(), events.end(), [](const HistoryEvent& event) {
    return event.item == 0 && event.kind == EventKind::purchase;
  });
  return first;
}

double weight_of(const ProductFeedback& said) { return static_cast<double>(said.weights) / (1 << 20); }
double grade_in(const ProductFeedback& said) {
  return static_cast<double>(said.grades) / static_cast<double>(said.weights);
}

}  // namespace

TEST_CASE("a return counts against the product if its quality or description was the reason", "[feedback]") {
  const auto troubles = [](EventReason reason) {
    return of_first({history_event_of(0, EventKind::purchase), history_event_of(0, EventKind::return_, reason)})
        .troubles;
  };
  CHECK(troubles(EventReason::quality) == 1);
  CHECK(troubles(EventReason::not_as_described) == 1);
  CHECK(troubles(EventReason::size) == 0);
  CHECK(troubles(EventReason::other) == 0);
  CHECK(troubles(EventReason::none) == 0);
}

TEST_CASE("a complaint counts while it is open, and with a return of the same purchase only once", "[feedback]") {
  const HistoryEvent bought = history_event_of(0, EventKind::purchase),
                     complaint = history_event_of(0, EventKind::complaint),
                     resolved = history_event_of(0, EventKind::resolve),
                     returned = history_event_of(0, EventKind::return_, EventReason::quality);
  CHECK(of_first({bought, complaint}).troubles == 1);
  CHECK(of_first({bought, complaint, resolved}) == of_first({bought}));
  CHECK(of_first({bought, complaint, returned}).troubles == 1);
  CHECK(of_first({bought, bought, complaint, returned}).troubles == 2);
  CHECK(of_first({bought, history_event_of(0, EventKind::complaint, EventReason::other)}).troubles == 0);
}

TEST_CASE("the latest grade of a customer counts, less how mildly the customer judges", "[feedback]") {
  const HistoryEvent bought = history_event_of(0, EventKind::purchase);
  CHECK(of_first({bought, rating_of(0, 1), rating_of(0, 5)}) == of_first({bought, rating_of(0, 5)}));
  CHECK(of_first({bought, rating_of(0, 3)}).weights > 0);
  // One who gives 1 to everything says less against the product than one who gives 1 to this product alone.
  std::vector<HistoryEvent> harsh = {bought, rating_of(0, 2)}, choosy = harsh;
  for (std::uint32_t item = 1; item < 10; ++item) {
    harsh.push_back(rating_of(item, 1));
    choosy.push_back(rating_of(item, 5));
  }
  CHECK(grade_in(of_first(harsh)) > grade_in(of_first(choosy)) + 0.2);
}

TEST_CASE("an answer of one who answers seldom weighs more", "[feedback]") {
  std::vector<HistoryEvent> seldom = {rating_of(0, 4)}, often = seldom;
  for (std::uint32_t item = 0; item < 40; ++item) {
    seldom.push_back(history_event_of(item, EventKind::purchase));
    often.push_back(history_event_of(item, EventKind::purchase));
    often.push_back(rating_of(item, 4));
  }
  CHECK(weight_of(of_first(seldom)) == Approx(0.05 * (40 + 20) / 2).epsilon(1e-5));
  CHECK(weight_of(of_first(often)) == Approx(0.1).epsilon(1e-5));
}

TEST_CASE("a product is lowered by its rate of troubles and its grades beside its category, and never raised",
          "[feedback]") {
  const ProductFeedback shop{10'000, 100, 0, 0}, category{1'000, 20, 0, 0};
  CHECK(satisfaction_factor({100, 0, 0, 0}, category, shop) == 1);
  const double usual = (20 + 20 * 0.01) / 1'020;
  const double own = (10 + 20 * usual) / 120;
  CHECK(satisfaction_factor({100, 10, 0, 0}, category, shop) == Approx((1 - own) / (1 - usual)));
  double last = 1;
  for (std::int64_t troubles = 3; troubles < 100; ++troubles) {
    const double factor = satisfaction_factor({100, troubles, 0, 0}, category, shop);
    CHECK(factor < last);
    last = factor;
  }
  CHECK(last > 0);
  const std::int64_t one = 1 << 20;
  const ProductFeedback graded{100, 0, 10 * one, 2 * one}, grades{1'000, 0, 100 * one, 80 * one};
  CHECK(satisfaction_factor(graded, grades, grades) == Approx((2 + 20 * 0.8) / 30 / 0.8));
  CHECK(satisfaction_factor({}, {}, {}) == 1);
}

TEST_CASE("what events add is taken away without a trace", "[feedback]") {
  std::mt19937 random(11);
  ProductFeedback sum{7, 1, 12'345, 6'789};
  const ProductFeedback before = sum;
  std::vector<ProductFeedback> added;
  for (int at = 0; at < 1'000; ++at) {
    added.push_back(
        of_first({history_event_of(0, EventKind::purchase), rating_of(0, 1 + random() % 5),
                  rating_of(1, 1 + random() % 5), history_event_of(0, EventKind::return_, EventReason::quality)}));
    sum += added.back();
  }
  CHECK_FALSE(sum == before);
  std::shuffle(added.begin(), added.end(), random);
  for (const ProductFeedback& one : added) sum -= one;
  CHECK(sum == before);
}
