#include "engine/advice/frequency_cap.hpp"

#include "engine/advice/request.hpp"

namespace moshaver {

namespace {

bool is_capped(const ShopSettings& settings, const AdviceRequest& request, const std::string& customer_id) {
  return settings.frequency_cap && request.placement == Placement::for_you && !customer_id.empty();
}

}  // namespace

std::vector<ItemId> shown_often(const ShopState& shop, const AdviceRequest& request, const std::string& customer_id,
                                std::int64_t now) {
  const auto settings = shop.settings->current();
  if (!is_capped(*settings, request, customer_id)) return {};
  return shop.shown->shown_often(customer_id, static_cast<std::uint32_t>(settings->frequency_cap->shown),
                                 settings->time_zone.local(now).day - settings->frequency_cap->days + 1);
}

void count_as_shown(const ShopState& shop, const AdviceRequest& request, const Advice& advice, std::int64_t clock) {
  const auto settings = shop.settings->current();
  if (!is_capped(*settings, request, request.customer_id)) return;
  const std::int32_t day = settings->time_zone.local(*time_of(request, clock)).day;
  const std::string customer = account_of(shop, request.customer_id);
  for (const RecommendedItem& item : advice.items) {
    shop.shown->add(customer, shop.catalogue->groups().head(*shop.catalogue->find(item.product_id)), day,
                    LiveShown::By::answer, day - settings->frequency_cap->days + 1);
  }
}

}  // namespace moshaver
