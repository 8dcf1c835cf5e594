#include "engine/advice/history.hpp"

#include <algorithm>
#include <map>

#include "engine/advice/frequency_cap.hpp"

namespace moshaver {

namespace {

std::span<const Purchase> last_order(std::span<const Purchase> history) {
  const std::uint32_t last = history.back().order;
  const auto first =
      std::find_if(history.begin(), history.end(), [&](const Purchase& bought) { return bought.order == last; });
  return {first, history.end()};
}

// Of all who buy for the organisation, in order of time. Orders of different people stay different ones.
std::vector<Purchase> pooled_history(const ShopState& shop, const std::string& account_id) {
  constexpr std::size_t most = 2'000;
  struct Bought {
    Purchase purchase;
    std::size_t member;
  };
  std::vector<Bought> pool;
  const std::vector<std::string> members = members_of(shop, account_id);
  for (std::size_t member = 0; member < members.size(); ++member) {
    for (const Purchase& purchase : find_customer(shop, members[member]).bought) pool.push_back({purchase, member});
  }
  std::stable_sort(pool.begin(), pool.end(),
                   [](const Bought& a, const Bought& b) { return a.purchase.time < b.purchase.time; });
  if (pool.size() > most) pool.erase(pool.begin(), pool.end() - most);
  std::map<std::pair<std::size_t, std::uint32_t>, std::uint32_t> orders;
  std::vector<Purchase> history;
  for (Bought& bought : pool) {
    const auto next = static_cast<std::uint32_t>(orders.size());
    bought.purchase.order = orders.emplace(std::pair(bought.member, bought.purchase.order), next).first->second;
    history.push_back(bought.purchase);
  }
  return history;
}

}  // namespace

AdviceHistory find_history(const ShopState& shop, const AdviceRequest& request, const std::string& customer_id,
                           std::optional<ItemId> product, std::int64_t now, std::vector<std::string>& ignored) {
  AdviceHistory found;
  const ProductGroups& groups = shop.catalogue->groups();
  const bool is_gift = request.placement == Placement::gift;
  const std::string& whose = is_gift ? request.context.recipient_id : customer_id;
  if (!whose.empty()) {
    found.customer = find_customer(shop, whose);
    if (is_gift && !found.customer.attributes.consent.gifts) {
      found.customer = {};
      found.lacks_consent = true;
    }
    found.feedback = feedback_of(found.customer.events, groups);
    if (is_gift) {
      found.gift = find_gift_basis(shop, whose, customer_id, found.customer, !found.lacks_consent);
      if (!found.gift.bought.empty()) found.customer.bought = found.gift.bought;
    }
    found.shown_often = shown_often(shop, request, found.customer.id, now);
    if (!is_gift && !request.context.account_id.empty()) {
      found.given = pooled_history(shop, request.context.account_id);
      found.hides.assign(found.customer.hidden.begin(), found.customer.hidden.end());
      found.customer.set_history(found.given, found.hides, groups);
      found.customer.user = std::nullopt;  // no row of the model has this history
    }
  } else {
    for (const std::string& id : request.history) {
      if (const auto item = shop.catalogue->find(id)) {
        found.given.push_back({*item, 0, static_cast<std::uint32_t>(found.given.size()), 1});
      } else {
        ignored.push_back(id);
      }
    }
    found.customer.set_history(found.given, {}, groups);
  }
  found.owned = find_owned(shop, request, found.customer.history, now);
  std::span<const Purchase> asked = found.basis();
  if (request.placement == Placement::trending) asked = {};
  if (request.placement == Placement::post_purchase && !asked.empty() && !whose.empty()) {
    asked = last_order(asked);
  }
  if (request.placement == Placement::complements) {
    if (product) found.basket.push_back(*product);
    for (const std::string& id : request.context.cart) {
      if (const auto item = shop.catalogue->find(id)) found.basket.push_back(groups.head(*item));
    }
    for (const ItemId item : found.basket) found.asked.push_back({item, 0, 0, 1});
    std::sort(found.basket.begin(), found.basket.end());
    found.basket.erase(std::unique(found.basket.begin(), found.basket.end()), found.basket.end());
    asked = found.asked;
  }
  // The model has no rows for products newer than its training data.
  const std::uint32_t model_products = shop.base->data.products.size();
  const auto is_newer = [&](const Purchase& purchase) { return purchase.item.row >= model_products; };
  if (std::any_of(asked.begin(), asked.end(), is_newer)) {
    std::vector<Purchase> known;
    std::remove_copy_if(asked.begin(), asked.end(), std::back_inserter(known), is_newer);
    found.asked = std::move(known);
    asked = found.asked;
  }
  // With the whole history, the customer's own training row must not count as a neighbour. With a part of it, it may.
  const bool whole = asked.size() == found.basis().size() && request.placement != Placement::complements;
  found.state = {asked, whole ? found.customer.user : std::nullopt};
  return found;
}

}  // namespace moshaver
