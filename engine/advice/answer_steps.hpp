// Steps that answer() and answer_many() share. Callers use answer.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/advice/eligible_products.hpp"
#include "engine/advice/situation.hpp"
#include "engine/live/shop_state.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

struct CheckedRequest {
  const AdviceRequest& request;
  std::optional<ItemId> product;  // of a variant, its head
  std::int64_t now = 0;           // seconds since 1970 UTC
  Situation situation;            // as far as the request tells
};
[[nodiscard]] Result<CheckedRequest> check(const ShopState&, const AdviceRequest&, std::int64_t clock);

// The products that shop and request allow to any customer.
struct Allowed {
  EligibleProducts by_shop;     // before the rules on what can be obtained
  EligibleProducts obtainable;  // in the situation of the request
};
[[nodiscard]] Allowed allowed_by_shop(const ShopState&, const CheckedRequest&, std::vector<std::string>& ignored);
// The same for a customer, whose situation may be another one; frozen.
[[nodiscard]] EligibleProducts allowed_to(const ShopState&, const CheckedRequest&, const Allowed&, const Situation&);

// `allowed`: null: the rules of shop and request are applied here.
[[nodiscard]] Advice answer_to(const ShopState&, const CheckedRequest&, const std::string& customer_id,
                               const Allowed* allowed);

}  // namespace moshaver
