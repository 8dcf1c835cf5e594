#include "engine/advice/reasons.hpp"

#include <catch2/catch.hpp>

using namespace moshaver;

namespace {

const ProductNames names{[](ItemId item) { return item.row == 1 ? std::string_view("tea") : std::string_view("cup"); },
                         [](ItemId) { return std::string_view(); }};
const std::vector<Purchase> history = {{ItemId{1}, 0, 0, 1}, {ItemId{2}, 0, 1, 1}};

// What a blend says: two terms from the tea, one from the cup that speaks against the product, and the base.
const std::vector<Contribution> blend = {{ReasonCode::similar_taste, ItemId{1}, 2.0F, 0},
                                         {ReasonCode::bought_together, ItemId{1}, 1.0F, 0},
                                         {ReasonCode::popular, ItemId{0}, 1.0F, 0},
                                         {ReasonCode::bought_together, ItemId{2}, -0.5F, 0},
                                         {ReasonCode::base, ItemId{0}, -7.0F, 0}};

}  // namespace

TEST_CASE("what speaks from one past purchase is one reason, named after its largest term") {
  const auto reasons = make_reasons(blend, 3, history, names);
  REQUIRE(reasons.size() == 2);
  CHECK(reasons[0].product_id == "tea");
  CHECK(reasons[0].code == "similar_taste");
  CHECK(reasons[0].amount == Approx(3));
  CHECK(reasons[0].share == Approx(0.75));
  CHECK(reasons[1].code == "popular");
  CHECK(reasons[1].share == Approx(0.25));
}

TEST_CASE("reasons for people hold neither the base nor what speaks against the product") {
  for (const Reason& reason : make_reasons(blend, 10, history, names)) {
    CHECK(reason.code != "base");
    CHECK(reason.share > 0);
  }
  const std::vector<Contribution> against = {{ReasonCode::bought_together, ItemId{2}, -0.5F, 0},
                                             {ReasonCode::base, ItemId{0}, -7.0F, 0}};
  CHECK(make_reasons(against, 10, history, names).empty());
}

TEST_CASE("terms of one past purchase that cancel each other are no reason") {
  const std::vector<Contribution> terms = {{ReasonCode::similar_taste, ItemId{1}, 1.0F, 0},
                                           {ReasonCode::popular, ItemId{0}, 0.5F, 0},
                                           {ReasonCode::bought_together, ItemId{1}, -1.0F, 0}};
  const auto reasons = make_reasons(terms, 10, history, names);
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].code == "popular");
  CHECK(reasons[0].share == Approx(1));
}

TEST_CASE("the terms of a score are all there, the base last, and sum to the score") {
  const auto terms = make_terms(blend, history, names);
  REQUIRE(terms.size() == blend.size());
  double sum = 0;
  for (const Reason& term : terms) sum += term.amount;
  CHECK(sum == Approx(2.0 + 1.0 + 1.0 - 0.5 - 7.0));
  CHECK(terms.back().code == "base");
  CHECK(terms[0].share == Approx(0.5));
  CHECK(terms[3].share < 0);
}
