// Statistics of every product, the same for all customers: how popular it is now and over all time, and how often it is
// bought again. Counted from the histories when a ranker is built.
//
//   measure  natural logarithms of shares of customers, smoothed by half a customer; without staff (relation internal)
//   dates    without dates only all_time and latest have values: the other windows are NaN, and gaps are in orders
//   cost     a few passes over the histories; 32 bytes a product
#pragma once

#include <vector>

#include "engine/data/histories.hpp"
#include "engine/data/latest_window.hpp"

namespace moshaver {

struct ItemStatistics {
  std::vector<float> all_time;       // log share of customers who have it
  std::vector<float> latest;         // log share of customers who bought it in their latest window
  std::vector<float> week, quarter;  // log share of customers who bought it in the last 7 and 91 days
  std::vector<float> trend;          // latest less all_time, both as logs; above 0: rising
  std::vector<float> repeat_rate;    // share of its buyers who bought it in two orders; smoothed towards the mean
  std::vector<float> gap;            // mean days (orders) from one purchase to the next of one customer; NaN: unknown
  std::uint32_t now = 0;             // the data's last purchase, seconds since 1970 UTC; 0: no dates
};

[[nodiscard]] ItemStatistics count_item_statistics(const Histories&, LatestWindow);

}  // namespace moshaver
