// The interface of a rule. Each rule is one file in this folder; rules.cpp lists them in order.
//
//   name    key in Advice::removed, which counts each product under the first rule that removes it
//   shop    a ShopRule is the same for every customer of a batch; a CustomerRule is not. An ObtainableRule depends on the
//           situation: customers in the same one share its result
//   cost    a rule that reads attributes uses LiveCatalogue::where, which caches the bitmap until an attribute changes
//   test    tests/advice/advice_test.cpp; tests/advice/rules_test.cpp checks every rule in the list
#pragma once

#include <cstdint>
#include <optional>

#include "engine/advice/eligible_products.hpp"
#include "engine/advice/history.hpp"
#include "engine/advice/situation.hpp"
#include "engine/live/live_catalogue.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

struct ShopRule {
  const char* name;
  void (*apply)(const LiveCatalogue&, const AdviceRequest&, std::int64_t now, EligibleProducts&);
};

struct ObtainableRule {
  const char* name;
  void (*apply)(const LiveCatalogue&, const Situation&, EligibleProducts&);
};

struct CustomerRule {
  const char* name;
  void (*apply)(const LiveCatalogue&, const AdviceRequest&, std::optional<ItemId> product, const AdviceHistory&,
                EligibleProducts&);
};

// They depend on the shop and the request.
extern const ShopRule withdrawn_rule, out_of_stock_rule, not_available_now_rule, not_included_rule, category_rule,
    brand_rule, tags_rule, excluded_rule, in_cart_rule;
// They depend on when, where and for how much the customer can have a product.
extern const ObtainableRule not_for_you_rule, not_deliverable_rule, arrives_late_rule, no_slot_rule,
    outside_contract_rule, price_rule, over_budget_rule, above_usual_gifts_rule;
// They depend on the customer and the placement.
extern const CustomerRule hidden_rule, complaint_open_rule, returned_before_rule, not_purchased_rule, purchased_rule,
    owned_rule, not_due_rule, frequency_cap_rule, given_before_rule, same_product_rule, other_category_rule,
    same_category_rule;

// The rows of the ids; skips ids that the catalogue does not know.
[[nodiscard]] std::vector<ItemId> known_items(const LiveCatalogue&, std::span<const std::string> ids);
// The products of a category and its subcategories. `steps` are folded.
[[nodiscard]] std::shared_ptr<const ItemBitmap> of_category(const LiveCatalogue&, std::span<const std::string> steps);

// Cache keys. The separator \x1f never occurs in folded text.
[[nodiscard]] std::string rule_key(const char* rule, std::span<const std::string> values);
[[nodiscard]] std::string rule_key(const char* rule, std::optional<double> from, std::optional<double> to);
// The same for situations in which price_in is the same for every product.
[[nodiscard]] std::string price_key(const char* rule, const Situation&);

[[nodiscard]] std::vector<std::string> all_folded(std::span<const std::string> texts);  // ascending
[[nodiscard]] bool any_in(std::span<const std::string> wanted, std::span<const std::string> has);

}  // namespace moshaver
