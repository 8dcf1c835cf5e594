#include "models/simulation/population.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace moshaver::simulation {
namespace {

enum PopulationSalt : std::uint64_t { salt_traits = 31, salt_birthday, salt_activity, salt_friend };

constexpr std::size_t most_staples = 12;
constexpr std::uint32_t customers_per_organisation = 125, people_per_buyer = 31;
constexpr std::size_t office_persona = static_cast<std::size_t>(Persona::office_buyer);

// Relative frequency of each persona among private customers, about percent.
constexpr std::array<double, persona_count> persona_sizes = {13, 13, 10, 8, 7, 11, 8, 8, 8, 6, 5, 5, 0};

char* append_digits(char* to, std::uint32_t number, int width) {
  for (int i = width - 1; i >= 0; --i) {
    to[i] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  return to + width;
}

std::uint64_t filter_hash(std::uint32_t customer, std::uint32_t product) {
  return mix_bits((std::uint64_t{customer} << 32 | product) + golden_step);
}

}  // namespace

Population::Population(const PopulationOptions& options, const Catalogue& catalogue)
    : options_(options), customers_(options.customers) {
  people_ = options.customers - options.customers / customers_per_organisation;
  draw_traits(catalogue);
  draw_activity(catalogue);
  birthday_begin_.assign(366, 0);
  for (std::uint32_t person = 0; person < people_; ++person) ++birthday_begin_[birthday(person) + 1];
  for (std::size_t day = 1; day < birthday_begin_.size(); ++day) birthday_begin_[day] += birthday_begin_[day - 1];
  birthday_people_.resize(people_);
  auto next = birthday_begin_;
  for (std::uint32_t person = 0; person < people_; ++person) birthday_people_[next[birthday(person)]++] = person;
}

void Population::draw_traits(const Catalogue& catalogue) {
  const AliasTable personas(persona_sizes);
  const AliasTable regions(region_sizes);
  const std::size_t family_count = catalogue.families().size();
  std::vector<AliasTable> favourite_families;
  for (std::size_t persona = 0; persona < persona_count; ++persona) {
    std::vector<double> weights(family_count);
    for (std::size_t family = 0; family < family_count; ++family) {
      const Role role = catalogue.families()[family].about->role;
      weights[family] =
          role == Role::seasonal ? 1e-3 : catalogue.liking(persona, family) * (role == Role::service ? 0.5 : 1);
    }
    favourite_families.emplace_back(weights);
  }
  const std::uint32_t organisations = options_.customers - people_;
  for (std::uint32_t id = 0; id < options_.customers; ++id) {
    Random random(options_.seed, salt_traits, id);
    Customer& customer = customers_[id];
    const bool buyer = id < people_ && organisations > 0 && id % people_per_buyer == 7;
    customer.persona = static_cast<std::uint8_t>(personas.draw(random));
    do {
      customer.second_persona = static_cast<std::uint8_t>(personas.draw(random));
    } while (customer.second_persona == customer.persona);
    if (buyer || id >= people_) customer.persona = office_persona;
    if (buyer) customer.account = people_ + (id / people_per_buyer) % organisations;
    customer.style = static_cast<std::uint8_t>(random.below(style_names.size()));
    customer.region = static_cast<std::uint8_t>(regions.draw(random));
    customer.channel = static_cast<std::uint8_t>(random.below(4));
    customer.staff = id < people_ && !buyer && random.chance(0.01);
    for (auto& favourite : customer.favourites) {
      favourite = static_cast<std::uint8_t>(favourite_families[customer.persona].draw(random));
    }
    if (random.chance(0.5)) customer.joined = static_cast<std::uint16_t>(random.below(options_.days));
    if (random.chance(0.12)) {
      customer.left = static_cast<std::uint16_t>(customer.joined + 1 + random.below(options_.days));
    }
  }
}

void Population::draw_activity(const Catalogue& catalogue) {
  std::vector<double> activity(options_.customers);
  double total = 0;
  for (std::uint32_t id = 0; id < people_; ++id) {
    activity[id] = std::exp(Random(options_.seed, salt_activity, id).normal());
    if (customers_[id].account != nobody) activity[id] *= 2;
    total += activity[id];
  }
  activity_ = AliasTable(activity);

  // Twelve filter bits per expected product that is bought once, from 2 to 4,096 words.
  const double things = 0.35 * options_.events / options_.customers;
  const double mean_words = std::clamp(things * 12 / 64, 2.0, 8.0);
  owned_begin_.reserve(options_.customers + 1);
  owned_begin_.push_back(0);
  for (std::uint32_t id = 0; id < options_.customers; ++id) {
    const double words =
        id < people_ ? std::clamp(std::ceil(mean_words * activity[id] * people_ / total), 2.0, 4096.0) : 0;
    owned_begin_.push_back(owned_begin_.back() + static_cast<std::uint32_t>(words));
  }
  owned_.assign(owned_begin_.back(), 0);

  // Staples: a customer's budget is a share of the purchases per day aimed at. It is spent on families of the customer's
  // personas; a family costs its purchases per day.
  const auto families = catalogue.families();
  std::vector<AliasTable> regular_families;  // by persona: families bought at regular intervals
  for (std::size_t persona = 0; persona < persona_count; ++persona) {
    std::vector<double> weights(families.size());
    for (std::size_t family = 0; family < families.size(); ++family) {
      if (families[family].about->gap_days == 0) continue;
      weights[family] = catalogue.liking(persona, family) * (families[family].about->role == Role::service ? 0.4 : 1);
    }
    regular_families.emplace_back(weights);
  }
  constexpr double active_share = 0.72;  // of the days, for the average customer
  for (std::uint32_t id = 0; id < people_; ++id) {
    Random random(options_.seed, salt_activity + 1000, id);
    Customer& customer = customers_[id];
    customer.staples_begin = static_cast<std::uint32_t>(staples_.size());
    double budget = options_.staple_purchases_a_day / active_share * activity[id] / total;
    for (int attempt = 0; attempt < 24 && customer.staple_count < most_staples && budget > 0; ++attempt) {
      const std::size_t persona = random.chance(0.8) ? customer.persona : customer.second_persona;
      const auto family = regular_families[persona].draw(random);
      const bool known = std::any_of(staples_.begin() + customer.staples_begin, staples_.end(),
                                     [&](const Staple& staple) { return catalogue[staple.product].family == family; });
      if (known) continue;
      const double gap = families[family].about->gap_days * std::exp(0.18 * random.normal());
      const bool affordable = random.chance(budget * gap);
      budget -= 1 / gap;
      if (!affordable) continue;
      const auto is_available = [&](std::uint32_t product) {
        return catalogue[product].available_from <= customer.joined &&
               (catalogue[product].regions >> customer.region & 1) != 0;
      };
      std::uint32_t product = families[family].evergreen;
      for (int tries = 0; tries < 4; ++tries) {
        const std::uint32_t drawn = catalogue.draw(customer.persona, customer.style, family, random);
        if (!is_available(drawn)) continue;
        product = drawn;
        break;
      }
      const auto due = static_cast<std::uint32_t>(customer.joined + random.uniform() * gap);
      staples_.push_back({product, static_cast<std::uint16_t>(due), static_cast<std::uint16_t>(gap * 4 + 0.5)});
      ++customer.staple_count;
    }
  }
}

std::uint32_t Population::birthday(std::uint32_t person) const {
  return Random(options_.seed, salt_birthday, person).below(365);
}

std::uint32_t Population::draw_by_birthday(std::uint32_t day_of_year, Random& random) const {
  const std::uint32_t begin = birthday_begin_[day_of_year], end = birthday_begin_[day_of_year + 1];
  return begin == end ? nobody : birthday_people_[begin + random.below(end - begin)];
}

std::optional<std::uint32_t> Population::friend_of(std::uint32_t person, std::uint32_t which) const {
  // x -> shift - x (modulo people) is its own inverse, so friendship is mutual.
  const std::uint64_t shift = Random(options_.seed, salt_friend, which).below(people_);
  const auto other = static_cast<std::uint32_t>((shift + people_ - person) % people_);
  if (other == person) return std::nullopt;
  return other;
}

bool Population::owns(std::uint32_t customer, std::uint32_t product) const {
  const std::uint32_t begin = owned_begin_[customer];
  const std::uint64_t bits = std::uint64_t{owned_begin_[customer + 1] - begin} * 64;
  std::uint64_t hash = filter_hash(customer, product);
  for (int i = 0; i < 3; ++i, hash >>= 21) {
    const std::uint64_t bit = (hash & 0x1fffff) * bits >> 21;
    if ((owned_[begin + bit / 64] >> (bit % 64) & 1) == 0) return false;
  }
  return true;
}

void Population::set_owned(std::uint32_t customer, std::uint32_t product) {
  const std::uint32_t begin = owned_begin_[customer];
  const std::uint64_t bits = std::uint64_t{owned_begin_[customer + 1] - begin} * 64;
  std::uint64_t hash = filter_hash(customer, product);
  for (int i = 0; i < 3; ++i, hash >>= 21) {
    const std::uint64_t bit = (hash & 0x1fffff) * bits >> 21;
    owned_[begin + bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
}

char* Population::append_key(char* to, std::uint32_t customer) const {
  const int width = options_.customers > 999'999 ? 8 : 6;
  if (customer >= people_) {
    std::memcpy(to, "org/", 4);
    return append_digits(to + 4, customer - people_ + 1, 6);
  }
  if (mix_bits(customer) % 400 == 7) {
    constexpr std::string_view name = "مشتری-";
    std::memcpy(to, name.data(), name.size());
    to += name.size();
    std::array<char, 8> digits{};
    append_digits(digits.data(), customer + 1, width);
    for (int i = 0; i < width; ++i) {
      *to++ = '\xdb';
      *to++ = static_cast<char>('\xb0' + (digits[static_cast<std::size_t>(i)] - '0'));
    }
    return to;
  }
  *to = 'c';
  return append_digits(to + 1, customer + 1, width);
}

std::string Population::key(std::uint32_t customer) const {
  std::array<char, 64> text{};
  return {text.data(), append_key(text.data(), customer)};
}

}  // namespace moshaver::simulation
