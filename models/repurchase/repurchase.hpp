// Learns which products are bought again, and after how long, with every model.
//
//   data     for each purchase of a product by a customer the gap to that customer's next purchase of it, or, after the
//            last one, the time without any up to the end of the data (censored)
//   fit      gap_fit.hpp, for the whole shop, then for each category with the shop as its prior, then for each product
//            with its category (or the shop) as its prior
//   spread   `within` from customers with two gaps or more; `between` is the rest of the variance of the gaps
//   unit     days if nine of ten purchases have a date, else orders
//   cost     linear in the purchases: about 1 s and 40 bytes each for a million of them on one core
//            (bench/RESULTS.md, "Due again"); the same bytes at any number of threads
//   test     tests/repurchase/repurchase_test.cpp
#pragma once

#include <cstddef>
#include <optional>

#include "engine/data/catalogue.hpp"
#include "engine/data/histories.hpp"
#include "engine/model/repurchase.hpp"

namespace moshaver {

struct RepurchaseConfig {
  std::size_t threads = 1;
};

// Nothing if no customer bought a product twice. Staff do not count.
[[nodiscard]] std::optional<Repurchase> learn_repurchase(const Histories&, const Catalogue&, const RepurchaseConfig&);

}  // namespace moshaver
