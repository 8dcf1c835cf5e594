// Searches the settings of a recipe on a held-out window of the data, by successive halving.
//
//   trials    trial 0 is the defaults, with the given settings, which are never searched. Half of the others are drawn
//             anywhere in the ranges of recipe_infos(), the other half near the defaults
//   rounds    all trials run on a share of the customers, the best third of them on three times as many, and so on up
//             to all customers: 27 trials cost as much as 9 full ones plus the defaults. A round evaluates at least 300
//             customers, so small shops have one round. The defaults take part in every round
//   evaluation   NDCG@10 on the window that choose_holdout picks. The seed splits the evaluated customers into halves:
//             one half picks the winner, the other measures it, because the best of many trials always looks better
//             than it is. If the second half does not confirm the winner, the defaults are kept
//   same      the same data, settings and seed give the same trials and figures at any thread count, resumed or not;
//             with a budget the outcome depends on the machine
//   memory    that of training, plus a second copy of the histories
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
  SettingValues settings;   // fixed: not searched
  std::size_t trials = 27;  // 2 to 10,000, the defaults included
  bool include_purchased = false;
  std::uint64_t seed = 1;
  std::size_t threads = 0;  // 0: all
  // Wall clock, reading included; 0: no limit. No trial starts that would exceed it, judging by the time of earlier
  // trials; the first always runs.
  double budget_seconds = 0;
  // Every finished trial is appended to this file, one JSON object a line, and is on disk before the next begins. A run
  // with the same data, recipe, settings and seed resumes from it. Empty: no file. One run at a time may use the file.
  std::filesystem::path state;
  bool restart = false;  // discards the contents of `state`
  ProgressSink progress;
};

struct Trial {
  std::size_t number = 0;               // 0: the defaults
  double share = 1;                     // of the customers, in the trial's last round
  SettingValues settings;               // every setting of the recipe
  MetricEstimate ndcg;                  // at 10, on the choosing half
  MetricEstimate difference, relative;  // against the defaults on the same customers
  double seconds = 0;                   // in its last round
};

struct TuneReport {
  std::string recipe, protocol;
  std::uint64_t seed = 0;
  bool include_purchased = false;
  SettingValues given;                        // the fixed settings
  std::size_t choosing = 0, confirming = 0;   // customers in each half
  std::vector<Trial> trials;                  // those of the last round first, best first
  std::size_t best = 0;                       // index into `trials`: the settings to use, possibly the defaults
  std::optional<MetricEstimate> confirmed;    // relative gain of the last round's winner over the defaults on the
                                              // confirming half; none: no trial beat the defaults, or the budget ended
                                              // before the last round
  std::size_t trials_asked = 0, resumed = 0;  // resumed: results read from the state file
  bool out_of_time = false;                   // the budget ended before the last trial
  std::string notice;                         // a harmless defect of the state file
  double seconds = 0;
};

// Errors: those of train; invalid_argument (no such recipe, nothing to search, trials), no_data (fewer than 20
// customers with held-out purchases), already_exists (`state` belongs to other data, settings or seed), bad_format
// (`state` is damaged, or not a state file), io_error.
[[nodiscard]] Result<TuneReport> tune(const TuneOptions&);

// {"recipe", "protocol", "seed", "include_purchased", "customers_choosing", "customers_confirming", "best": trial,
//  "confirmed": {..} or null, "trials": [{"trial", "share", "settings": {..}, "ndcg": {..}, "difference": {..},
//  "relative": {..}, "seconds"}], ..}, estimates as in evaluate's JSON
[[nodiscard]] std::string to_json(const TuneReport&);
// The best settings, as a file for train --config.
[[nodiscard]] std::string to_toml(const TuneReport&);

}  // namespace moshaver
