// One customer before a blend: additive_scorer.hpp says what is asked and how it is answered.
#pragma once

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
  // Some products, scored by every part.
  struct Scored {
    CandidateItems items;
    std::vector<float> scores;  // parts x items

    [[nodiscard]] std::span<const float> by(std::size_t part) const {
      return std::span(scores).subspan(part * items.size(), items.size());
    }
  };
  [[nodiscard]] Scored scored_by_parts(std::span<const ItemId> items) const;
  [[nodiscard]] std::vector<ItemId> generated_candidates(const Exclusions&) const;
  // By new candidate: log2 of its place in the part's list; NaN: beyond the best.
  [[nodiscard]] std::span<const float> places(std::size_t part);
  // Of other products; NaN for what is no new candidate. `scratch` may be what is returned.
  [[nodiscard]] std::span<const float> places_of(std::size_t part, const Scored&, std::vector<float>& scratch);
  // What the customer has: scored when first shown.
  [[nodiscard]] const Scored& owned();
  // Those of the product at place `at`.
  void write_features(const Scored&, std::size_t at, std::span<float> features);
  // The answer's scores: of products that are all owned, or all new, or any.
  [[nodiscard]] std::vector<float> scores_as(bool owned, const Scored&);
  [[nodiscard]] std::vector<float> scores_of(const Scored&);
  void add_own_tables(const BoundModel&, const Scored&, std::span<float> scores) const;
  // Pushes what `exclusions` allow.
  static void push_into(TopK& best, const Scored&, std::span<const float> scores, const Exclusions&);
  [[nodiscard]] std::vector<ItemId> all_allowed(const Exclusions&) const;
  // The features of any product.
  [[nodiscard]] std::vector<float> features_of(ItemId);

  const AdditiveScorer& scorer_;
  CustomerFeatures customer_;
  std::vector<std::unique_ptr<Query>> parts_;
  Scored fresh_;                    // the candidates that are new to the customer
  std::vector<float> scale_;        // by part: 1 / deviation over the new candidates
  std::vector<float> places_;       // parts x new candidates
  std::vector<bool> knows_places_;  // by part: they were asked for
  std::optional<Scored> owned_;
  float of_customer_fresh_ = 0, of_customer_owned_ = 0;  // what the customer's own features add to any score
  std::vector<Contribution> part_terms_;                 // scratch
};

}  // namespace moshaver
