// One customer before a blend: additive_scorer.hpp says what is asked and how it is answered.
#pragma once

#include <memory>
#include <vector>

#include "engine/ranking/additive_scorer.hpp"

namespace moshaver {

class AdditiveScorer::BlendInquiry final : public Inquiry {
 public:
  BlendInquiry(const AdditiveScorer&, const CustomerState&);

  [[nodiscard]] std::vector<ScoredItem> top(std::size_t count, const Exclusions&) override;
  void propose(std::size_t count, const Exclusions&, std::vector<ItemId>& out) override;
  void score(const CandidateItems&, std::span<float> scores) override;
  [[nodiscard]] std::vector<Contribution> evidence(ItemId) override;

  [[nodiscard]] Candidates candidates() const;

 private:
  // Some products, scored by every part.
  struct Scored {
    CandidateItems items;
    std::vector<std::vector<float>> scores;  // by part, by item
  };
  [[nodiscard]] Scored scored_by_parts(std::vector<ItemId> items) const;
  [[nodiscard]] std::vector<ItemId> proposals(const Exclusions&) const;
  // What the deviations and places are taken from: the candidates that are new to the customer, without rules.
  void measure();
  // items x features, row-major.
  [[nodiscard]] std::vector<float> features_of(const Scored&) const;
  void score_into(const Scored&, std::span<float> scores) const;
  [[nodiscard]] std::vector<ItemId> all_allowed(const Exclusions&) const;

  const AdditiveScorer& scorer_;
  CustomerFeatures customer_;
  std::vector<std::unique_ptr<Inquiry>> parts_;
  Scored candidates_;
  std::vector<float> scale_;                     // by part: 1 / deviation
  std::vector<std::vector<ScoredItem>> places_;  // by part: the best of the new candidates, best first
};

}  // namespace moshaver
