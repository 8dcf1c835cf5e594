// `rhythm`: own_share of the own profile, the rest from the profiles of the nearest customers, ties by popularity.
//
//   score    own p_u(i) + (1 − own) Σ_v s_v p_v(i) / Σ_v s_v + popularity_weight popularity(i), the sums over the
//   nearest
//            customers v by s_v = Σ_h p_u(h) p_v(h) / |p_v|: cosine, but for the own norm, which cancels
//   evidence Σ_v s_v p_v(i) = Σ_h p_u(h) Σ_v p_v(h) p_v(i) / |p_v|: what the neighbours bring splits exactly into terms
//            of the customer's own purchases h, those that make the neighbours alike. TIFU-KNN takes the plain mean of
//            the neighbours instead, which has no such terms and ranks no better (bench/RESULTS.md)
//   built    over the histories of all customers: their profiles, and per product who holds it; 16 bytes an entry
//   cost     an answer adds up the holders of every product held (at most holders_cap each), then the neighbours'
//   profiles source   TIFU-KNN with cosine for the distance: rhythm_profile.hpp
#pragma once

#include "engine/data/histories.hpp"
#include "engine/ranking/parts.hpp"
#include "engine/ranking/rhythm_profile.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

class RhythmScorer final : public Scorer {
 public:
  // Views the parts, which must outlive it; the histories are read and not kept.
  RhythmScorer(const RhythmPart& part, const TablePart& popularity, float popularity_weight, const Histories&);

  [[nodiscard]] std::vector<ScoredItem> top(const CustomerState&, std::size_t count, const Exclusions&) const override;
  [[nodiscard]] std::vector<Contribution> evidence(const CustomerState&, ItemId) const override;
  // By cosine of who holds them, and how much.
  [[nodiscard]] std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const override;

 private:
  [[nodiscard]] std::vector<ProfileEntry> profile_of(const CustomerState&) const;
  struct Neighbours {
    std::vector<ScoredItem> nearest;  // their rows as items; score: likeness s_v
    float unit = 0;                   // (1 - own_share) / Σ s_v
  };
  [[nodiscard]] Neighbours neighbours_of(const CustomerState&, std::span<const ProfileEntry>) const;

  const RhythmPart& part_;
  std::span<const float> popularity_;
  float popularity_weight_;
  SparseRows profiles_;            // user x item
  SparseRows holders_;             // item x user, thinned to holders_cap
  std::vector<float> user_norms_;  // of the profiles' rows
  std::vector<float> item_norms_;  // of their columns
};

}  // namespace moshaver
