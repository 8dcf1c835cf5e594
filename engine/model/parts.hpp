// The four kinds of part that a learner can produce and the engine can score. A learner is code in models/; a part is
// data, written to the model directory and read back.
//
//   factors    dense vectors: score = x_u · y_i, x_u folded in from the history           ridge_solver.hpp
//   item_item  sparse rows from product to product: score = Σ_h w_h K(h, i)
//   repeat     the customer's own purchases that repeat, and those of similar customers  repeat_scorer.hpp
//   table      one score a product, the same for everybody: popularity
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/data/latest_window.hpp"
#include "engine/data/sparse_rows.hpp"
#include "engine/linalg/factor_matrix.hpp"
#include "engine/model/additive_model.hpp"
#include "engine/model/list_diversity.hpp"
#include "engine/model/reliability.hpp"
#include "engine/model/repurchase.hpp"
#include "engine/model/score_calibration.hpp"
#include "engine/retrieval/index_spec.hpp"

namespace moshaver {

// The customer's vector is folded in from the history: by ridge regression on its item factors (iALS), or as their
// weighted sum (low-pass).
struct FactorsPart {
  FactorMatrix item_factors;          // item_count x dim; for ridge in the eigenbasis of its own gramian
  float count_exponent = 0;           // confidence or weight of a product bought in n baskets: n^this
  float half_life_days = 0;           // and halved for every so many days between its last purchase and the customer's
                                      // last purchase; 0: no decay
  std::vector<float> source_weights;  // by item: fold-in is a sum with these weights; empty: ridge
  std::vector<float> eigenvalues;     // ridge: the gramian's, which is diagonal in this basis
  float unobserved_weight = 0;        // ridge: a0
  float regularization = 0;           // ridge: λ
  float frequency_exponent = 1;       // ridge: ν; a customer's ridge is λ (|history| + a0 item_count)^ν
};

struct ItemItemPart {
  SparseRows rows;                  // source x target
  float count_exponent = 0;         // weight of a product bought in n baskets: n^this
  float basket_decay = 1;           // times, if last bought n baskets before the latest: this^n
  float popularity_weight = 1e-5F;  // of popularity in the score: breaks ties
};

// Profiles as in TIFU-KNN (Hu et al., SIGIR 2020): the mean over `groups` groups of baskets of group_decay^age times
// the mean over the group's baskets of basket_decay^age. A score is own_share of the customer's own profile, the rest
// from the profiles of the nearest customers: repeat_scorer.hpp.
struct RepeatPart {
  std::uint32_t groups = 7;
  float basket_decay = 0.9F, group_decay = 0.7F, own_share = 0.5F;
  std::uint32_t neighbours = 300;
  std::uint32_t buyers_cap = 1'000;  // at most so many buyers a product, evenly chosen, are compared
  float item_exponent = 0;           // a product with n buyers counts n^-this in similarities
  float similarity_power = 1;        // a neighbour's weight is its similarity to this power
  float target_exponent = 0;         // a neighbour's product with n buyers counts n^-this in scores
  float popularity_weight = 0;       // of popularity in the score: breaks ties
  // With it, neighbours are customers similar before their latest purchases, and contribute only these: "customers like
  // you now buy". Without it, similarity and contribution come from whole histories.
  std::optional<LatestWindow> latest;
};

struct TablePart {
  std::vector<float> scores;  // by item, >= 0
};

// Similar products, complements and substitutes, product x product with scores >= 0: relations.hpp reads them. None if
// the data did not yield them.
struct Relations {
  std::optional<SparseRows> similar, complements, substitutes;
  bool operator==(const Relations&) const = default;
};

using PartData = std::variant<FactorsPart, ItemItemPart, RepeatPart, TablePart>;

struct ModelPart {
  std::string name;  // the recipe that made it; unique in its model
  PartData data;
  float weight = 1;  // in a blend: of the part's scores, scaled to standard deviation 1
};

// A trained model: one part that ranks, or a blend of several (additive_scorer.hpp), and popularity for ties, for
// unknown customers and to fill lists.
struct Model {
  std::string recipe;
  std::vector<ModelPart> parts;                 // at least one
  TablePart popularity;                         // scaled to a maximum of 1
  std::optional<AdditiveRanker> ranker;         // ranks the candidates of the parts: additive_scorer.hpp
  std::optional<ScoreCalibration> calibration;  // without a ranker: how sure its scores are. Not both
  Reliability reliability;                      // of its confidence, on customers that it was not fitted on
  ListDiversity diversity;                      // of lists whose request names none
  Relations relations;                          // do not enter the score
  std::optional<Repurchase> repurchase;         // nor does this; none: no customer bought a product twice
  std::optional<RecordedIndex> index;           // over its item factors, if one was chosen by measurement

  // The days of the window that its confidence is for. nullopt: it has none, or the window is not of days.
  [[nodiscard]] std::optional<std::uint32_t> confidence_days() const {
    const std::uint32_t days = ranker ? ranker->window.days : calibration ? calibration->window.days : 0;
    return days > 0 ? std::optional(days) : std::nullopt;
  }
};

}  // namespace moshaver
