// The last day on which something can be ordered that arrives by a day: the quickest product that the customer can get
// there.
//
//   quickest  the fewest lead_days of goods in stock that are delivered to the region, under the contract
//   cost      O(products) for each region and contract, kept while the object lives
//   threads   one object per thread
//   test      tests/advice/occasions_test.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/advice/eligible_products.hpp"
#include "engine/advice/situation.hpp"

namespace moshaver {

class OrderDays {
 public:
  OrderDays(const ShopState&, std::int64_t now);

  struct Answer {
    bool known = false;               // something can be had at a known time
    std::optional<std::int32_t> day;  // none: too late
  };
  [[nodiscard]] Answer last_day(const Situation&, std::int32_t arrives_by);

 private:
  [[nodiscard]] std::optional<double> quickest(const Situation&);

  const ShopState& shop_;
  EligibleProducts by_shop_;
  std::vector<std::pair<Situation, std::optional<double>>> met_;  // lead days
};

}  // namespace moshaver
