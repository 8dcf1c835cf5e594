// What the simulated shop offers from its last day on: free slots of services, contracts of organisations, and how it
// delivers (shop.toml).
#pragma once

#include <string>

#include "models/simulation/calendar.hpp"
#include "models/simulation/catalogue.hpp"
#include "models/simulation/output_file.hpp"
#include "models/simulation/population.hpp"

namespace moshaver::simulation {

// Three slots a working day for each service, for 400 days or as many as give some 60,000 rows.
void write_slots(OutputFile&, const Catalogue&, const Calendar&, std::uint64_t seed);
// For each organisation some categories, a few of them at a price lower than the shop's for single products.
void write_contracts(OutputFile&, const Catalogue&, const Population&, const Calendar&, std::uint64_t seed);
// The same for every shop.
std::string shop_settings();

}  // namespace moshaver::simulation
