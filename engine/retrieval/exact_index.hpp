// Every item is scored: recall is 1, building is a check of the values, and nothing is held beside the factors.
//
//   one query   blocks of 64 rows; a score goes on only if it reaches the worst of the best `count` so far, and only
//               then are the exclusions asked. Where few of 64 items are eligible, those few alone are scored. Bound by
//               memory: 100,000 x 128 floats are 51 MB, about 1 ms where a core reads 50 GB/s; with .01% eligible
//               a few microseconds
//   many        search_batch makes tiles of queries x items by matrix product: bound by arithmetic, some times faster
//               a query. Its scores may differ from those of search() in the last bits
//   test        tests/retrieval/exact_index_test.cpp: a plain scan in double as judge
#pragma once

#include "engine/retrieval/index.hpp"

namespace moshaver {

class ExactIndex final : public Index {
 public:
  // Views `item_factors`: see Index. Errors: those of check_item_factors.
  [[nodiscard]] static Result<ExactIndex> build(const FactorMatrix& item_factors);
  static Result<ExactIndex> build(const FactorMatrix&&) = delete;

  [[nodiscard]] std::vector<ScoredItem> search(std::span<const float> query, std::size_t count,
                                               const Exclusions& exclusions) const override;
  [[nodiscard]] std::vector<std::vector<ScoredItem>> search_batch(
      const FactorMatrix& queries, std::size_t count, std::span<const Exclusions> exclusions) const override;

  [[nodiscard]] std::size_t item_count() const override { return item_factors_->rows(); }
  [[nodiscard]] std::size_t dim() const override { return item_factors_->dim(); }
  [[nodiscard]] std::size_t bytes() const override { return 0; }
  [[nodiscard]] std::string_view name() const override { return "exact"; }

 private:
  explicit ExactIndex(const FactorMatrix& item_factors) : item_factors_(&item_factors) {}

  const FactorMatrix* item_factors_;
};

}  // namespace moshaver
