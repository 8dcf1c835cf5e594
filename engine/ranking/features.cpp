#include "engine/ranking/features.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace moshaver {

void CustomerFeatures::write(ItemId candidate, std::span<float> out) const {
  auto at = out.begin();
  const std::size_t item = candidate.row;
  const CustomerSummary::Own* own = summary_.own(candidate);
  if (own == nullptr) {
    at = std::fill_n(at, own_feature_count, std::numeric_limits<float>::quiet_NaN());
  } else {
    // The customer's own gap if there are two purchases, else that of all customers.
    const float gap = std::isnan(own->gap) ? statistics_.gap[item] : own->gap;
    const float since = statistics_.now > 0 ? own->days_since : own->orders_since;
    for (const float value :
         {own->orders, own->share, own->decayed, own->orders_since, own->days_since, (since + 1) / (gap + 1), gap}) {
      *at++ = value;
    }
  }
  for (const float value :
       {statistics_.all_time[item], statistics_.latest[item], statistics_.week[item], statistics_.quarter[item],
        statistics_.trend[item], statistics_.repeat_rate[item], statistics_.gap[item]}) {
    *at++ = value;
  }
  for (const float value : of_customer()) *at++ = value;
}

}  // namespace moshaver
