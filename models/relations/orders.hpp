// The purchases that relations are counted from: by order, and first purchases by the time between them.
//
//   orders   the distinct products of every order, thinned evenly to max_order: counting pairs costs the square. Products
//            that were only liked are not included
//   firsts   each customer's first purchase of every product, ordered by time. A first purchase is followed by those of
//            later orders within follow_days, or, without timestamps, of the next order; at most max_follow of them.
//            Repeat purchases do not follow anything: staples are bought again whatever else was bought
//   memory   12 bytes per order and product, 28 per customer and product
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

// Has any purchase an order or a timestamp?
[[nodiscard]] bool has_orders(const Histories&);

struct Firsts {
  std::vector<std::uint32_t> item;
  std::vector<double> weight;             // (first purchases in its order)^-1/2
  std::vector<std::uint64_t> begin, end;  // the range of first purchases that followed
  SparseRows of_item;                     // product x position in these vectors, values 1
};
[[nodiscard]] Firsts collect_firsts(const Histories&, const OrderLimits&);

}  // namespace moshaver
