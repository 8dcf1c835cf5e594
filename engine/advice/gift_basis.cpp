#include "engine/advice/gift_basis.hpp"

#include <algorithm>

#include "engine/advice/due.hpp"

namespace moshaver {

namespace {

constexpr std::size_t least_priced_gifts = 3;

// Both in the order of time; what has no date comes first. Each gift is an order of its own.
std::vector<Purchase> with_gifts(std::span<const Purchase> bought, std::span<const GivenGift> gifts) {
  constexpr std::uint32_t no_order = 0xffffffff;
  std::vector<Purchase> all(bought.begin(), bought.end());
  for (const GivenGift& gift : gifts) all.push_back({gift.item, gift.time, no_order, gift.quantity});
  std::stable_sort(all.begin(), all.end(), [](const Purchase& a, const Purchase& b) { return a.time < b.time; });
  std::uint32_t order = 0, before = 0;
  bool first = true;
  for (Purchase& purchase : all) {
    const std::uint32_t own = purchase.order;
    if (!first && (own != before || own == no_order)) ++order;
    first = false;
    before = own;
    purchase.order = order;
  }
  return all;
}

bool is_bought_again(const ShopState& shop, ItemId head) {
  const auto& model = shop.model->ranker.model().repurchase;
  if (!model || head.row >= model->item_count()) return false;
  return static_cast<double>(model->chance[0][head.row]) >= DueThresholds{}.least_chance;
}

void learn_prices(std::span<const GivenGift> gifts, GiftBasis& basis) {
  std::vector<double> prices;
  for (const GivenGift& gift : gifts) {
    if (gift.price) prices.push_back(*gift.price);
  }
  if (prices.size() < least_priced_gifts) return;
  std::sort(prices.begin(), prices.end());
  basis.dearest = prices.back();
  basis.usual_price = prices[prices.size() / 2];
}

}  // namespace

GiftBasis find_gift_basis(const ShopState& shop, const std::string& recipient_id, const std::string& customer_id,
                          const CurrentCustomer& recipient, bool recipient_agrees) {
  GiftBasis basis;
  basis.asked = true;
  const ProductGroups& groups = shop.catalogue->groups();
  const std::string buyer = customer_id.empty() ? "" : account_of(shop, customer_id);
  std::vector<GivenGift> known;
  for (const GivenGift& gift : gifts_to(shop, recipient_id)) {
    const bool is_own = !buyer.empty() && gift.buyer_id == buyer;
    if (!is_own && !recipient_agrees) continue;
    known.push_back(gift);
    if (is_own) basis.by_buyer.push_back(gift);
    const ItemId head = groups.head(gift.item);
    if (!is_bought_again(shop, head)) basis.given.push_back(head);
  }
  std::sort(basis.given.begin(), basis.given.end());
  basis.given.erase(std::unique(basis.given.begin(), basis.given.end()), basis.given.end());
  if (!known.empty()) {
    basis.bought = with_gifts(recipient.bought, known);
    basis.taste = grouped(groups, basis.bought);
  }
  if (!buyer.empty()) {
    basis.buyer = find_customer(shop, buyer).attributes;
    learn_prices(gifts_by(shop, buyer), basis);
  }
  if (known.empty() && recipient.history.empty()) basis.usual = usual_gifts(shop);
  return basis;
}

}  // namespace moshaver
