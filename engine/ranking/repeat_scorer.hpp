// `rhythm`: own_share of the own profile, the rest from the profiles of the nearest customers, ties by popularity.
//
//   score     own p_u(i) + (1 − own) n_i^-t Σ_v s_v^q p_v(i) / Σ_v s_v^q + popularity_weight popularity(i), the sums
//             over the nearest customers v by similarity s_v = Σ_h n_h^-a p_u(h) p_v(h) / |p_v|; n the number of buyers,
//             a item_exponent, q similarity_power, t target_exponent
//   latest    with part.latest, p_v is the profile of what v had before the latest window where it makes v alike, and 1
//             for what v bought within it where it is brought
//   evidence  s_v^q = s_v^(q-1) Σ_h (the term of h): what the neighbours bring splits exactly into terms of the
//             customer's own purchases h, those that make them alike. TIFU-KNN (a = 0, t = 0) takes the plain mean of
//             the neighbours, which has no such terms and ranks no better (bench/RESULTS.md); with one group and no
//             own share this is user-based collaborative filtering
//   built     over the histories of all customers: their profiles, and per product who holds it; 16 bytes an entry
//   cost      an answer adds up the buyers of every product held (at most buyers_cap each), then the neighbours'
//             profiles
//   source    TIFU-KNN with cosine for the distance: repeat_profile.hpp
#pragma once

#include <algorithm>

#include "engine/data/histories.hpp"
#include "engine/model/parts.hpp"
#include "engine/ranking/dense_scorer.hpp"
#include "engine/ranking/repeat_profile.hpp"

namespace moshaver {

class RepeatScorer final : public DenseScorer {
 public:
  // Views the parts, which must outlive it; the histories are read and not kept.
  RepeatScorer(const RepeatPart& part, const TablePart& popularity, const Histories&);

  [[nodiscard]] std::unique_ptr<Query> query(const CustomerState&) const override;
  // By cosine of who holds them, and how much.
  [[nodiscard]] std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const override;

 private:
  class RepeatQuery;

  void score_one(const CustomerState&, std::span<float> scores) const override;
  [[nodiscard]] std::vector<ProfileEntry> profile_of(const CustomerState&) const;
  // Calls body(user row, weight) for those of a product's buyers that are looked at, evenly chosen: no more than the
  // cap, and less for the longest histories, so that no answer takes much longer than others.
  template <class Body>
  void for_each_buyer(std::uint32_t item, std::size_t history, const Body& body) const {
    const auto users = buyers_.columns_of(item);
    const auto values = buyers_.values_of(item);
    const std::size_t cap = std::clamp<std::size_t>(most_buyers / history, 1, part_.buyers_cap);
    const std::size_t looked_at = std::min(users.size(), cap);
    for (std::size_t at = 0; at < looked_at; ++at) {
      const std::size_t chosen = looked_at == users.size() ? at : at * users.size() / looked_at;
      body(users[chosen], values[chosen]);
    }
  }
  struct Neighbours {
    std::vector<ScoredItem> nearest;  // their rows as items, the nearest first; score: similarity s_v
    std::vector<float> units;  // by neighbour, what a unit of similarity weighs: (1 - own_share) s_v^(q-1) / Σ s_v^q
  };
  [[nodiscard]] Neighbours neighbours_of(const CustomerState&, std::span<const ProfileEntry>) const;

  const RepeatPart& part_;
  std::span<const float> popularity_;
  static constexpr std::size_t most_buyers = 8'000;  // of all products of a history, about

  // user x item: what neighbours bring; and its transpose.
  [[nodiscard]] const SparseRows& brought() const { return part_.latest ? latest_ : profiles_; }
  [[nodiscard]] const SparseRows& bringers() const { return part_.latest ? latest_buyers_ : buyers_; }

  SparseRows profiles_;                    // user x item: what makes them alike
  SparseRows latest_;                      // user x item: 1 for the latest purchases; only for part_.latest
  SparseRows buyers_;                      // item x user: transpose of profiles_
  SparseRows latest_buyers_;               // item x user: transpose of latest_
  std::vector<float> user_norms_;          // of the profiles' rows
  std::vector<float> item_norms_;          // of their columns
  std::vector<float> similarity_weights_;  // by item: n^-item_exponent
  std::vector<float> target_weights_;      // by item: n^-target_exponent
};

}  // namespace moshaver
