#include "models/simulation/purchases.hpp"

#include <algorithm>

namespace moshaver::simulation {
namespace {

constexpr std::uint32_t expensive = 20'000;  // thousands of rial: customers ask questions before they buy

}  // namespace

Order Purchases::new_order(std::uint32_t customer) {
  Order order;
  order.customer = customer;
  order.second = day_.hours.draw_second(day_.random);
  order.channel =
      day_.random.chance(0.85) ? day_.population[customer].channel : static_cast<std::uint8_t>(day_.random.below(4));
  return order;
}

Event Purchases::make_event(const Order& order, EventKind kind, std::uint32_t product,
                            std::uint32_t seconds_before) const {
  Event event;
  event.kind = kind;
  event.customer = order.customer;
  event.product = product;
  event.second = order.second - seconds_before;
  event.channel = order.channel;
  event.for_account = day_.population[order.customer].account != nobody;
  if (kind == EventKind::cart) event.quantity = 1;
  return event;
}

void Purchases::buy_due_staples(Order& order) {
  Random& random = day_.random;
  const Catalogue& catalogue = day_.catalogue;
  const Customer& customer = day_.population[order.customer];
  for (auto& staple : day_.population.staples(order.customer)) {
    if (!day_.has_room()) return;
    // A customer who is there anyway buys up to an eighth of the gap early.
    if (staple.due > day_.number() + staple.gap_quarters / 32) continue;
    if (!choice_.is_available(staple.product, customer)) {  // another of its family, from now on
      const auto& range = catalogue.family_of(staple.product);
      const std::uint32_t other = choice_.pick_in_family(customer, catalogue[staple.product].family);
      staple.product = choice_.is_available(other, customer) ? other : range.evergreen;
    }
    std::uint32_t product = staple.product;
    if (random.chance(0.1)) {  // for a change
      const std::uint32_t other = choice_.pick_in_family(customer, catalogue[product].family);
      if (choice_.is_available(other, customer)) product = other;
    }
    if (bookings_.is_full(product, order.second)) {
      // Tries again soon, perhaps with another provider.
      day_.add(make_event(order, EventKind::view, product, 90));
      staple.due = static_cast<std::uint16_t>(day_.number() + random.between(1, 3));
      const std::uint32_t other = choice_.pick_in_family(customer, catalogue[product].family);
      if (choice_.is_available(other, customer)) staple.product = other;
      continue;
    }
    buy(order, product);
    const double gap = staple.gap_quarters / 4.0 * (1 + 0.15 * random.normal());
    staple.due =
        static_cast<std::uint16_t>(day_.number() + std::max<std::uint32_t>(1, static_cast<std::uint32_t>(gap + 0.5)));
  }
}

void Purchases::buy_extras(Order& order, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count && day_.has_room(); ++i) {
    std::uint32_t product = choice_.pick(order.consumer(), order.second);
    if (product == no_product) product = choice_.pick_consumable(order.consumer());
    consider_and_buy(order, product);
  }
}

void Purchases::buy_planned(const Event& wish) {
  if (!day_.is_active(wish.customer)) return;
  const Customer& customer = day_.population[wish.customer];
  Order order = new_order(wish.customer);
  const auto is_wanted = [&](std::uint32_t product) {
    return choice_.is_available(product, customer) && !choice_.owns(wish.customer, product);
  };
  std::uint32_t product = wish.product;
  if (!is_wanted(product)) {
    product = choice_.pick_in_family(customer, day_.catalogue[product].family);
    if (!is_wanted(product)) return;
  }
  if (bookings_.is_full(product, order.second)) return;
  consider_and_buy(order, product);
  buy_due_staples(order);
}

void Purchases::consider_and_buy(Order& order, std::uint32_t product) {
  Random& random = day_.random;
  const Catalogue& catalogue = day_.catalogue;
  const bool is_fitted = catalogue.family_of(product).about->variant_kind == VariantKind::fitted_size;
  if (is_fitted && random.chance(0.9)) {  // else a size taken by mistake
    const std::uint32_t own = catalogue.in_variant(product, fitted_size(order.consumer()));
    const std::uint32_t consumer = order.consumer();
    if (choice_.is_available(own, day_.population[consumer]) && !choice_.owns(consumer, own)) product = own;
  }
  const bool compared = is_compared_first(catalogue.role(product));
  const Customer& taste = day_.population[order.consumer()];
  const double u = random.uniform();
  if (compared ? u < 0.45 : u < 0.08) {
    const std::uint32_t views = compared ? random.between(1, 3) : 1;
    for (std::uint32_t i = 0; i < views && day_.has_room(); ++i) {
      const std::uint32_t seen = i + 1 == views ? product : choice_.pick_in_family(taste, catalogue[product].family);
      day_.add(make_event(order, EventKind::view, seen, 120 + 150 * (views - i) + random.below(100)));
    }
    if (day_.has_room() && catalogue[product].price > expensive && random.chance(0.06)) {
      day_.add(make_event(order, EventKind::question, product, 110));
    }
  }
  if (day_.has_room() && random.chance(0.12)) {
    day_.add(make_event(order, EventKind::cart, product, 30 + random.below(60)));
  }
  if (day_.has_room()) buy(order, product);
}

void Purchases::buy(Order& order, std::uint32_t product) {
  Random& random = day_.random;
  const Customer& buyer = day_.population[order.customer];
  const Role role = day_.catalogue.role(product);
  const bool for_account = buyer.account != nobody;
  if (order.id == 0) order.id = ++day_.counts.orders;
  Event event = make_event(order, EventKind::purchase, product, 0);
  event.order = order.id;
  event.recipient = order.recipient;
  event.price = price_today(product, buyer);
  event.quantity = 1;
  if (for_account && role != Role::service) {
    event.quantity = static_cast<std::uint16_t>(3 + random.below(8) + (random.chance(0.2) ? random.below(40) : 0));
  } else if ((role == Role::staple || role == Role::seasonal) && random.chance(0.25)) {
    event.quantity = static_cast<std::uint16_t>(random.between(2, 4));
  }
  bookings_.book(product, order.second);
  if (role == Role::once) {
    day_.population.set_owned(order.consumer(), product);
    day_.population[order.consumer()].satisfied_families |= day_.catalogue.family_of(product).satisfied_bit;
  }
  if (order.recipient != nobody) ++day_.counts.gifts;
  day_.add(event);
  consequences_.plan(event, order.consumer());
}

std::uint32_t Purchases::price_today(std::uint32_t product, const Customer& buyer) const {
  std::uint32_t price = day_.catalogue[product].price;
  // Each week one product in twelve is on offer.
  if (mix_bits(product * 1'000'003ULL + day_.number() / 7) % 12 == 0) price = price * 85 / 100;
  if (buyer.account != nobody) price = price * 92 / 100;
  if (buyer.staff) price = price * 85 / 100;
  return std::max(1U, price);
}

}  // namespace moshaver::simulation
