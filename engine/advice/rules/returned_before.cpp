// Removes products that the customer returned and has not bought again, in every size and colour: also those of which
// they keep earlier pieces. A return for the size removes the variants of this size alone.
//
//   needs  the customer's returns; not with include_purchased
#include <algorithm>

#include "engine/advice/rules/rule.hpp"
#include "engine/text/fold.hpp"

namespace moshaver {

namespace {

// The variants of the product in its size. A product without a size stands for itself.
std::vector<ItemId> of_same_size(const LiveCatalogue& catalogue, ItemId item) {
  const std::string size = folded(catalogue.of(item).size);
  if (size.empty()) return {item};
  std::vector<ItemId> variants = catalogue.groups().with_variants(item);
  std::erase_if(variants, [&](ItemId other) { return folded(catalogue.of(other).size) != size; });
  return variants;
}

}  // namespace

const CustomerRule returned_before_rule{
    "returned_before", [](const LiveCatalogue& catalogue, const AdviceRequest& request, std::optional<ItemId>,
                          const AdviceHistory& history, EligibleProducts& eligible) {
      if (request.include_purchased) return;
      std::vector<ItemId> returned = history.feedback.returned;
      std::sort(returned.begin(), returned.end());
      eligible.remove(returned_before_rule.name, grouped(catalogue.groups(), returned));
      std::vector<ItemId> wrong_sizes;
      for (const ItemId item : history.feedback.wrong_sizes) {
        const std::vector<ItemId> variants = of_same_size(catalogue, item);
        wrong_sizes.insert(wrong_sizes.end(), variants.begin(), variants.end());
      }
      eligible.remove_variants(returned_before_rule.name, wrong_sizes, catalogue.groups());
    }};

}  // namespace moshaver
