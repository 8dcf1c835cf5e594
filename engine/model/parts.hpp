// What learners yield and the engine knows how to score: four kinds of part. A learner is new code in models/; a part
// is data, written to the model directory and read back as it was.
//
//   factors    dense vectors: score = x_u · y_i, x_u folded in from the history           ridge_solver.hpp
//   item_item  sparse rows from product to product: score = Σ_h w_h K(h, i)
//   rhythm     how one's own past repeats, and that of the customers most like one
//   table      a score a product, the same for everybody: what is popular
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
#include "engine/retrieval/index_spec.hpp"

namespace moshaver {

// How a customer's vector comes from the history: by ridge regression on its products (iALS), or as the sum of their
// vectors, each by its weight (low-pass).
struct FactorsPart {
  FactorMatrix item_factors;          // item_count x dim; for ridge in the eigenbasis of its own gramian
  float count_exponent = 0;           // confidence or weight of a product held in n baskets: n^this
  float half_life_days = 0;           // ..., halved for every so many days between its last purchase and the
                                      // customer's last of anything; 0: never
  std::vector<float> source_weights;  // by item: fold-in is a sum with these weights; empty: it is ridge
  std::vector<float> eigenvalues;     // ridge: of the gramian, its diagonal in this basis
  float unobserved_weight = 0;        // ridge: a0
  float regularization = 0;           // ridge: λ
  float frequency_exponent = 1;       // ridge: ν, a customer's ridge is λ (|history| + a0 item_count)^ν
};

struct ItemItemPart {
  SparseRows rows;                  // source x target
  float count_exponent = 0;         // weight of a product held in n baskets: n^this
  float basket_decay = 1;           // and of a product last held n baskets before the latest: this^n
  float popularity_weight = 1e-5F;  // of popularity within the score: breaks ties
};

// Profiles as in TIFU-KNN (Hu et al., SIGIR 2020): the mean over `groups` groups of baskets of group_decay^age times
// the mean over the group's baskets of basket_decay^age. A score is own_share of the own profile plus the rest of the
// profiles of the nearest customers: repeat_scorer.hpp.
struct RepeatPart {
  std::uint32_t groups = 7;
  float basket_decay = 0.9F, group_decay = 0.7F, own_share = 0.5F;
  std::uint32_t neighbours = 300;
  std::uint32_t buyers_cap = 1'000;  // per product, only so many buyers, evenly chosen, are looked at
  float item_exponent = 0;           // a product held by n customers makes them alike by n^-this
  float similarity_power = 1;        // a neighbour weighs by similarity to this power
  float target_exponent = 0;         // what neighbours hold counts n^-this
  float popularity_weight = 0;       // of popularity within the score: breaks ties
  // Neighbours are those who were like the customer before their latest purchases, and count by these alone: "customers
  // like you now buy". Nothing: they are alike in all they have and count by all of it.
  std::optional<LatestWindow> latest;
};

struct TablePart {
  std::vector<float> scores;  // by item, >= 0
};

// What goes with a product and what replaces it, product x product, each with a score >= 0: relations.hpp answers from
// them. Nothing where the data did not tell.
struct Relations {
  std::optional<SparseRows> complements, substitutes;
  bool operator==(const Relations&) const = default;
};

using PartData = std::variant<FactorsPart, ItemItemPart, RepeatPart, TablePart>;

struct ModelPart {
  std::string name;  // of the recipe that made it; unique in its model
  PartData data;
  float weight = 1;  // in a blend: of the part's scores, scaled to deviation 1
};

// A trained model: one part that ranks, or several blended (additive_scorer.hpp), and the general answer behind them for
// ties, strangers and empty places.
struct Model {
  std::string recipe;
  std::vector<ModelPart> parts;             // at least one
  TablePart popularity;                     // scaled to a maximum of 1
  std::optional<AdditiveRanker> ranker;     // orders what the parts propose: additive_scorer.hpp
  Relations relations;                      // beside the ranking: they do not enter the score
  std::vector<ReliabilityBin> reliability;  // of its confidence, by confidence; empty: not measured
  std::optional<RecordedIndex> index;       // to search its factors with, where one was chosen by measurement
};

}  // namespace moshaver
