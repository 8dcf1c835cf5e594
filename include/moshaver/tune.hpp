// Better settings for a recipe, found on a held-out window of the data: successive halving.
//
//   trials    the first are the defaults (with the settings given, which are never searched); of the others every
//             second is drawn anywhere within the ranges of recipe_infos(), every second near the defaults
//   rounds    all trials on a share of the customers, the best third of them on three times as many, and so on up to
//             all: 27 trials cost as much as 9 full ones and the defaults. A round has at least 300 customers to evaluate
//             by, so small shops have one round. The defaults take part in every round
//   evaluation   NDCG@10 on the window that choose_holdout takes. The customers evaluated are split in halves by the seed:
//             one half chooses, the other tells what the choice is worth, for the best of many always looks better
//             than it is. Where the other half does not confirm it, the defaults are kept
//   same      data, settings and seed give the same trials and figures at any thread count, in one go or resumed; a
//             budget makes the outcome depend on the machine
//   memory    that of training, and of a second copy of the histories
//   source    Jamieson & Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", AISTATS
//             2016
//   read      tests/tuning/tune_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "moshaver/evaluation_report.hpp"
#include "moshaver/train.hpp"

namespace moshaver {

struct TuneOptions {
  EventSource source;
  std::string recipe;
  SettingValues settings;   // stay as they are
  std::size_t trials = 27;  // 2 to 10,000, the defaults included
  bool include_purchased = false;
  std::uint64_t seed = 1;
  std::size_t threads = 0;  // 0: all
  // Wall clock, reading included; 0: as long as it takes. No trial is begun that would go beyond it, going by what the
  // trials before it took; the first is always made.
  double budget_seconds = 0;
  // Every finished trial is appended here, one JSON object a line, and is on disk before the next begins; a run with
  // the same data, recipe, settings and seed goes on from it. Empty: nothing is kept. One run at a time has the file.
  std::filesystem::path state;
  bool restart = false;  // what `state` holds is thrown away
  ProgressSink progress;
};

struct Trial {
  std::size_t number = 0;               // 0: the defaults
  double share = 1;                     // of the customers, in the last round that it took part in
  SettingValues settings;               // all of the recipe's
  MetricEstimate ndcg;                  // at 10, on the half that chooses
  MetricEstimate difference, relative;  // against the defaults on the same customers
  double seconds = 0;                   // of that round
};

struct TuneReport {
  std::string recipe, protocol;
  std::uint64_t seed = 0;
  bool include_purchased = false;
  SettingValues given;                        // the settings that stayed as they are
  std::size_t choosing = 0, confirming = 0;   // customers in either half
  std::vector<Trial> trials;                  // the last round's first, best first
  std::size_t best = 0;                       // of `trials`: the settings to take; maybe the defaults
  std::optional<MetricEstimate> confirmed;    // what the leader of the last round gains over the defaults on the half
                                              // that did not choose, as a share; none: no trial beat the defaults,
                                              // or the budget ended before the last round
  std::size_t trials_asked = 0, resumed = 0;  // resumed: results that came from the state file
  bool out_of_time = false;                   // the budget ended before the last trial
  std::string notice;                         // what was wrong with the state file, and passed over
  double seconds = 0;
};

// Errors: those of train; invalid_argument (no such recipe, nothing to search, trials), no_data (fewer than 20
// customers with something held out), already_exists (`state` belongs to other data, settings or seed), bad_format
// (it is damaged, or no state at all), io_error.
[[nodiscard]] Result<TuneReport> tune(const TuneOptions&);

// {"recipe", "protocol", "seed", "include_purchased", "customers_choosing", "customers_confirming", "best": trial,
//  "confirmed": {..} or null, "trials": [{"trial", "share", "settings": {..}, "ndcg": {..}, "difference": {..},
//  "relative": {..}, "seconds"}], ..}, estimates as in evaluate's JSON
[[nodiscard]] std::string to_json(const TuneReport&);
// The best settings as a file for train --config.
[[nodiscard]] std::string to_toml(const TuneReport&);

}  // namespace moshaver
