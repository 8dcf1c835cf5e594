// `rhythm`: own_share of the own profile, the rest from the mean profile of the nearest customers, ties by popularity.
//
//   built    over the histories of all customers: their profiles, and per product who holds it; 16 bytes an entry
//   cost     an answer adds up the holders of every product held (at most holders_cap each), then the neighbours' profiles
//   source   TIFU-KNN with cosine for the distance: rhythm_profile.hpp
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
  [[nodiscard]] std::vector<UserId> neighbours_of(const CustomerState&, std::span<const ProfileEntry>) const;

  const RhythmPart& part_;
  std::span<const float> popularity_;
  float popularity_weight_;
  SparseRows profiles_;             // user x item
  SparseRows holders_;              // item x user, thinned to holders_cap
  std::vector<float> user_norms_;   // of the profiles' rows
  std::vector<float> item_norms_;   // of their columns
};

}  // namespace moshaver
