// Removes services without a free slot at the time that is wanted, from now on when none is said, and by the day on which
// the service is needed. In a shop that never said what is free, they are removed only if the request names a time.
//
//   needs  context.at, context.need_by; the slots of the shop, [delivery] hours in shop.toml
//   cost   a search for each service
#include <bit>

#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ObtainableRule no_slot_rule{
    "no_slot", [](const LiveCatalogue& catalogue, const Situation& situation, EligibleProducts& eligible) {
      if (!situation.slots->are_known() && !situation.names_time) return;
      const auto services = catalogue.where("service", [](const LiveProduct& product) { return product.is_service; });
      ItemBitmap without(word_count(catalogue.size()));
      for (std::size_t word = 0; word < services->size(); ++word) {
        for (std::uint64_t bits = (*services)[word]; bits != 0; bits &= bits - 1) {
          const auto row = static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
          if (!slot_of(situation, ItemId{row})) set_bit(without, row, true);
        }
      }
      eligible.remove(no_slot_rule.name, without);
    }};

}  // namespace moshaver
