// Factors of trained models as items and folded-in customers as queries, for the retrieval benchmarks. Random vectors
// would mislead: the distribution of the norms, and of customers among products, decides much.
//
//   source    ials of `dim` dimensions and otherwise default settings, over
//               41,000 products    the purchases of the file that MOSHAVER_BENCH_EVENTS names (Gowalla's train.csv.gz)
//               any other number   a generated shop (seed 1): 10,000 and 100,000 products with 2 customers and 100
//                                  events a product, 1,000,000 with 1 and 40. A few products are never bought and not in
//                                  the model
//   cache     model directories <products>-<dim> in the folder that MOSHAVER_BENCH_CACHE names, else
//             build/bench-cache. Missing ones are made; 1,000,000 products need minutes and, for a while, 12 GB of disk
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
  FactorMatrix queries;  // bench_queries evenly spaced customers
};

[[nodiscard]] std::filesystem::path bench_cache();
// False for 41,000 products without MOSHAVER_BENCH_EVENTS and without a cached model.
[[nodiscard]] bool can_train_factors(std::size_t products, std::size_t dim);
// Keeps the last result in memory.
[[nodiscard]] const TrainedFactors& trained_factors(std::size_t products, std::size_t dim);

}  // namespace moshaver
