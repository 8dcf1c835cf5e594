// How customers buy: what they look at before, the purchase itself, its price and quantity, and the staples that are due.
#pragma once

#include <cstdint>

#include "models/simulation/bookings.hpp"
#include "models/simulation/consequences.hpp"
#include "models/simulation/product_choice.hpp"
#include "models/simulation/shop_day.hpp"

namespace moshaver::simulation {

// One visit, which becomes an order once something is bought.
struct Order {
  std::uint64_t id = 0;  // 0 until something is bought
  std::uint32_t customer = 0, second = 0;
  std::uint32_t recipient = nobody;  // of a gift
  std::uint8_t channel = 0;
  std::uint32_t consumer() const { return recipient != nobody ? recipient : customer; }
};

class Purchases {
 public:
  Purchases(ShopDay& day, ProductChoice& choice, Bookings& bookings, Consequences& consequences)  // all outlive it
      : day_(day), choice_(choice), bookings_(bookings), consequences_(consequences) {}

  Order new_order(std::uint32_t customer);
  // An event of the order, some seconds before its purchases.
  Event make_event(const Order&, EventKind, std::uint32_t product, std::uint32_t seconds_before) const;

  void buy_due_staples(Order&);
  void buy_extras(Order&, std::uint32_t count);
  // Views, a question, the cart, and the purchase, as far as the day has room.
  void consider_and_buy(Order&, std::uint32_t product);
  // Buys something that goes with an earlier purchase, or one like it, unless the customer cannot or owns it.
  void buy_planned(const Event& wish);

 private:
  void buy(Order&, std::uint32_t product);
  std::uint32_t price_today(std::uint32_t product, const Customer& buyer) const;

  ShopDay& day_;
  ProductChoice& choice_;
  Bookings& bookings_;
  Consequences& consequences_;
};

// Customers compare products that are bought once, or for a season, before they buy.
inline bool is_compared_first(Role role) { return role == Role::once || role == Role::seasonal; }

}  // namespace moshaver::simulation
