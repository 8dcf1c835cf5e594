// Which products may be in an answer: all rules, in their order. A new rule is a file in this folder and a line in
// rules.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/advice/rules/rule.hpp"

namespace moshaver {

[[nodiscard]] std::span<const ShopRule* const> shop_rules();
[[nodiscard]] std::span<const CustomerRule* const> customer_rules();

// Every product that the shop and the request allow, whoever asks. Ids of the request's filters and cart that the
// catalogue does not know are added to `ignored`.
[[nodiscard]] EligibleProducts apply_shop_rules(const LiveCatalogue&, std::uint32_t model_count, const AdviceRequest&,
                                                std::int64_t now, std::vector<std::string>& ignored);
void apply_customer_rules(const LiveCatalogue&, const AdviceRequest&, std::optional<ItemId> product,
                          const AdviceHistory&, EligibleProducts&);

}  // namespace moshaver
