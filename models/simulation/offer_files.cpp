#include "models/simulation/offer_files.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace moshaver::simulation {
namespace {

enum OfferSalt : std::uint64_t { salt_slot = 61, salt_contract };

constexpr std::array<std::array<std::string_view, 2>, slots_a_day> hours_of_slots = {
    {{"09:00", "12:00"}, {"12:00", "16:00"}, {"16:00", "20:00"}}};

std::vector<std::uint32_t> services_of(const Catalogue& catalogue) {
  std::vector<std::uint32_t> services;
  for (std::uint32_t product = 0; product < catalogue.size(); ++product) {
    if (catalogue.role(product) == Role::service) services.push_back(product);
  }
  return services;
}

}  // namespace

void write_slots(OutputFile& file, const Catalogue& catalogue, const Calendar& calendar, std::uint64_t seed) {
  file.write("product_id,start,end,capacity\n");
  const std::vector<std::uint32_t> services = services_of(catalogue);
  const std::size_t a_day = std::max<std::size_t>(1, services.size() * slots_a_day);
  const auto days = static_cast<std::uint32_t>(std::clamp<std::size_t>(60'000 / a_day, 14, 400));
  CsvRow row;
  for (const std::uint32_t service : services) {
    Random random(seed, salt_slot, service);
    for (std::uint32_t day = calendar.days(); day < calendar.days() + days; ++day) {
      if (std::chrono::weekday(calendar.date(day)) == std::chrono::Friday) continue;
      for (const auto& [from, until] : hours_of_slots) {
        if (random.chance(0.25)) continue;  // taken by customers who telephone
        const std::string date = calendar.iso_date(day);
        row.field(catalogue.key(service))
            .field(date + "T" + std::string(from) + "+03:30")
            .field(date + "T" + std::string(until) + "+03:30");
        row.field(std::uint64_t{catalogue[service].capacity}).end(file);
      }
    }
  }
}

void write_contracts(OutputFile& file, const Catalogue& catalogue, const Population& population,
                     const Calendar& calendar, std::uint64_t seed) {
  file.write("account_id,product_id,category,price,until\n");
  CsvRow row;
  for (std::uint32_t account = population.people(); account < population.size(); ++account) {
    Random random(seed, salt_contract, account);
    const std::string key = population.key(account),
                      until = random.chance(0.5) ? calendar.iso_date(calendar.days() + 730) : "";
    std::set<std::string_view> categories;
    const auto families = catalogue.families();
    while (categories.size() < std::min<std::size_t>(12, families.size()) && random.chance(0.98)) {
      const auto& family = families[random.below(static_cast<std::uint32_t>(families.size()))];
      if (!categories.insert(family.about->category).second) continue;
      row.field(key).empty().field(family.about->category).empty().field(until).end(file);
      if (!random.chance(0.4)) continue;
      const std::uint32_t product = family.first + random.below(family.count);
      const std::uint64_t price = std::uint64_t{catalogue[product].price} * random.between(850, 950);
      row.field(key).field(catalogue.key(product)).empty().field(price).field(until).end(file);
    }
  }
}

std::string shop_settings() {
  std::string text =
      "# How this shop delivers. Copy it into the shop directory.\n"
      "currency = \"IRR\"\n"
      "time_zone = \"Asia/Tehran\"\n\n"
      "[delivery]\n"
      "working_days = [\"sat\", \"sun\", \"mon\", \"tue\", \"wed\", \"thu\"]\n"
      "holidays = [\"jalali 01-01\", \"jalali 01-02\", \"jalali 01-03\", \"jalali 01-04\", \"jalali 01-13\"]\n"
      "cut_off = \"16:00\"\n"
      "hours = \"09:00-20:00\"\n\n"
      "[delivery.regions]              # calendar days in transit\n";
  for (std::size_t region = 0; region < region_names.size(); ++region)
    text += std::string(region_names[region]) + " = " + std::to_string(1 + region / 3) + "\n";
  return text;
}

}  // namespace moshaver::simulation
