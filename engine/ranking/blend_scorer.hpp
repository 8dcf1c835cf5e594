// Several parts as one: score(i) = Σ_p w_p s_p(i) / σ_p, with σ_p the deviation of part p's scores over the products
// that the customer does not have. Scaled so, parts of any measure can be added; and the score is still a sum over the
// customer's past, so every reason stays true (METHODS 2 and 7).
//
//   cost  every part scores every product: some milliseconds at 40,000 products; batches share the matrix products
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/ranking/dense_scorer.hpp"

namespace moshaver {

class BlendScorer final : public DenseScorer {
 public:
  struct Part {
    std::string name;
    std::unique_ptr<Scorer> scorer;
    float weight;             // > 0
    bool is_general = false;  // the same for everybody, a table: has nothing to say of what is similar
  };
  // At least one part; all over item_count products.
  BlendScorer(std::vector<Part> parts, std::size_t item_count);

  void score_all(std::span<const CustomerState>, std::span<float> scores) const override;
  [[nodiscard]] std::vector<std::vector<ScoredItem>> top_batch(std::span<const CustomerState>, std::size_t count,
                                                               std::span<const Exclusions>) const override;
  // What the parts say of one past purchase is one term, under the code of the part that says most.
  [[nodiscard]] std::vector<Contribution> evidence(const CustomerState&, ItemId) const override;
  // By the part that weighs most and is not general, if there is one.
  [[nodiscard]] std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const override;

  [[nodiscard]] std::span<const Part> parts() const { return parts_; }

 private:
  void score_one(const CustomerState&, std::span<float> scores) const override;

  std::vector<Part> parts_;  // general ones last, else heaviest first
};

// The deviation of `scores` over the products that are not in the history; 1 where they are all alike.
[[nodiscard]] float deviation_of_new(std::span<const float> scores, std::span<const Purchase> history);

}  // namespace moshaver
