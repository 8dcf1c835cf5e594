#include "models/simulation/consequences.hpp"

#include <algorithm>
#include <array>

#include "models/simulation/affinity.hpp"

namespace moshaver::simulation {
namespace {

// An event about a purchase; about a gift, it keeps the recipient.
Event later_event(const Event& purchase, EventKind kind) {
  Event event = purchase;
  event.kind = kind;
  event.quantity = 0;
  event.price = 0;
  return event;
}

std::uint8_t stars(double value) { return static_cast<std::uint8_t>(std::clamp(value, 1.0, 5.0) + 0.5); }

}  // namespace

void Consequences::plan(const Event& purchase, std::uint32_t consumer) {
  const Customer& user = day_.population[consumer];
  const double liked = affinity(day_.catalogue, user, purchase.product);
  if (plan_return(purchase, consumer, liked)) return;  // a returned product is neither rated nor completed
  plan_complaint(purchase);
  plan_rating(purchase, liked);
  if (purchase.recipient == nobody) plan_complements(purchase, user);  // recipients complete gifts elsewhere
}

bool Consequences::plan_return(const Event& purchase, std::uint32_t consumer, double liked) {
  Random& random = day_.random;
  const Family& about = *day_.catalogue.family_of(purchase.product).about;
  const double quality = day_.catalogue[purchase.product].quality / 255.0;
  const bool staple = about.role == Role::staple, service = about.role == Role::service;
  const bool is_fitted = about.variant_kind == VariantKind::fitted_size;
  const bool fits = !is_fitted || day_.catalogue.variant_index(purchase.product) == fitted_size(consumer);
  const double return_chance = service ? 0 : staple ? 0.006 : !fits ? 0.4 : is_fitted ? 0.08 : 0.055;
  if (!random.chance(return_chance * (2.2 - 1.6 * liked) * (1.6 - quality))) return false;
  Event event = later_event(purchase, EventKind::return_);
  event.price = purchase.price;
  event.quantity = static_cast<std::uint16_t>(random.chance(0.8) ? purchase.quantity : 1);
  constexpr std::array<Reason, 5> why = {Reason::not_as_described, Reason::changed_mind, Reason::damaged,
                                         Reason::defective, Reason::not_for_me};
  event.reason = staple ? Reason::damaged : why[random.below(why.size())];
  if (!fits && random.chance(0.9)) event.reason = Reason::wrong_size;
  plan_in(random.between(2, 20), event);
  return true;
}

void Consequences::plan_complaint(const Event& purchase) {
  Random& random = day_.random;
  const bool service = day_.catalogue.role(purchase.product) == Role::service;
  const double quality = day_.catalogue[purchase.product].quality / 255.0;
  const double complaint_chance = (service ? 0.03 : 0.006) * (2.4 - 2 * quality);
  if (!random.chance(complaint_chance)) return;
  Event event = later_event(purchase, EventKind::complaint);
  constexpr std::array<Reason, 4> why = {Reason::late_delivery, Reason::wrong_item, Reason::damaged, Reason::defective};
  event.reason = service ? Reason::poor_service : why[random.below(why.size())];
  plan_in(random.between(1, 6), event);
}

void Consequences::plan_rating(const Event& purchase, double liked) {
  Random& random = day_.random;
  const bool staple = day_.catalogue.role(purchase.product) == Role::staple;
  const double quality = day_.catalogue[purchase.product].quality / 255.0;
  if (!random.chance(staple ? 0.02 : 0.07)) return;
  Event event = later_event(purchase, EventKind::rating);
  event.value = stars(0.6 + 3.0 * liked + 2.0 * quality + 0.6 * random.normal());
  plan_in(random.between(2, 16), event);
}

void Consequences::plan_complements(const Event& purchase, const Customer& consumer) {
  Random& random = day_.random;
  const auto& range = day_.catalogue.family_of(purchase.product);
  if (std::all_of(range.complements.begin(), range.complements.end(),
                  [](auto other) { return other == Catalogue::no_family; })) {
    return;
  }
  const auto complements = day_.catalogue.complements(purchase.product);
  for (std::size_t i = 0; i < complements.size(); ++i) {
    if (complements[i] == no_product || !random.chance(range.about->complements[i].chance)) continue;
    Event wish;
    wish.kind = EventKind::purchase;
    wish.customer = purchase.customer;
    wish.product = random.chance(0.8) ? complements[i] : choice_.pick_in_family(consumer, range.complements[i]);
    plan_in(1 + random.below(28) * random.below(28) / 28, wish);  // mostly soon, seldom after three weeks
  }
}

void Consequences::carry_out(const Event& planned) {
  Random& random = day_.random;
  Event event = planned;
  event.second = day_.hours.draw_second(random);
  day_.add(event);
  Event next = event;
  next.reason = Reason::none;
  next.value = 0;
  if (event.kind == EventKind::complaint) {
    if (random.chance(0.85)) {
      next.kind = EventKind::resolve;
      plan_in(random.between(1, 6), next);
    } else if (random.chance(0.3)) {  // some leave for good if their complaint is not resolved
      auto& left = day_.population[event.customer].left;
      left = static_cast<std::uint16_t>(std::min<std::uint32_t>(left, day_.number() + 14));
    }
  } else if (event.kind == EventKind::resolve && random.chance(0.35)) {
    next.kind = EventKind::survey;
    next.value = stars(3.8 + 0.9 * random.normal());
    plan_in(random.between(1, 3), next);
  } else if (event.kind == EventKind::rating && event.value == 5 && random.chance(0.05)) {
    if (const auto other = day_.population.friend_of(event.customer, random.below(3))) {
      next.kind = EventKind::referral;
      next.order = 0;
      next.recipient = *other;
      plan_in(random.between(1, 5), next);
    }
  }
}

}  // namespace moshaver::simulation
