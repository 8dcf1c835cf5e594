// Scores `repeat` parts: own_share of the customer's own profile, the rest from the profiles of the nearest customers;
// popularity breaks ties.
//
//   score     own p_u(i) + (1 − own) n_i^-t Σ_v s_v^q p_v(i) / Σ_v s_v^q + popularity_weight popularity(i), the sums
//             over the nearest customers v by similarity s_v = Σ_h n_h^-a p_u(h) p_v(h) / |p_v|; n: number of buyers,
//             a: item_exponent, q: similarity_power, t: target_exponent
//   latest    with part.latest, the p_v of the similarity is the profile before the latest window, and the p_v of the
//             score is 1 for each product that v bought within it
//   evidence  s_v^q = s_v^(q-1) Σ_h (the term of h), so the neighbours' part of a score splits exactly into terms of
//             the customer's own purchases h that the neighbours share. TIFU-KNN (a = 0, t = 0) takes the plain mean of
//             the neighbours, which has no such terms and ranks no better (bench/RESULTS.md). With one group and no own
//             share this is user-based collaborative filtering
//   built     from the histories of all customers: their profiles, and the buyers of each product; 16 bytes an entry
//   cost      sums the buyers of every product of the history (at most buyers_cap each), then the neighbours' profiles
//   source    TIFU-KNN with cosine similarity: repeat_profile.hpp
#pragma once

#include <algorithm>

#include "engine/data/histories.hpp"
#include "engine/model/parts.hpp"
#include "engine/ranking/dense_scorer.hpp"
#include "engine/ranking/repeat_profile.hpp"

namespace moshaver {

class RepeatScorer final : public DenseScorer {
 public:
  // Keeps views of the parts, which must outlive it, but not of the histories.
  RepeatScorer(const RepeatPart& part, const TablePart& popularity, const Histories&);

  [[nodiscard]] std::unique_ptr<Query> query(const CustomerState&) const override;
  // By the cosine of the products' columns of the profiles.
  [[nodiscard]] std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const override;

 private:
  class RepeatQuery;

  void score_one(const CustomerState&, std::span<float> scores) const override;
  [[nodiscard]] std::vector<ProfileEntry> profile_of(const CustomerState&) const;
  // Calls body(user row, weight) for a product's buyers, or for an evenly chosen sample: at most buyers_cap, and fewer
  // for long histories, so that no answer takes much longer than others.
  template <class Body>
  void for_each_buyer(std::uint32_t item, std::size_t history, const Body& body) const {
    const auto users = buyers_.columns_of(item);
    const auto values = buyers_.values_of(item);
    const std::size_t cap = std::clamp<std::size_t>(max_buyers / history, 1, part_.buyers_cap);
    const std::size_t sampled = std::min(users.size(), cap);
    for (std::size_t at = 0; at < sampled; ++at) {
      const std::size_t chosen = sampled == users.size() ? at : at * users.size() / sampled;
      body(users[chosen], values[chosen]);
    }
  }
  struct Neighbours {
    std::vector<ScoredItem> nearest;  // item: the customer's row; score: similarity s_v; the nearest first
    std::vector<float> units;  // by neighbour, the weight of a unit of similarity: (1 - own_share) s_v^(q-1) / Σ s_v^q
  };
  [[nodiscard]] Neighbours neighbours_of(const CustomerState&, std::span<const ProfileEntry>) const;

  const RepeatPart& part_;
  std::span<const float> popularity_;
  static constexpr std::size_t max_buyers = 8'000;  // of all products of a history together, about

  // user x item: the products that a neighbour contributes; and its transpose.
  [[nodiscard]] const SparseRows& contributed() const { return part_.latest ? latest_ : profiles_; }
  [[nodiscard]] const SparseRows& contributors() const { return part_.latest ? latest_buyers_ : buyers_; }

  SparseRows profiles_;                    // user x item: for similarities
  SparseRows latest_;                      // user x item: 1 for the latest purchases; only for part_.latest
  SparseRows buyers_;                      // item x user: transpose of profiles_
  SparseRows latest_buyers_;               // item x user: transpose of latest_
  std::vector<float> user_norms_;          // of the profiles' rows
  std::vector<float> item_norms_;          // of their columns
  std::vector<float> similarity_weights_;  // by item: n^-item_exponent
  std::vector<float> target_weights_;      // by item: n^-target_exponent
};

}  // namespace moshaver
