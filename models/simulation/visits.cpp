#include "models/simulation/visits.hpp"

#include <algorithm>
#include <chrono>

#include "models/simulation/affinity.hpp"

namespace moshaver::simulation {

Visits::Visits(ShopDay& day, ProductChoice& choice, Purchases& purchases, Schedule& schedule)
    : day_(day), choice_(choice), purchases_(purchases), schedule_(schedule) {
  for (std::uint32_t customer = 0; customer < day_.population.people(); ++customer) {
    const auto staples = day_.population.staples(customer);
    if (staples.empty()) continue;
    plan_visit(customer, std::min_element(staples.begin(), staples.end(), [](const Staple& a, const Staple& b) {
                           return a.due < b.due;
                         })->due);
  }
}

void Visits::plan_visit(std::uint32_t customer, std::uint32_t day) {
  if (day < day_.population[customer].left) schedule_.plan_visit(customer, day);
}

void Visits::visit_for_staples(std::uint32_t customer) {
  if (!day_.is_active(customer)) return;
  if (!day_.has_room()) {
    plan_visit(customer, day_.number() + 1);
    return;
  }
  Order order = purchases_.new_order(customer);
  purchases_.buy_due_staples(order);
  if (day_.has_room() && day_.random.chance(0.25)) purchases_.buy_extras(order, 1);
  std::uint32_t next = for_ever;
  for (const auto& staple : day_.population.staples(customer)) next = std::min<std::uint32_t>(next, staple.due);
  plan_visit(customer, std::max(next, day_.number() + 1));
}

void Visits::give_gift() {
  Random& random = day_.random;
  const Population& population = day_.population;
  std::uint32_t recipient = nobody;
  if (random.chance(0.6)) {
    const auto date = day_.calendar.date(day_.number());
    const auto today =
        static_cast<std::uint32_t>((std::chrono::sys_days(date) - std::chrono::sys_days(date.year() / 1 / 1)).count());
    recipient = population.draw_by_birthday((today + random.between(1, 10)) % 365, random);
  } else {
    recipient = random.below(population.people());
  }
  if (recipient == nobody) return;
  const auto giver = population.friend_of(recipient, random.below(3));
  if (!giver || !day_.is_active(*giver) || population[*giver].staff || population[*giver].account != nobody) return;
  Order order = purchases_.new_order(*giver);
  order.recipient = recipient;
  for (int attempt = 0; attempt < 6; ++attempt) {
    const std::uint32_t product = choice_.pick(order.consumer(), order.second);
    if (product == no_product || !is_compared_first(day_.catalogue.role(product)) ||
        day_.catalogue[product].price > 60'000)
      continue;
    purchases_.consider_and_buy(order, product);
    return;
  }
}

void Visits::shop(std::uint32_t customer) {
  Order order = purchases_.new_order(customer);
  if (day_.random.chance(0.12)) {
    browse(order);
    return;
  }
  purchases_.buy_due_staples(order);
  std::uint32_t count = 1;
  while (count < 8 && day_.random.chance(0.42)) ++count;
  purchases_.buy_extras(order, count);
}

void Visits::browse(Order& order) {
  Random& random = day_.random;
  const Catalogue& catalogue = day_.catalogue;
  const std::uint32_t count = random.between(1, 4);
  const std::uint32_t first = choice_.pick(order.consumer(), order.second);
  const Customer& customer = day_.population[order.customer];
  const std::size_t family = catalogue[first == no_product ? catalogue.families()[0].evergreen : first].family;
  for (std::uint32_t i = 0; i < count && day_.has_room(); ++i) {
    const std::uint32_t product = i == 0 && first != no_product ? first : choice_.pick_in_family(customer, family);
    const std::uint32_t before = 60 * (count - i);
    day_.add(purchases_.make_event(order, EventKind::view, product, before));
    const double u = random.uniform();
    if (!day_.has_room()) return;
    if (u < 0.06) {
      day_.add(purchases_.make_event(order, EventKind::cart, product, before - 20));  // an abandoned cart
    } else if (u < 0.14 && affinity(catalogue, customer, product) > 0.55) {
      day_.add(purchases_.make_event(order, EventKind::like, product, before - 20));
    }
  }
  if (day_.has_room() && random.chance(0.08)) {  // sees a product for another persona
    const std::size_t other = random.below(persona_count);
    const std::uint32_t foreign = choice_.draw_family(other);
    const std::uint32_t product = catalogue.draw(other, customer.style, foreign, random);
    if (affinity(catalogue, customer, product) < 0.4) {
      Event event = purchases_.make_event(order, random.chance(0.5) ? EventKind::dislike : EventKind::hide, product, 5);
      event.reason = choice_.owns(order.customer, product) ? Reason::already_have : Reason::not_for_me;
      day_.add(event);
    }
  }
}

}  // namespace moshaver::simulation
