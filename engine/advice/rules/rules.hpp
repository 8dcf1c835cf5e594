// Applies all rules, in order. To add a rule, add a file to this folder and a line to rules.cpp.
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

// The products that the shop and the request allow, for any customer; heads stand for their variants. Adds ids in the request's filters and cart that
// the catalogue does not know to `ignored`.
[[nodiscard]] EligibleProducts apply_shop_rules(const LiveCatalogue&, std::uint32_t model_count, const AdviceRequest&,
                                                std::int64_t now, std::vector<std::string>& ignored);
void apply_customer_rules(const LiveCatalogue&, const AdviceRequest&, std::optional<ItemId> product,
                          const AdviceHistory&, EligibleProducts&);

}  // namespace moshaver
