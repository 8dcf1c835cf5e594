#include "engine/advice/reasons.hpp"

#include <catch2/catch.hpp>

using namespace moshaver;

namespace {

const ProductNames names{[](ItemId item) { return item.row == 1 ? std::string_view("tea") : std::string_view("cup"); },
                         [](ItemId) { return std::string_view(); }};
const std::vector<Purchase> history = {{ItemId{1}, 0, 0, 1}, {ItemId{2}, 0, 1, 1}};

// Terms of a blend: two positive from the tea, one from popularity, one negative from the cup, and the base.
const std::vector<Contribution> blend = {{ReasonCode::similar_taste, ItemId{1}, 2.0F, 0},
                                         {ReasonCode::bought_together, ItemId{1}, 1.0F, 0},
                                         {ReasonCode::popular, ItemId{0}, 1.0F, 0},
                                         {ReasonCode::bought_together, ItemId{2}, -0.5F, 0},
                                         {ReasonCode::base, ItemId{0}, -7.0F, 0}};

}  // namespace

TEST_CASE("all terms from one past purchase become one reason, with the code of the largest term") {
  const auto reasons = make_reasons(blend, 3, history, names);
  REQUIRE(reasons.size() == 2);
  CHECK(reasons[0].product_id == "tea");
  CHECK(reasons[0].code == "similar_taste");
  CHECK(reasons[0].amount == Approx(3));
  CHECK(reasons[0].share == Approx(0.75));
  CHECK(reasons[1].code == "popular");
  CHECK(reasons[1].share == Approx(0.25));
}

TEST_CASE("reasons for customers hold neither the base nor negative terms") {
  for (const Reason& reason : make_reasons(blend, 10, history, names)) {
    CHECK(reason.code != "base");
    CHECK(reason.share > 0);
  }
  const std::vector<Contribution> against = {{ReasonCode::bought_together, ItemId{2}, -0.5F, 0},
                                             {ReasonCode::base, ItemId{0}, -7.0F, 0}};
  CHECK(make_reasons(against, 10, history, names).empty());
}

TEST_CASE("terms of one past purchase that cancel out give no reason") {
  const std::vector<Contribution> terms = {{ReasonCode::similar_taste, ItemId{1}, 1.0F, 0},
                                           {ReasonCode::popular, ItemId{0}, 0.5F, 0},
                                           {ReasonCode::bought_together, ItemId{1}, -1.0F, 0}};
  const auto reasons = make_reasons(terms, 10, history, names);
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].code == "popular");
  CHECK(reasons[0].share == Approx(1));
}

TEST_CASE("an explanation lists every term, the base last, and they sum to the score") {
  const auto terms = make_terms(blend, history, names);
  REQUIRE(terms.size() == blend.size());
  double sum = 0;
  for (const Reason& term : terms) sum += term.amount;
  CHECK(sum == Approx(2.0 + 1.0 + 1.0 - 0.5 - 7.0));
  CHECK(terms.back().code == "base");
  CHECK(terms[0].share == Approx(0.5));
  CHECK(terms[3].share < 0);
}
