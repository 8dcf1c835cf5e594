#include "engine/advice/answer.hpp"

#include "engine/advice/answer_steps.hpp"

#include "engine/advice/describe.hpp"
#include "engine/advice/history.hpp"
#include "engine/advice/ranking.hpp"
#include "engine/advice/request.hpp"
#include "engine/advice/rules/rules.hpp"

namespace moshaver {

Result<CheckedRequest> check(const ShopState& shop, const AdviceRequest& request, std::int64_t clock) {
  MOSHAVER_CHECK(check_request(request));
  MOSHAVER_CHECK(check_for(shop, request));
  MOSHAVER_TRY(now, time_of(request, clock));
  MOSHAVER_TRY(product, product_of(shop, request));
  if (product) product = shop.catalogue->groups().head(*product);
  return CheckedRequest{request, product, now};
}

Advice answer_to(const ShopState& shop, const CheckedRequest& checked, const std::string& customer_id,
                 const EligibleProducts* allowed) {
  const AdviceRequest& request = checked.request;
  Advice advice;
  advice.customer_id = customer_id;
  const AdviceHistory history = find_history(shop, request, customer_id, checked.product, advice.ignored);
  EligibleProducts eligible = allowed != nullptr ? *allowed : allowed_by_shop(shop, checked, advice.ignored);
  apply_customer_rules(*shop.catalogue, request, checked.product, history, eligible);
  eligible.freeze();
  Ranking ranking(shop, request, checked.product, history, eligible);
  describe(shop, request, history, ranking, eligible, advice);
  return advice;
}

EligibleProducts allowed_by_shop(const ShopState& shop, const CheckedRequest& checked,
                                 std::vector<std::string>& ignored) {
  return apply_shop_rules(*shop.catalogue, shop.base->data.products.size(), checked.request, checked.now, ignored);
}

Result<Advice> answer(const ShopState& shop, const AdviceRequest& request, std::int64_t clock) {
  MOSHAVER_TRY(checked, check(shop, request, clock));
  return answer_to(shop, checked, request.customer_id, nullptr);
}

}  // namespace moshaver
