// The query of one customer to a blend: additive_scorer.hpp describes candidates, scores and evidence.
//
//   code  blend_query.cpp (candidates and ranking), blend_features.cpp, blend_evidence.cpp
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "engine/ranking/additive_scorer.hpp"
#include "engine/retrieval/top_k.hpp"

namespace moshaver {

class AdditiveScorer::BlendQuery final : public Query {
 public:
  BlendQuery(const AdditiveScorer&, const CustomerState&);

  [[nodiscard]] std::vector<ScoredItem> top(std::size_t count, const Exclusions&) override;
  void generate_candidates(std::size_t count, const Exclusions&, std::vector<ItemId>& out) override;
  void score(const CandidateItems&, std::span<float> scores) override;
  void add_terms(ItemId, std::vector<Contribution>& out) override;

  [[nodiscard]] Candidates candidates();

 private:
  static constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
  // Positions in features().
  static std::size_t score_feature(std::size_t part) { return sum_feature + 1 + 2 * part; }
  static std::size_t rank_feature(std::size_t part) { return score_feature(part) + 1; }

  // Products with the scores of every part.
  struct Scored {
    CandidateItems items;
    std::vector<float> scores;  // parts x items

    [[nodiscard]] std::span<const float> by(std::size_t part) const {
      return std::span(scores).subspan(part * items.size(), items.size());
    }
  };
  [[nodiscard]] Scored scored_by_parts(std::span<const ItemId> items) const;
  [[nodiscard]] std::vector<ItemId> generated_candidates(const Exclusions&) const;
  // By new candidate: log2 of its rank in the part's list; NaN beyond the first candidates_per_part.
  [[nodiscard]] std::span<const float> log_ranks(std::size_t part);
  // The same for any products; NaN if they are not new candidates. May return `scratch`.
  [[nodiscard]] std::span<const float> log_ranks_of(std::size_t part, const Scored&, std::vector<float>& scratch);
  // The products bought before, scored at the first call.
  [[nodiscard]] const Scored& owned();
  // Writes the features of product `at`.
  void write_features(const Scored&, std::size_t at, std::span<float> features);
  // Final scores: of products that are all owned or all new, or of any products.
  [[nodiscard]] std::vector<float> scores_as(bool owned, const Scored&);
  [[nodiscard]] std::vector<float> scores_of(const Scored&);
  void add_own_tables(const BoundModel&, const Scored&, std::span<float> scores) const;
  // Pushes the items that `exclusions` allow.
  static void push_into(TopK& best, const Scored&, std::span<const float> scores, const Exclusions&);
  [[nodiscard]] std::vector<ItemId> all_allowed(const Exclusions&) const;
  // The features of any product.
  [[nodiscard]] std::vector<float> features_of(ItemId);

  const AdditiveScorer& scorer_;
  CustomerFeatures customer_;
  std::vector<std::unique_ptr<Query>> parts_;
  Scored fresh_;                     // the new candidates
  std::vector<float> scale_;         // by part: 1 / standard deviation over the new candidates
  std::vector<float> log_ranks_;     // parts x new candidates
  std::vector<bool> has_log_ranks_;  // by part: log_ranks_ is computed
  std::optional<Scored> owned_;
  float of_customer_fresh_ = 0, of_customer_owned_ = 0;  // the sum of the customer features' tables
  std::vector<Contribution> part_terms_;                 // scratch
};

}  // namespace moshaver
