#include "models/simulation/simulation.hpp"

#include <algorithm>
#include <cassert>

namespace moshaver::simulation {
namespace {

constexpr std::uint32_t expensive = 20'000;  // thousands of rial: thought over, asked about
constexpr double seasonal_peak = 8;          // how much more than usual at the height of the season

bool needs_thought(Role role) { return role == Role::once || role == Role::seasonal; }

}  // namespace

Simulation::Simulation(const Calendar& calendar, const Catalogue& catalogue, Population& population, std::uint64_t seed)
    : calendar_(calendar), catalogue_(catalogue), population_(population), random_(seed, 71, 0) {
  const auto families = catalogue_.families();
  visit_head_.assign(calendar_.days(), nobody);
  visit_next_.assign(population_.size(), nobody);
  for (std::uint32_t customer = 0; customer < population_.people(); ++customer) {
    const auto staples = population_.staples(customer);
    if (staples.empty()) continue;
    plan_visit(customer, std::min_element(staples.begin(), staples.end(), [](const Staple& a, const Staple& b) {
                           return a.due < b.due;
                         })->due);
  }
  for (std::size_t persona = 0; persona < persona_count; ++persona) {
    std::vector<double> weights(families.size());
    for (std::size_t family = 0; family < families.size(); ++family) {
      if (families[family].about->role == Role::staple) weights[family] = catalogue_.liking(persona, family);
    }
    consumables_.emplace_back(weights);
  }
  booked_begin_.resize(families.size());
  std::uint32_t services = 0;
  for (std::size_t family = 0; family < families.size(); ++family) {
    booked_begin_[family] = services;
    if (families[family].about->role == Role::service) services += families[family].count;
  }
  booked_.resize(std::size_t{services} * slots_a_day);
}

void Simulation::run_day(std::uint64_t quota, std::vector<Event>& events) {
  assert(day_ < calendar_.days());
  quota_ = quota;
  today_.clear();
  std::fill(booked_.begin(), booked_.end(), std::uint16_t{0});
  const auto families = catalogue_.families();
  family_draw_.clear();
  std::vector<double> weights(families.size());
  for (std::size_t persona = 0; persona < persona_count; ++persona) {
    for (std::size_t family = 0; family < families.size(); ++family) {
      const Family& about = *families[family].about;
      weights[family] = catalogue_.liking(persona, family);
      if (about.role == Role::seasonal)
        weights[family] *= 0.02 + seasonal_peak * calendar_.strength(about.season, day_);
      if (about.role == Role::staple) weights[family] *= 0.4;
      if (about.role == Role::service) weights[family] *= 0.5;
    }
    family_draw_.emplace_back(weights);
  }

  auto& due = planned_[day_ % horizon];
  for (const Event& event : due) {
    if (room()) {
      follow_up(event);
    } else {
      plan(1, event);
    }
  }
  due.clear();

  // Read out first: a customer who finds the day full is put on tomorrow's list.
  visitors_.clear();
  for (std::uint32_t customer = visit_head_[day_]; customer != nobody; customer = visit_next_[customer]) {
    visitors_.push_back(customer);
  }
  for (const std::uint32_t customer : visitors_) visit_for_staples(customer);

  const double festive = 1 + 2 * calendar_.strength(Season::nowruz, day_) + 2 * calendar_.strength(Season::yalda, day_);
  const double presents = gift_order_share * festive * static_cast<double>(quota_);
  auto present_count = static_cast<std::uint64_t>(presents);
  if (random_.chance(presents - static_cast<double>(present_count))) ++present_count;
  for (std::uint64_t i = 0; i < present_count && room(); ++i) give_present();

  while (room()) {
    std::uint32_t customer = population_.draw_active(random_);
    for (int attempt = 0; attempt < 64 && !present(customer); ++attempt) customer = population_.draw_active(random_);
    shop(customer);
  }

  sort_keys_.resize(today_.size());
  for (std::size_t i = 0; i < today_.size(); ++i) sort_keys_[i] = std::uint64_t{today_[i].second} << 40 | i;
  std::sort(sort_keys_.begin(), sort_keys_.end());
  events.clear();
  events.reserve(today_.size());
  for (const std::uint64_t key : sort_keys_) events.push_back(today_[key & 0xffffffffffULL]);
  ++day_;
}

bool Simulation::present(std::uint32_t customer) const {
  return population_[customer].joined <= day_ && day_ < population_[customer].left;
}

void Simulation::emit(Event event) {
  assert(room());
  event.place = population_[event.customer].region;
  ++counts_.by_kind[static_cast<std::size_t>(event.kind)];
  today_.push_back(event);
}

void Simulation::plan(std::uint32_t days_ahead, const Event& event) {
  assert(0 < days_ahead && days_ahead < horizon);
  if (day_ + days_ahead < calendar_.days()) planned_[(day_ + days_ahead) % horizon].push_back(event);
}

void Simulation::plan_visit(std::uint32_t customer, std::uint32_t day) {
  if (day >= calendar_.days() || day >= population_[customer].left) return;
  visit_next_[customer] = visit_head_[day];
  visit_head_[day] = customer;
}

// ---- what follows from earlier days ----

void Simulation::follow_up(const Event& planned) {
  Event event = planned;
  const Customer& customer = population_[event.customer];
  if (event.kind == EventKind::purchase) {  // something that goes with an earlier purchase
    if (!present(event.customer)) return;
    Order order = new_order(event.customer);
    std::uint32_t product = event.product;
    if (!obtainable(product, customer) || has_already(event.customer, product)) {
      product = pick_product(customer, catalogue_[product].family);
      if (!obtainable(product, customer) || has_already(event.customer, product)) return;
    }
    if (const auto* taken = booked(product, order.second); taken && *taken >= catalogue_[product].capacity) return;
    consider_and_buy(order, product);
    buy_due_staples(order);
    return;
  }
  event.second = hours_.draw_second(random_);
  emit(event);
  Event next = event;
  next.reason = Reason::none;
  next.value = 0;
  if (event.kind == EventKind::complaint) {
    if (random_.chance(0.85)) {
      next.kind = EventKind::resolve;
      plan(random_.between(1, 6), next);
    } else if (random_.chance(0.3)) {  // unheard, some leave for good
      auto& left = population_[event.customer].left;
      left = static_cast<std::uint16_t>(std::min<std::uint32_t>(left, day_ + 14));
    }
  } else if (event.kind == EventKind::resolve && random_.chance(0.35)) {
    next.kind = EventKind::survey;
    next.value = static_cast<std::uint8_t>(std::clamp(3.8 + 0.9 * random_.normal(), 1.0, 5.0) + 0.5);
    plan(random_.between(1, 3), next);
  } else if (event.kind == EventKind::rating && event.value == 5 && random_.chance(0.05)) {
    if (const auto other = population_.friend_of(event.customer, random_.below(3))) {
      next.kind = EventKind::referral;
      next.order = 0;
      next.recipient = *other;
      plan(random_.between(1, 5), next);
    }
  }
}

void Simulation::plan_consequences(const Event& purchase, std::uint32_t consumer) {
  const auto& range = catalogue_.family_of(purchase.product);
  const Family& about = *range.about;
  const Product& product = catalogue_[purchase.product];
  const Customer& user = population_[consumer];
  const double liked = affinity(user, purchase.product);
  const double quality = product.quality / 255.0;
  Event later = purchase;  // of a present, the recipient stays with it
  later.quantity = 0;
  later.price = 0;

  const bool staple = about.role == Role::staple, service = about.role == Role::service;
  const double return_chance = service ? 0 : staple ? 0.006 : about.brands == BrandPool::clothing ? 0.12 : 0.055;
  if (random_.chance(return_chance * (2.2 - 1.6 * liked) * (1.6 - quality))) {
    later.kind = EventKind::return_;
    later.price = purchase.price;
    later.quantity = static_cast<std::uint16_t>(random_.chance(0.8) ? purchase.quantity : 1);
    constexpr std::array<Reason, 5> why = {Reason::not_as_described, Reason::changed_mind, Reason::damaged,
                                           Reason::defective, Reason::not_for_me};
    later.reason = staple ? Reason::damaged : why[random_.below(why.size())];
    if (about.brands == BrandPool::clothing && random_.chance(0.6)) later.reason = Reason::wrong_size;
    plan(random_.between(2, 20), later);
    return;  // what goes back is neither rated nor completed
  }
  const double complaint_chance = (service ? 0.03 : 0.006) * (2.4 - 2 * quality);
  if (random_.chance(complaint_chance)) {
    later.kind = EventKind::complaint;
    constexpr std::array<Reason, 4> why = {Reason::late_delivery, Reason::wrong_item, Reason::damaged,
                                           Reason::defective};
    later.reason = service ? Reason::poor_service : why[random_.below(why.size())];
    plan(random_.between(1, 6), later);
    later.reason = Reason::none;
  }
  if (random_.chance(staple ? 0.02 : 0.07)) {
    later.kind = EventKind::rating;
    const double stars = 0.6 + 3.0 * liked + 2.0 * quality + 0.6 * random_.normal();
    later.value = static_cast<std::uint8_t>(std::clamp(stars, 1.0, 5.0) + 0.5);
    plan(random_.between(2, 16), later);
    later.value = 0;
  }
  if (purchase.recipient != nobody) return;  // presents are completed by whoever got them, elsewhere
  if (std::all_of(range.complements.begin(), range.complements.end(),
                  [](auto other) { return other == Catalogue::no_family; })) {
    return;
  }
  const auto complements = catalogue_.complements(purchase.product);
  for (std::size_t i = 0; i < complements.size(); ++i) {
    if (complements[i] == no_product || !random_.chance(about.complements[i].chance)) continue;
    Event wish;
    wish.kind = EventKind::purchase;
    wish.customer = purchase.customer;
    wish.product = random_.chance(0.8) ? complements[i] : pick_product(user, range.complements[i]);
    plan(1 + random_.below(28) * random_.below(28) / 28, wish);  // soon, seldom after three weeks
  }
}

// ---- who comes ----

Simulation::Order Simulation::new_order(std::uint32_t customer) {
  Order order;
  order.customer = customer;
  order.second = hours_.draw_second(random_);
  order.channel = random_.chance(0.85) ? population_[customer].channel : static_cast<std::uint8_t>(random_.below(4));
  return order;
}

void Simulation::visit_for_staples(std::uint32_t customer) {
  if (!present(customer)) return;
  if (!room()) {
    plan_visit(customer, day_ + 1);
    return;
  }
  Order order = new_order(customer);
  buy_due_staples(order);
  if (room() && random_.chance(0.25)) buy_extras(order, 1);
  std::uint32_t next = for_ever;
  for (const auto& staple : population_.staples(customer)) next = std::min<std::uint32_t>(next, staple.due);
  plan_visit(customer, std::max(next, day_ + 1));
}

void Simulation::shop(std::uint32_t customer) {
  Order order = new_order(customer);
  if (random_.chance(0.12)) {
    browse(order);
    return;
  }
  buy_due_staples(order);
  std::uint32_t count = 1;
  while (count < 8 && random_.chance(0.42)) ++count;
  buy_extras(order, count);
}

void Simulation::browse(Order& order) {
  const std::uint32_t count = random_.between(1, 4);
  const std::uint32_t first = pick(order);
  const Customer& customer = population_[order.customer];
  const std::size_t family = catalogue_[first == no_product ? catalogue_.families()[0].evergreen : first].family;
  for (std::uint32_t i = 0; i < count && room(); ++i) {
    const std::uint32_t product = i == 0 && first != no_product ? first : pick_product(customer, family);
    const std::uint32_t before = 60 * (count - i);
    emit(touch(order, EventKind::view, product, before));
    const double u = random_.uniform();
    if (!room()) return;
    if (u < 0.06) {
      emit(touch(order, EventKind::cart, product, before - 20));  // and left there
    } else if (u < 0.14 && affinity(customer, product) > 0.55) {
      emit(touch(order, EventKind::like, product, before - 20));
    }
  }
  if (room() && random_.chance(0.08)) {  // shown something made for someone else
    const std::size_t other = random_.below(persona_count);
    const auto foreign = static_cast<std::uint32_t>(family_draw_[other].draw(random_));
    const std::uint32_t product = catalogue_.draw(other, customer.style, foreign, random_);
    if (affinity(customer, product) < 0.4) {
      Event event = touch(order, random_.chance(0.5) ? EventKind::dislike : EventKind::hide, product, 5);
      event.reason = has_already(order.customer, product) ? Reason::already_have : Reason::not_for_me;
      emit(event);
    }
  }
}

void Simulation::give_present() {
  std::uint32_t recipient = nobody;
  if (random_.chance(0.6)) {
    const auto today = static_cast<std::uint32_t>(
        (std::chrono::sys_days(calendar_.date(day_)) - std::chrono::sys_days(calendar_.date(day_).year() / 1 / 1))
            .count());
    recipient = population_.draw_by_birthday((today + random_.between(1, 10)) % 365, random_);
  } else {
    recipient = random_.below(population_.people());
  }
  if (recipient == nobody) return;
  const auto giver = population_.friend_of(recipient, random_.below(3));
  if (!giver || !present(*giver) || population_[*giver].staff || population_[*giver].account != nobody) return;
  Order order = new_order(*giver);
  order.recipient = recipient;
  for (int attempt = 0; attempt < 6; ++attempt) {
    const std::uint32_t product = pick(order);
    if (product == no_product || !needs_thought(catalogue_.role(product)) || catalogue_[product].price > 60'000)
      continue;
    consider_and_buy(order, product);
    return;
  }
}

// ---- what they take ----

void Simulation::buy_due_staples(Order& order) {
  const Customer& customer = population_[order.customer];
  for (auto& staple : population_.staples(order.customer)) {
    if (!room()) return;
    // An eighth of the gap early is near enough, when one is there anyway.
    if (staple.due > day_ + staple.gap_quarters / 32) continue;
    if (!obtainable(staple.product, customer)) {  // gone: another of its family, from now on
      const auto& range = catalogue_.family_of(staple.product);
      const std::uint32_t other = pick_product(customer, catalogue_[staple.product].family);
      staple.product = obtainable(other, customer) ? other : range.evergreen;
    }
    std::uint32_t product = staple.product;
    if (random_.chance(0.1)) {  // for a change
      const std::uint32_t other = pick_product(customer, catalogue_[product].family);
      if (obtainable(other, customer)) product = other;
    }
    if (const auto* taken = booked(product, order.second); taken && *taken >= catalogue_[product].capacity) {
      // No slot free: looks again soon, perhaps with someone else.
      emit(touch(order, EventKind::view, product, 90));
      staple.due = static_cast<std::uint16_t>(day_ + random_.between(1, 3));
      const std::uint32_t other = pick_product(customer, catalogue_[product].family);
      if (obtainable(other, customer)) staple.product = other;
      continue;
    }
    buy(order, product);
    const double gap = staple.gap_quarters / 4.0 * (1 + 0.15 * random_.normal());
    staple.due = static_cast<std::uint16_t>(day_ + std::max<std::uint32_t>(1, static_cast<std::uint32_t>(gap + 0.5)));
  }
}

void Simulation::buy_extras(Order& order, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count && room(); ++i) {
    std::uint32_t product = pick(order);
    if (product == no_product) product = something_to_use_up(order);
    consider_and_buy(order, product);
  }
}

void Simulation::consider_and_buy(Order& order, std::uint32_t product) {
  const Role role = catalogue_.role(product);
  const Customer& taste = population_[order.consumer()];
  const double u = random_.uniform();
  if (needs_thought(role) ? u < 0.45 : u < 0.08) {
    const std::uint32_t views = needs_thought(role) ? random_.between(1, 3) : 1;
    for (std::uint32_t i = 0; i < views && room(); ++i) {
      const std::uint32_t seen = i + 1 == views ? product : pick_product(taste, catalogue_[product].family);
      emit(touch(order, EventKind::view, seen, 120 + 150 * (views - i) + random_.below(100)));
    }
    if (room() && catalogue_[product].price > expensive && random_.chance(0.06)) {
      emit(touch(order, EventKind::question, product, 110));
    }
  }
  if (room() && random_.chance(0.12)) emit(touch(order, EventKind::cart, product, 30 + random_.below(60)));
  if (room()) buy(order, product);
}

void Simulation::buy(Order& order, std::uint32_t product) {
  const Customer& buyer = population_[order.customer];
  const Role role = catalogue_.role(product);
  const bool for_account = buyer.account != nobody;
  if (order.id == 0) order.id = ++counts_.orders;
  Event event = touch(order, EventKind::purchase, product, 0);
  event.order = order.id;
  event.recipient = order.recipient;
  event.price = price_today(product, buyer);
  event.quantity = 1;
  if (for_account && role != Role::service) {
    event.quantity = static_cast<std::uint16_t>(3 + random_.below(8) + (random_.chance(0.2) ? random_.below(40) : 0));
  } else if ((role == Role::staple || role == Role::seasonal) && random_.chance(0.25)) {
    event.quantity = static_cast<std::uint16_t>(random_.between(2, 4));
  }
  if (auto* taken = booked(product, order.second)) ++*taken;
  if (role == Role::once) {
    population_.remember(order.consumer(), product);
    population_[order.consumer()].enough |= catalogue_.family_of(product).enough_bit;
  }
  if (order.recipient != nobody) ++counts_.gifts;
  emit(event);
  plan_consequences(event, order.consumer());
}

Event Simulation::touch(const Order& order, EventKind kind, std::uint32_t product, std::uint32_t seconds_before) const {
  Event event;
  event.kind = kind;
  event.customer = order.customer;
  event.product = product;
  event.second = order.second - seconds_before;
  event.channel = order.channel;
  event.for_account = population_[order.customer].account != nobody;
  if (kind == EventKind::cart) event.quantity = 1;
  return event;
}

std::uint32_t Simulation::pick(const Order& order) {
  const Customer& taste = population_[order.consumer()];
  const auto staples = population_.staples(order.consumer());
  for (int attempt = 0; attempt < 8; ++attempt) {
    const std::size_t family = pick_family(taste);
    const auto& range = catalogue_.families()[family];
    if ((taste.enough & range.enough_bit) != 0) continue;
    // What is used up in a rhythm is bought when due, not on impulse.
    if (range.about->gap_days != 0 && std::any_of(staples.begin(), staples.end(), [&](const Staple& staple) {
          return catalogue_[staple.product].family == family;
        })) {
      continue;
    }
    const std::uint32_t product = pick_product(taste, family);
    if (!obtainable(product, taste)) continue;
    if (range.about->role == Role::once && has_already(order.consumer(), product)) continue;
    if (const auto* taken = booked(product, order.second); taken && *taken >= catalogue_[product].capacity) continue;
    return product;
  }
  return no_product;
}

std::uint32_t Simulation::something_to_use_up(const Order& order) {
  const Customer& taste = population_[order.consumer()];
  const auto family = consumables_[taste.persona].draw(random_);
  const std::uint32_t product = pick_product(taste, family);
  return obtainable(product, taste) ? product : catalogue_.families()[family].evergreen;
}

std::size_t Simulation::pick_family(const Customer& taste) {
  const std::uint64_t bits = random_.next();
  const auto u = static_cast<std::uint32_t>(bits >> 40);  // 24 bits: 0 to 2^24
  constexpr std::uint32_t whole = 1U << 24;
  if (u < whole * 0.38) return taste.favourites[bits & 3];
  std::size_t persona = taste.persona;
  if (u > whole * 0.93 || taste.staff) {
    persona = random_.below(persona_count);
  } else if (u > whole * 0.83) {
    persona = taste.second_persona;
  }
  return family_draw_[persona].draw(random_);
}

std::uint32_t Simulation::pick_product(const Customer& taste, std::size_t family) {
  return catalogue_.draw(taste.persona, taste.style, family, random_);
}

bool Simulation::obtainable(std::uint32_t product, const Customer& where) const {
  const Product& of = catalogue_[product];
  return of.available_from <= day_ && day_ < of.available_until && (of.regions >> where.region & 1) != 0;
}

bool Simulation::has_already(std::uint32_t customer, std::uint32_t product) const {
  const auto& range = catalogue_.family_of(product);
  if (range.about->role != Role::once) return false;
  return (population_[customer].enough & range.enough_bit) != 0 || population_.owns(customer, product);
}

std::uint16_t* Simulation::booked(std::uint32_t service, std::uint32_t second) {
  const auto& range = catalogue_.family_of(service);
  if (range.about->role != Role::service) return nullptr;
  const std::uint32_t slot = second < 12 * 3600 ? 0 : second < 16 * 3600 ? 1 : 2;
  return &booked_[(booked_begin_[catalogue_[service].family] + service - range.first) * std::size_t{slots_a_day} +
                  slot];
}

// 0 to 1: the truth behind returns, ratings and likes.
double Simulation::affinity(const Customer& customer, std::uint32_t product) const {
  const Product& of = catalogue_[product];
  const bool favourite =
      std::find(customer.favourites.begin(), customer.favourites.end(), of.family) != customer.favourites.end();
  const double family = favourite ? 1 : std::min(1.0, catalogue_.liking(customer.persona, of.family) / 8);
  return 0.5 * family + 0.25 * (of.style == customer.style ? 1 : 0) +
         0.25 * catalogue_.brand_liking(customer.persona, product) / 3;
}

std::uint32_t Simulation::price_today(std::uint32_t product, const Customer& buyer) const {
  std::uint32_t price = catalogue_[product].price;
  // Each week one product in twelve is on offer.
  if (mix_bits(product * 1'000'003ULL + day_ / 7) % 12 == 0) price = price * 85 / 100;
  if (buyer.account != nobody) price = price * 92 / 100;
  if (buyer.staff) price = price * 85 / 100;
  return std::max(1U, price);
}

}  // namespace moshaver::simulation
