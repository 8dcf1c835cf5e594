// Steps that answer() and answer_many() share. Callers use answer.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/advice/eligible_products.hpp"
#include "engine/live/shop_state.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

struct CheckedRequest {
  const AdviceRequest& request;
  std::optional<ItemId> product;  // of a variant, its head
  std::int64_t now = 0;           // seconds since 1970 UTC
};
[[nodiscard]] Result<CheckedRequest> check(const ShopState&, const AdviceRequest&, std::int64_t clock);

[[nodiscard]] EligibleProducts allowed_by_shop(const ShopState&, const CheckedRequest&,
                                               std::vector<std::string>& ignored);

// `allowed`: the products left by the rules of shop and request; null: apply these rules here.
[[nodiscard]] Advice answer_to(const ShopState&, const CheckedRequest&, const std::string& customer_id,
                               const EligibleProducts* allowed);

}  // namespace moshaver
