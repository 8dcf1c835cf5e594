// On which day an order of now arrives in a region.
//
//   start    the order counts from today in the shop's time zone; from the cut-off on, or on a day off, from the next
//            working day
//   leaves   lead_days working days later; a part of a day counts as a day
//   arrives  days in transit (calendar days) later, on a working day
//   region   by name, else "*"; a region that is neither named nor covered by "*" is not delivered to. Without any
//            regions in shop.toml there are no days in transit. A region that is not known gets the slowest promise
//   unknown  without lead_days, and after 2099
//   cost     a search in the list of working days: 100 ns
//   test     tests/advice/delivery_test.cpp
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/live/shop_settings.hpp"

namespace moshaver {

class Delivery {
 public:
  // `region` is folded; empty: not known. `now`: seconds since 1970 UTC.
  Delivery(std::shared_ptr<const ShopSettings>, std::string_view region, std::int64_t now);

  [[nodiscard]] bool is_delivered() const { return days_in_transit_.has_value(); }
  [[nodiscard]] std::int32_t today() const { return today_; }
  // The day of arrival; nullopt: unknown.
  [[nodiscard]] std::optional<std::int32_t> arrival(std::optional<double> lead_days) const;
  // The last day on which an order, before the cut-off, arrives on this day at the latest; nullopt: even one of now is
  // late. Never before today.
  [[nodiscard]] std::optional<std::int32_t> last_order_day(double lead_days, std::int32_t day) const;
  // Lead days that arrive on this day at the latest; -1: not even what can leave at once.
  [[nodiscard]] std::int32_t most_lead_days(std::int32_t day) const;

 private:
  std::shared_ptr<const ShopSettings> settings_;
  std::optional<int> days_in_transit_;
  std::int32_t today_ = 0;
  std::size_t start_ = 0;  // in working_days
};

}  // namespace moshaver
