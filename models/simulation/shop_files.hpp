// Writes the files other than events.csv: what a shop knows (products, customers), and the ground truth (truth/). Call
// before the first day, because the simulation replaces staples.
#pragma once

#include <string>

#include "models/simulation/calendar.hpp"
#include "models/simulation/catalogue.hpp"
#include "models/simulation/output_file.hpp"
#include "models/simulation/population.hpp"
#include "models/simulation/simulation.hpp"
#include "moshaver/generate.hpp"

namespace moshaver::simulation {

void write_products(OutputFile&, const Catalogue&, const Calendar&, std::uint64_t seed);
void write_customers(OutputFile&, const Population&, const Calendar&, std::uint64_t seed);
void write_occasions(OutputFile&, const Population&, std::uint64_t seed);

void write_true_customers(OutputFile&, const Population&, const Catalogue&, const Calendar&);
void write_true_staples(OutputFile&, const Population&, const Catalogue&);
void write_true_products(OutputFile&, const Catalogue&);
void write_true_personas(OutputFile&, const Catalogue&);
void write_true_complements(OutputFile&, const Catalogue&);
// For each staple that a present customer has bought: the day on which it is due by the customer's gap (due_on), and the
// day on which the customer would come for it (next_on), which is that day more or less by chance. Call it after the last
// day of the simulation.
void write_true_due_days(OutputFile&, const Population&, const Catalogue&, const Calendar&);

// truth.json: the options and the counts.
std::string truth_json(const GenerateOptions&, const Calendar&, const SimulationCounts&);

}  // namespace moshaver::simulation
