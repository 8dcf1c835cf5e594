// What goes with what, and what replaces what: learned beside every model of a shop whose data tells orders or sessions.
//
//   complements  bought in one order, or within days after, more often than chance: complements.hpp
//   substitutes  looked at in the same sessions, or bought by the same people beside the same products (similarity.hpp,
//                sessions counting 1, purchases .3), but not bought together: what is within 3 standard deviations of
//                chance in one order (co_purchase_test.hpp) and afterwards. Where the catalogue gives categories of both,
//                similarity counts in full in the same one and a fifth in a foreign one, by the levels they share
//   memory       of the result 8 bytes a row's entry, 50 a row at most
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
  std::size_t most = 50;             // related products kept a product
  double least_evidence = 0.05;      // nats, of a complement
  double most_deviations = 3;        // of a substitute
  double purchase_share = 0.3;       // of similarity by purchases, sessions counting 1
  double foreign_category = 0.2;     // of the similarity to a product of another category
  std::uint32_t max_customer = 500;  // of a customer with more products so many, evenly chosen, are paired
  std::size_t threads = 1;
};

// `sessions` as build_sessions makes them; may be empty. Without orders and sessions there is nothing to tell.
[[nodiscard]] Relations train_relations(const Histories&, const SparseRows& sessions, const Catalogue&,
                                        const RelationsConfig&, const ProgressSink& = {});

}  // namespace moshaver
