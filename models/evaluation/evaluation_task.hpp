// Asks a ranker what it would serve to every customer with held-out purchases, and measures the answers.
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

// What is known while answering, and what is then to be found.
struct EvaluationTask {
  Histories train;                             // what models learn from, and answer with
  const Catalogue* catalogue = &no_catalogue;  // what they learn from, too; viewed, so it must outlive the task
  std::optional<Histories> asked_with;         // the same users' histories while answering, where they are others
  std::vector<std::uint64_t> truth_offsets;    // users + 1
  std::vector<ItemId> truth;                   // by user, ascending
  std::vector<std::uint32_t> truth_unknown;    // by user: bought, but not in the catalogue; empty: none
  std::string protocol;                        // one sentence for the report
  bool include_purchased = false;
  std::size_t most_customers = 0;              // evaluate so many, evenly chosen; 0: all
  std::size_t most_calibrated = 0;             // measure confidence on so many; 0: do not
  std::function<bool(UserId)> whom = {};       // of those with truth, evaluate these; empty: all
  std::vector<CustomerSegment> segments = {};  // also to be reported apart
  ProductCategories categories = {};           // recall of each, too

  [[nodiscard]] const Histories& known() const { return asked_with ? *asked_with : train; }
  [[nodiscard]] std::span<const ItemId> truth_of(UserId user) const {
    return std::span(truth).subspan(truth_offsets[user.row], truth_offsets[user.row + 1] - truth_offsets[user.row]);
  }
};

// The histories less what the plan holds out; owned products leave the truth where they are masked from the answers.
[[nodiscard]] EvaluationTask hold_out_from(const Histories&, const HoldoutPlan&, bool include_purchased);

// The same task for a sample of its customers: every one with probability `share`, by the seed, so that the samples of
// one seed lie within each other. They are users of their own, numbered anew, and nothing of the others is left.
// Whom the task does not evaluate the sample does not either. Of tasks without asked_with, truth_unknown and segments.
[[nodiscard]] EvaluationTask sample_customers(const EvaluationTask&, double share, std::uint64_t seed);

// Whom evaluate_ranker() asks: customers with truth, by row.
[[nodiscard]] std::vector<UserId> evaluated_users(const EvaluationTask&);

// The same held-out purchases, less what the customer had before: a task for answers without owned products.
[[nodiscard]] EvaluationTask without_owned(EvaluationTask);

// Up to `most` customers of the fold with a history, evenly chosen, whether there is something to be found for them or
// not.
[[nodiscard]] std::vector<UserId> known_customers(const EvaluationTask&, std::size_t most, CustomerFold = {});

// Up to `most` customers of the fold, evenly chosen, of those with a history and something to be found: what a model is
// fitted on. Who has no history gets the general answer, whatever was fitted.
[[nodiscard]] std::vector<UserId> customers_to_ask(const EvaluationTask&, std::size_t most, CustomerFold = {});

// Customers with truth, by row; the others are not asked about. `microseconds_per_customer` is filled in.
[[nodiscard]] Evaluated evaluate_ranker(const Ranker&, const EvaluationTask&, const std::vector<std::size_t>& ks,
                                        std::size_t threads, const ProgressSink& = {});

}  // namespace moshaver
