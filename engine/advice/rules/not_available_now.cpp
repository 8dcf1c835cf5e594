// Removes products whose available_from is in the future, or whose available_until has passed.
//
//   needs  context.now, or the clock
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ShopRule not_available_now_rule{"not_available_now", [](const LiveCatalogue& catalogue, const AdviceRequest&,
                                                              std::int64_t now, EligibleProducts& eligible) {
                                        eligible.remove(not_available_now_rule.name, *catalogue.not_available_at(now));
                                      }};

}  // namespace moshaver
