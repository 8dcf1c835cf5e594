// Products that are similar to, go with or replace another, learned with every model that has the data for it.
//
//   similar      by attributes, sessions and purchases: similar.hpp. Needs a catalogue or sessions
//   complements  bought in one order, or within days after, more often than by chance: complements.hpp. Needs orders or
//                times
//   substitutes  viewed in the same sessions, or bought by the same people along with the same products (similarity.hpp,
//                weights: sessions 1, purchases .3), but not bought together: less than 3 standard deviations above
//                chance within orders (co_purchase_test.hpp) and afterwards. If both have categories, similarity is
//                multiplied by 1 for the same category, down to .2 for unrelated ones, by the share of common levels.
//                Needs orders, times or sessions
//   memory       the result has 8 bytes per entry, at most 50 entries per product
//   order        sums run in a fixed order in double: the same rows at any thread count
//   measured     bench/RESULTS.md, Relations; read: tests/relations/relations_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/data/catalogue.hpp"
#include "engine/data/histories.hpp"
#include "engine/data/sparse_rows.hpp"
#include "engine/model/parts.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

struct RelationsConfig {
  std::size_t most = 50;             // related products kept per product
  double least_evidence = 0.05;      // of a complement, nats
  double most_deviations = 3;        // of a substitute, above chance
  double purchase_share = 0.3;       // weight of similarity by purchases; by sessions it is 1
  double foreign_category = 0.2;     // factor of the similarity to a product of an unrelated category
  std::uint32_t max_customer = 500;  // customers with more products are thinned to so many, evenly chosen
  std::size_t threads = 1;
};

// `sessions` come from build_sessions and may be empty. Without orders, sessions and attributes the result is empty.
[[nodiscard]] Relations train_relations(const Histories&, const SparseRows& sessions, const Catalogue&,
                                        const RelationsConfig&, const ProgressSink& = {});

}  // namespace moshaver
