// Purchases as relations between products are counted from: by order, and what every customer bought first after what.
//
//   orders   the distinct products of every order; of more than max_order evenly chosen ones, so that a wholesaler's
//            order cannot cost the square of it. What was only liked is in none
//   firsts   each customer's first purchase of every product, in order of time. What followed one are the firsts of later
//            orders within follow_days, or, where no time is known, of the next order; at most max_follow of them.
//            A product that was had before does not follow: staples come round whatever else was bought
//   memory   12 bytes a product and order, 28 a customer and product
#pragma once

#include <cstdint>
#include <vector>

#include "engine/data/histories.hpp"
#include "engine/data/sparse_rows.hpp"

namespace moshaver {

struct OrderLimits {
  std::uint32_t max_order = 200, max_follow = 200, follow_days = 30;
};

struct Orders {
  SparseRows products;              // order x product, values 1
  std::vector<std::uint32_t> user;  // by order, ascending
};
[[nodiscard]] Orders collect_orders(const Histories&, const OrderLimits&);

// The data tells which purchases belong together: not every history is a single heap without a date.
[[nodiscard]] bool tells_orders(const Histories&);

struct Firsts {
  std::vector<std::uint32_t> item;
  std::vector<double> weight;             // of the order it was bought in: (firsts in it)^-1/2
  std::vector<std::uint64_t> begin, end;  // of the firsts that followed
  SparseRows of_item;                     // product x position here, values 1
};
[[nodiscard]] Firsts collect_firsts(const Histories&, const OrderLimits&);

}  // namespace moshaver
