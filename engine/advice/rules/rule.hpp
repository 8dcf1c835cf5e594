// What a rule is. Each rule is one file in this folder; rules.cpp lists them in their order.
//
//   name    in Advice::removed: how many products the rule took out, each product under the first rule that removes it
//   shop    rules of the shop and of the request are the same for every customer of a batch; customer rules are not
//   cost    a rule that looks at attributes asks LiveCatalogue::where, which keeps the bits until an attribute changes
//   test    tests/advice/advice_test.cpp; tests/advice/rules_test.cpp goes through the list
#pragma once

#include <cstdint>
#include <optional>

#include "engine/advice/eligible_products.hpp"
#include "engine/advice/history.hpp"
#include "engine/live/live_catalogue.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

struct ShopRule {
  const char* name;
  void (*apply)(const LiveCatalogue&, const AdviceRequest&, std::int64_t now, EligibleProducts&);
};

struct CustomerRule {
  const char* name;
  void (*apply)(const LiveCatalogue&, const AdviceRequest&, std::optional<ItemId> product, const AdviceHistory&,
                EligibleProducts&);
};

// Of the shop and the request.
extern const ShopRule withdrawn_rule, out_of_stock_rule, not_available_now_rule, not_deliverable_rule, over_budget_rule,
    not_included_rule, category_rule, brand_rule, tags_rule, price_rule, excluded_rule, in_cart_rule;
// Of the customer and the placement.
extern const CustomerRule hidden_rule, not_purchased_rule, purchased_rule, same_product_rule, other_category_rule,
    same_category_rule;

// The rows of ids that the catalogue knows.
[[nodiscard]] std::vector<ItemId> known_items(const LiveCatalogue&, std::span<const std::string> ids);
// The products of a category and of what is below it. `steps` are folded.
[[nodiscard]] std::shared_ptr<const ItemBitmap> of_category(const LiveCatalogue&, std::span<const std::string> steps);

// Keys of remembered rules: no folded text holds these control characters.
[[nodiscard]] std::string rule_key(const char* rule, std::span<const std::string> values);
[[nodiscard]] std::string rule_key(const char* rule, std::optional<double> from, std::optional<double> to);

[[nodiscard]] std::vector<std::string> all_folded(std::span<const std::string> texts);  // ascending
[[nodiscard]] bool any_in(std::span<const std::string> wanted, std::span<const std::string> has);

}  // namespace moshaver
