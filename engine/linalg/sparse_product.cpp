#include "engine/linalg/sparse_product.hpp"

#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

FactorMatrix sparse_product(const SparseRows& sparse, const FactorMatrix& dense, std::size_t threads) {
  FactorMatrix out(sparse.row_count(), dense.dim());
  parallel_for(sparse.row_count(), 64, threads, [&](std::size_t first, std::size_t last, std::size_t) {
    for (std::size_t row = first; row < last; ++row) {
      float* sum = out.row(row).data();
      const auto columns = sparse.columns_of(static_cast<std::uint32_t>(row));
      const auto values = sparse.values_of(static_cast<std::uint32_t>(row));
      for (std::size_t entry = 0; entry < columns.size(); ++entry) {
        const float value = values[entry];
        const float* from = dense.row(columns[entry]).data();
        for (std::size_t at = 0; at < dense.dim(); ++at) sum[at] += value * from[at];
      }
    }
  });
  return out;
}

}  // namespace moshaver
