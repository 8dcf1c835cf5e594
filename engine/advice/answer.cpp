#include "engine/advice/answer.hpp"

#include "engine/advice/answer_steps.hpp"

#include "engine/advice/describe.hpp"
#include "engine/advice/history.hpp"
#include "engine/advice/list_budget.hpp"
#include "engine/advice/ranking.hpp"
#include "engine/advice/request.hpp"
#include "engine/advice/rules/rules.hpp"

namespace moshaver {

namespace {

EligibleProducts by_shop_rules(const ShopState& shop, const CheckedRequest& checked,
                               std::vector<std::string>& ignored) {
  return apply_shop_rules(*shop.catalogue, shop.base->data.products.size(), checked.request, checked.now, ignored);
}

EligibleProducts allowed_at_once(const ShopState& shop, const CheckedRequest& checked, const Situation& situation,
                                 std::vector<std::string>& ignored) {
  EligibleProducts eligible = by_shop_rules(shop, checked, ignored);
  apply_obtainable_rules(*shop.catalogue, situation, eligible);
  return eligible;
}

}  // namespace

Result<CheckedRequest> check(const ShopState& shop, const AdviceRequest& request, std::int64_t clock) {
  MOSHAVER_CHECK(check_request(request));
  MOSHAVER_CHECK(check_for(shop, request));
  MOSHAVER_TRY(now, time_of(request, clock));
  MOSHAVER_TRY(product, product_of(shop, request));
  if (product) product = shop.catalogue->groups().head(*product);
  MOSHAVER_TRY(situation, situation_of(shop, request, now));
  return CheckedRequest{request, product, now, situation};
}

Advice answer_to(const ShopState& shop, const CheckedRequest& checked, const std::string& customer_id,
                 const Allowed* allowed) {
  const AdviceRequest& request = checked.request;
  Advice advice;
  advice.customer_id = customer_id;
  const AdviceHistory history = find_history(shop, request, customer_id, checked.product, checked.now, advice.ignored);
  const Situation situation = history.gift.asked
                                  ? situation_of_gift(shop, request, checked.situation, history.customer.attributes,
                                                      history.gift.buyer, history.gift.dearest)
                                  : situation_of(shop, request, checked.situation, history.customer, customer_id);
  EligibleProducts eligible = allowed != nullptr ? allowed_to(shop, checked, *allowed, situation)
                                                 : allowed_at_once(shop, checked, situation, advice.ignored);
  apply_customer_rules(*shop.catalogue, request, checked.product, history, eligible);
  eligible.freeze();
  if (situation.budget && situation.budget_scope == BudgetScope::list) {
    AdviceRequest deeper = request;
    deeper.count = candidates_for_list(request.count);
    if (!request.diversity) deeper.diversity = 0;  // the sum of the scores is what is made as high as can be
    Ranking ranking(shop, deeper, checked.product, history, eligible);
    keep_within_budget(shop, deeper, situation, checked.product, history, request.count, ranking, eligible);
    describe(shop, request, situation, history, ranking, eligible, advice);
    return advice;
  }
  Ranking ranking(shop, request, checked.product, history, eligible);
  describe(shop, request, situation, history, ranking, eligible, advice);
  return advice;
}

Allowed allowed_by_shop(const ShopState& shop, const CheckedRequest& checked, std::vector<std::string>& ignored) {
  EligibleProducts by_shop = by_shop_rules(shop, checked, ignored), obtainable = by_shop;
  apply_obtainable_rules(*shop.catalogue, checked.situation, obtainable);
  by_shop.freeze();
  obtainable.freeze();
  return {std::move(by_shop), std::move(obtainable)};
}

EligibleProducts allowed_to(const ShopState& shop, const CheckedRequest& checked, const Allowed& allowed,
                            const Situation& situation) {
  if (same_obtainable(situation, checked.situation)) return allowed.obtainable;
  EligibleProducts eligible = allowed.by_shop;
  apply_obtainable_rules(*shop.catalogue, situation, eligible);
  eligible.freeze();
  return eligible;
}

Result<Advice> answer(const ShopState& shop, const AdviceRequest& request, std::int64_t clock) {
  MOSHAVER_TRY(checked, check(shop, request, clock));
  return answer_to(shop, checked, request.customer_id, nullptr);
}

}  // namespace moshaver
