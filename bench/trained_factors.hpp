// Factors of trained models, and customers folded in as queries: what retrieval is measured on. Random vectors would
// say little: how the norms fall off and how customers lie among products decide much.
//
//   from      ials of `dim` dimensions and otherwise default settings, over
//               41,000 products    the purchases of the file that MOSHAVER_BENCH_EVENTS names (Gowalla's train.csv.gz)
//               any other number   a generated shop (seed 1): 10,000 and 100,000 products with 2 customers and 100
//                                  events a product, 1,000,000 with 1 and 40. Some few products were never bought and
//                                  are not in the model
//   kept      as model directories <products>-<dim> in the folder that MOSHAVER_BENCH_CACHE names, else
//             build/bench-cache; made where they are missing: 1,000,000 products take 12 GB of disk for a while, and
//             minutes
//   errors    end the program
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "engine/linalg/factor_matrix.hpp"

namespace moshaver {

inline constexpr std::size_t bench_queries = 256;
inline constexpr std::size_t gowalla_products = 41'000;

struct TrainedFactors {
  FactorMatrix items;    // products (about as many as asked for) x dim
  FactorMatrix queries;  // bench_queries customers, from all over the customers
};

[[nodiscard]] std::filesystem::path bench_cache();
// Is there what it takes to have them? False for 41,000 products without MOSHAVER_BENCH_EVENTS.
[[nodiscard]] bool can_train_factors(std::size_t products, std::size_t dim);
// The last one asked for is kept.
[[nodiscard]] const TrainedFactors& trained_factors(std::size_t products, std::size_t dim);

}  // namespace moshaver
