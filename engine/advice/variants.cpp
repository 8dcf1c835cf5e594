#include "engine/advice/variants.hpp"

#include <algorithm>
#include <tuple>

#include "engine/text/fold.hpp"

namespace moshaver {

namespace {

// How often, and when last, the customer bought `value` of this attribute in the category.
struct Liking {
  std::size_t times = 0, last = 0;  // last: place in the history + 1
  auto operator<=>(const Liking&) const = default;
};

using Attribute = std::string LiveProduct::*;

Liking liking_of(const LiveCatalogue& catalogue, std::span<const Purchase> bought, const LiveProduct& product,
                 Attribute attribute) {
  Liking liking;
  const std::string wanted = folded(product.*attribute);
  if (wanted.empty()) return liking;
  for (std::size_t at = 0; at < bought.size(); ++at) {
    if (bought[at].quantity <= 0) continue;
    const LiveProduct& other = catalogue.of(bought[at].item);
    if (other.category != product.category || folded(other.*attribute) != wanted) continue;
    ++liking.times;
    liking.last = at + 1;
  }
  return liking;
}

std::uint32_t buyers_of(const ShopState& shop, ItemId item) {
  const auto& buyers = shop.base->variant_buyers;
  return item.row < buyers.size() ? buyers[item.row] : 0;
}

}  // namespace

ChosenVariant choose_variant(const ShopState& shop, const AdviceHistory& history, const EligibleProducts& eligible,
                             ItemId head) {
  const LiveCatalogue& catalogue = *shop.catalogue;
  const auto bought = history.customer.bought;
  const auto& wrong_sizes = history.feedback.wrong_sizes;
  const std::vector<ItemId> variants = catalogue.groups().with_variants(head);
  if (variants.size() == 1) return {head};
  ChosenVariant chosen{head};
  std::tuple<bool, Liking, Liking, std::uint32_t> best;
  bool any = false;
  for (const ItemId item : variants) {
    if (!eligible.contains_variant(item)) continue;
    const LiveProduct& product = catalogue.of(item);
    const Liking size = liking_of(catalogue, bought, product, &LiveProduct::size);
    const bool fits = std::find(wrong_sizes.begin(), wrong_sizes.end(), item) == wrong_sizes.end();
    const std::tuple fit(fits, size, liking_of(catalogue, bought, product, &LiveProduct::colour),
                         buyers_of(shop, item));
    if (any && fit <= best) continue;
    any = true;
    best = fit;
    chosen = {item, fits && size.times > 0};
  }
  return chosen;
}

}  // namespace moshaver
