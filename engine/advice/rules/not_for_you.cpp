// Removes products whose audience is internal, for all who are not staff.
//
//   needs  the customer's relation
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ObtainableRule not_for_you_rule{
    "not_for_you", [](const LiveCatalogue& catalogue, const Situation& situation, EligibleProducts& eligible) {
      if (situation.is_staff) return;
      eligible.remove(not_for_you_rule.name,
                      *catalogue.where("for staff", [](const LiveProduct& product) { return product.for_staff; }));
    }};

}  // namespace moshaver
