// Chooses the size and colour in which a product is shown: one that may be shown, in the customer's usual size, in a
// colour that they bought before, and else the one that most customers bought.
//
//   return  a variant that the customer returned for its size comes last; returned_before removes it unless the request
//           includes what was bought
//   size    what the customer bought most often among variants of the same category; of equals the later one
//   test    tests/advice/variants_test.cpp
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "engine/advice/eligible_products.hpp"
#include "engine/advice/history.hpp"
#include "engine/live/shop_state.hpp"

namespace moshaver {

struct ChosenVariant {
  ItemId item;
  bool is_usual_size = false;
};

// `head`: a ranked product, without variants or the head of a group; at least one of the group must be eligible. Cost:
// the variants of the group times the history.
[[nodiscard]] ChosenVariant choose_variant(const ShopState&, const AdviceHistory&, const EligibleProducts&,
                                           ItemId head);

}  // namespace moshaver
