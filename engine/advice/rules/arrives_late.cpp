// Removes goods that arrive after the day on which they are needed, and those whose arrival is unknown. Services arrive
// by their slots: no_slot.cpp.
//
//   needs  context.need_by, the products' lead_days, [delivery] in shop.toml
//   cost   one bitmap for each number of lead days that is still in time, kept until an attribute changes
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ObtainableRule arrives_late_rule{
    "arrives_late", [](const LiveCatalogue& catalogue, const Situation& situation, EligibleProducts& eligible) {
      if (!situation.need_by) return;
      const double most = situation.delivery().most_lead_days(*situation.need_by);
      eligible.remove(arrives_late_rule.name,
                      *catalogue.where(rule_key("late", {}, most), [most](const LiveProduct& product) {
                        return !product.is_service && !(product.lead_days && *product.lead_days <= most);
                      }));
    }};

}  // namespace moshaver
