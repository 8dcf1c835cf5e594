#include "models/simulation/shop_files.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "engine/text/calendar_days.hpp"

namespace moshaver::simulation {
namespace {

enum ShopFileSalt : std::uint64_t { salt_stock = 51, salt_customer, salt_occasion };

std::string region_list(std::uint16_t mask) {
  std::string list;
  if (mask == everywhere) return list;  // no restriction
  for (std::size_t i = 0; i < region_names.size(); ++i) {
    if ((mask >> i & 1) == 0) continue;
    if (!list.empty()) list += '|';
    list += region_names[i];
  }
  return list;
}

// Titles say "Size M", the size is M.
std::string_view size_of(std::string_view variant) {
  constexpr std::string_view word = "Size ";
  return variant.starts_with(word) ? variant.substr(word.size()) : variant;
}

// The complements that the shop knows: most of the true ones.
std::string goes_with(const Catalogue& catalogue, std::uint32_t product, Random& random) {
  std::string list;
  for (const auto complement : catalogue.complements(product)) {
    if (complement == no_product || !random.chance(0.7)) continue;
    if (!list.empty()) list += '|';
    list += catalogue.key(complement);
  }
  return list;
}

// A day of a year without 29 February and 30 Esfand.
std::string month_day(std::uint32_t day_of_year, CalendarKind calendar = CalendarKind::gregorian) {
  constexpr std::int32_t first = 19'358;  // 2023-01-01
  const CalendarDate date = date_on(calendar, first + static_cast<std::int32_t>(day_of_year));
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%02d-%02d", date.month, date.day);
  return text.data();
}

// The shop's own coarse segment of a customer: usually right.
std::string_view segment(const Customer& customer, Random& random) {
  if (customer.account != nobody) return "business";
  if (customer.staff) return "staff";
  constexpr std::array<std::string_view, 4> segments = {"family", "student", "home", "active"};
  if (random.chance(0.3)) return segments[random.below(segments.size())];
  switch (static_cast<Persona>(customer.persona)) {
    case Persona::young_family:
    case Persona::home_cook:
      return "family";
    case Persona::student:
    case Persona::tech_enthusiast:
    case Persona::reader:
      return "student";
    case Persona::sportsperson:
    case Persona::traveller:
    case Persona::craftsperson:
      return "active";
    default:
      return "home";
  }
}

}  // namespace

void write_products(OutputFile& file, const Catalogue& catalogue, const Calendar& calendar, std::uint64_t seed) {
  file.write(
      "product_id,title,title_fa,kind,category,brand,price,currency,cost,stock,lead_days,regions,available_from,"
      "available_until,back_on,variant_of,size,colour,goes_with,guide,tags,audience,sponsored\n");
  CsvRow row;
  for (std::uint32_t i = 0; i < catalogue.size(); ++i) {
    Random random(seed, salt_stock, i);
    const Product& product = catalogue[i];
    const Family& about = *catalogue.family_of(i).about;
    const bool service = about.role == Role::service, gone = product.available_until != for_ever;
    std::uint64_t stock = static_cast<std::uint64_t>(std::exp(3.8 + 1.1 * random.normal()));
    if (random.chance(0.04)) stock = 0;
    if (gone && product.available_until <= calendar.days()) stock = 0;
    if (service) stock = product.capacity;
    const std::uint64_t lead_days = service                  ? random.between(1, 5)
                                    : product.price > 40'000 ? random.between(2, 9)
                                                             : random.below(4);
    const std::uint32_t base = catalogue.variant_of(i);
    std::string tags(about.tags);
    tags += (tags.empty() ? "" : "|") + std::string(style_names[product.style].en);
    if (!about.made_for.empty()) tags += "|for " + std::string(about.made_for);
    const bool has_colours = about.variant_kind == VariantKind::colour;
    const std::uint64_t cost = std::uint64_t{product.price} * random.between(550, 850);
    const bool comes_back = stock == 0 && !gone && random.chance(0.6);
    const std::string back_on = comes_back ? calendar.iso_date(calendar.days() + random.between(3, 30)) : "";
    row.field(catalogue.key(i))
        .field(catalogue.title(i))
        .field(catalogue.title_fa(i))
        .field(service ? "service" : "good");
    row.field(about.category).field(catalogue.brand_name(i)).field(std::uint64_t{product.price} * 1000).field("IRR");
    row.field(cost).field(stock).field(lead_days).field(region_list(product.regions));
    row.field(product.available_from > 0 ? calendar.iso_date(product.available_from) : "");
    row.field(gone ? calendar.iso_date(product.available_until) : "");
    row.field(back_on).field(base == no_product ? "" : catalogue.key(base));
    row.field(has_colours ? "" : size_of(catalogue.variant_name(i)))
        .field(has_colours ? catalogue.variant_name(i) : "");
    row.field(goes_with(catalogue, i, random)).field(about.guide).field(tags).field("external");
    row.field(random.chance(0.02) ? "yes" : "");
    row.end(file);
  }
}

void write_customers(OutputFile& file, const Population& population, const Calendar&, std::uint64_t seed) {
  file.write("customer_id,kind,relation,account_id,region,segment,birthday,language,consent\n");
  CsvRow row;
  for (std::uint32_t id = 0; id < population.size(); ++id) {
    Random random(seed, salt_customer, id);
    const Customer& customer = population[id];
    const bool person = id < population.people();
    row.field(population.key(id))
        .field(person ? "person" : "organisation")
        .field(customer.staff ? "internal" : "external");
    row.field(customer.account == nobody ? "" : population.key(customer.account)).field(region_names[customer.region]);
    row.field(person ? segment(customer, random) : "business");
    row.field(person && random.chance(0.7) ? month_day(population.birthday(id)) : "");
    row.field(random.chance(0.88) ? "fa" : "en").field(random.chance(0.85) ? "yes" : "no");
    row.end(file);
  }
}

// Birthdays of friends, whom customers give gifts to, and days without a recipient. Names are unique for a customer.
void write_occasions(OutputFile& file, const Population& population, std::uint64_t seed) {
  constexpr std::array<std::array<std::string_view, 2>, 5> family = {{{"تولد مادر", "Mother's birthday"},
                                                                      {"تولد پدر", "Father's birthday"},
                                                                      {"تولد خواهر", "Sister's birthday"},
                                                                      {"تولد برادر", "Brother's birthday"},
                                                                      {"تولد همسر", "Partner's birthday"}}};
  file.write("customer_id,occasion,date,calendar,recipient_id\n");
  CsvRow row;
  for (std::uint32_t id = 0; id < population.people(); ++id) {
    Random random(seed, salt_occasion, id);
    const std::size_t language = random.chance(0.88) ? 0 : 1;
    const std::uint64_t first = random.below(family.size());
    const auto write = [&](std::string_view name, const std::string& date, bool jalali, const std::string& recipient) {
      row.field(population.key(id)).field(name).field(date).field(jalali ? "jalali" : "gregorian").field(recipient);
      row.end(file);
    };
    for (std::uint32_t which = 0; which < 3; ++which) {
      const auto recipient = population.friend_of(id, which);
      const bool jalali = random.chance(0.6);
      if (!random.chance(0.25) || !recipient) continue;
      write(family[(first + which) % family.size()][language],
            month_day(population.birthday(*recipient), jalali ? CalendarKind::jalali : CalendarKind::gregorian), jalali,
            population.key(*recipient));
    }
    if (random.chance(0.12)) {
      const auto day = static_cast<std::uint32_t>(random.below(365));
      write(language == 0 ? "سالگرد ازدواج" : "Wedding anniversary", month_day(day, CalendarKind::jalali), true, "");
    }
  }
}

void write_true_customers(OutputFile& file, const Population& population, const Catalogue& catalogue,
                          const Calendar& calendar) {
  file.write("customer_id,persona,second_persona,style,size,favourite_families,joined,left\n");
  CsvRow row;
  for (std::uint32_t id = 0; id < population.size(); ++id) {
    const Customer& customer = population[id];
    std::string favourites;
    for (const auto family : customer.favourites) {
      if (!favourites.empty()) favourites += '|';
      favourites += catalogue.families()[family].about->slug;
    }
    row.field(population.key(id)).field(persona_names[customer.persona]).field(persona_names[customer.second_persona]);
    row.field(style_names[customer.style].en)
        .field(std::uint64_t{fitted_size(id)})
        .field(favourites)
        .field(calendar.iso_date(customer.joined));
    row.field(customer.left < calendar.days() ? calendar.iso_date(customer.left) : "");
    row.end(file);
  }
}

void write_true_staples(OutputFile& file, const Population& population, const Catalogue& catalogue) {
  file.write("customer_id,product_id,gap_days\n");
  CsvRow row;
  for (std::uint32_t id = 0; id < population.size(); ++id) {
    for (const Staple& staple : population.staples(id)) {
      row.field(population.key(id)).field(catalogue.key(staple.product)).field(staple.gap_quarters / 4.0).end(file);
    }
  }
}

void write_true_due_days(OutputFile& file, const Population& population, const Catalogue& catalogue,
                         const Calendar& calendar) {
  file.write("customer_id,product_id,due_on,next_on,gap_days\n");
  CsvRow row;
  for (std::uint32_t id = 0; id < population.size(); ++id) {
    if (population[id].left < calendar.days()) continue;
    for (const Staple& staple : population.staples(id)) {
      if (staple.bought == for_ever) continue;
      const auto due = static_cast<std::uint32_t>(staple.bought + staple.gap_quarters / 4.0 + 0.5);
      row.field(population.key(id)).field(catalogue.key(staple.product)).field(calendar.iso_date(due));
      row.field(calendar.iso_date(staple.due)).field(staple.gap_quarters / 4.0).end(file);
    }
  }
}

void write_true_products(OutputFile& file, const Catalogue& catalogue) {
  file.write("product_id,family,role,gap_days,season,one_is_enough,style,quality,slot_capacity\n");
  CsvRow row;
  for (std::uint32_t i = 0; i < catalogue.size(); ++i) {
    const Family& about = *catalogue.family_of(i).about;
    row.field(catalogue.key(i)).field(about.slug).field(role_names[static_cast<std::size_t>(about.role)]);
    row.field(about.gap_days > 0 ? std::to_string(about.gap_days) : "");
    row.field(season_names[static_cast<std::size_t>(about.season)]).field(about.one_is_enough ? "yes" : "no");
    row.field(style_names[catalogue[i].style].en).field(catalogue[i].quality / 255.0);
    row.field(about.role == Role::service ? std::to_string(catalogue[i].capacity) : "");
    row.end(file);
  }
}

void write_true_personas(OutputFile& file, const Catalogue& catalogue) {
  file.write("persona,family,liking\n");
  CsvRow row;
  for (std::size_t persona = 0; persona < persona_count; ++persona) {
    for (std::size_t family = 0; family < catalogue.families().size(); ++family) {
      row.field(persona_names[persona])
          .field(catalogue.families()[family].about->slug)
          .field(catalogue.liking(persona, family));
      row.end(file);
    }
  }
}

void write_true_complements(OutputFile& file, const Catalogue& catalogue) {
  file.write("product_id,complement_id,chance\n");
  CsvRow row;
  for (std::uint32_t i = 0; i < catalogue.size(); ++i) {
    const auto complements = catalogue.complements(i);
    for (std::size_t k = 0; k < complements.size(); ++k) {
      if (complements[k] == no_product) continue;
      row.field(catalogue.key(i))
          .field(catalogue.key(complements[k]))
          .field(double{catalogue.family_of(i).about->complements[k].chance});
      row.end(file);
    }
  }
}

std::string truth_json(const GenerateOptions& options, const Calendar& calendar, const SimulationCounts& counts) {
  const auto number = [](std::uint64_t n) { return std::to_string(n); };
  std::string json =
      "{\n  \"generator\": 1,\n  \"customers\": " + number(options.customers) +
      ",\n  \"products\": " + number(options.products) + ",\n  \"events\": " + number(options.events) +
      ",\n  \"seed\": " + number(options.seed) + ",\n  \"days\": " + number(options.days) + ",\n  \"start\": \"" +
      calendar.iso_date(0) + "\",\n  \"end\": \"" + calendar.iso_date(options.days) +
      "\",\n  \"currency\": \"IRR\",\n  \"service_slots\": [\"00:00-12:00\", \"12:00-16:00\", \"16:00-24:00\"]" +
      ",\n  \"orders\": " + number(counts.orders) + ",\n  \"gifts\": " + number(counts.gifts) +
      ",\n  \"events_by_kind\": {";
  for (std::size_t kind = 0; kind < counts.by_kind.size(); ++kind) {
    json += (kind == 0 ? "\n    \"" : ",\n    \"") + std::string(event_kind_names[kind]) +
            "\": " + number(counts.by_kind[kind]);
  }
  return json + "\n  }\n}\n";
}

}  // namespace moshaver::simulation
