// Evaluates a ranker, through the code that serves it, on every customer with held-out purchases.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/catalogue.hpp"
#include "engine/ranking/ranker.hpp"
#include "models/evaluation/evaluator.hpp"
#include "models/evaluation/protocols.hpp"
#include "models/evaluation/segments.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

// The data to train and answer with, and the truth to find.
struct EvaluationTask {
  Histories train;                             // to train on, and to answer with unless asked_with is set
  const Catalogue* catalogue = &no_catalogue;  // to train on; viewed, so it must outlive the task
  std::optional<Histories> asked_with;         // the same users' histories while answering, if they differ from `train`
  std::vector<std::uint64_t> truth_offsets;    // users + 1
  std::vector<ItemId> truth;                   // by user, ascending
  std::vector<std::uint32_t> truth_unknown;    // by user: bought, but not in the catalogue; empty: none
  std::string protocol;                        // one sentence for the report
  bool include_purchased = false;
  std::size_t most_customers = 0;              // evaluates at most so many, evenly chosen; 0: all
  std::size_t most_calibrated = 0;             // measures calibration on at most so many; 0: not measured
  std::function<bool(UserId)> whom = {};       // evaluates these of the users with truth; empty: all
  std::vector<CustomerSegment> segments = {};  // also reported separately
  ProductCategories categories = {};           // the recall of each is reported

  [[nodiscard]] const Histories& known() const { return asked_with ? *asked_with : train; }
  [[nodiscard]] std::span<const ItemId> truth_of(UserId user) const {
    return std::span(truth).subspan(truth_offsets[user.row], truth_offsets[user.row + 1] - truth_offsets[user.row]);
  }
};

// The histories without what the plan holds out. Unless include_purchased, owned products are removed from the truth.
[[nodiscard]] EvaluationTask hold_out_from(const Histories&, const HoldoutPlan&, bool include_purchased);

// The same task for a random sample of its customers, each drawn with probability `share`. Samples of one seed are
// nested. Users are renumbered, and the data of the others is dropped; users excluded by `whom` lose their truth.
// Requires a task without asked_with, truth_unknown and segments.
[[nodiscard]] EvaluationTask sample_customers(const EvaluationTask&, double share, std::uint64_t seed);

// The customers that evaluate_ranker() evaluates: those with truth, by row.
[[nodiscard]] std::vector<UserId> evaluated_users(const EvaluationTask&);

// The same task with owned products removed from the truth: for answers without owned products.
[[nodiscard]] EvaluationTask without_owned(EvaluationTask);

// Up to `most` customers of the fold with a history, evenly chosen, with or without truth.
[[nodiscard]] std::vector<UserId> known_customers(const EvaluationTask&, std::size_t most, CustomerFold = {});

// Up to `most` customers of the fold with both a history and truth, evenly chosen: a blend is fitted on these. Customers
// without a history get the answer for unknown customers, which does not depend on the fit.
[[nodiscard]] std::vector<UserId> returning_customers(const EvaluationTask&, std::size_t most, CustomerFold = {});

// Over evaluated_users(). Sets `microseconds_per_customer`; `train_seconds` is left to the caller.
[[nodiscard]] Evaluated evaluate_ranker(const Ranker&, const EvaluationTask&, const std::vector<std::size_t>& ks,
                                        std::size_t threads, const ProgressSink& = {});

}  // namespace moshaver
