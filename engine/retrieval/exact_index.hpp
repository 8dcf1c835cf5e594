// Exact search: scans short codes of the items by descending norm and scores in float32 only the few whose bound is
// high enough. The result is that of a plain scan, to the bit.
//
//   loop     chunks of the codes, items of large norm first. The bar is the worst score of the best `count` so far. No
//            later item scores more than ‖x‖ times its norm, so the search ends when that is below the bar. Items of a
//            chunk whose bound reaches the bar are checked against the exclusions; those with the best bounds are
//            scored first, because they raise the bar; then the others that still reach it
//   exact    coarse_codes.hpp proves the bounds for the score as dot() computes it. So every skipped item scores less
//            than `count` others; ties go to the smaller ItemId, as everywhere
//   measured 100,000 x 128: a search reads about 40% of the codes (2.5 MB) and scores 400 items
//   rules    if few items are eligible, the codes are not used: the eligible items of largest norm are scored, then the
//            others whose norm is large enough
//   plain    plain_scan answers for catalogues of a few thousand items, requests for a large part of the catalogue,
//            zero queries and queries longer than longest_factor_norm
//   batch    search_batch does the same if the first queries of the batch show that the codes skip much; else it
//            computes tiles of queries x items by matrix product: bound by arithmetic, 16 ps a factor and query at 123
//            GFLOP/s, whatever the factors. These scores may differ from those of search() in the last bits
//   memory   dim / 2 + 16 bytes an item beside the factors; each thread keeps the scratch memory of its last search
//   test     tests/retrieval/exact_index_test.cpp: a plain scan in double as reference, and plain_scan to the bit
#pragma once

#include <vector>

#include "engine/retrieval/coarse_codes.hpp"
#include "engine/retrieval/index.hpp"
#include "engine/retrieval/top_k.hpp"

namespace moshaver {

class ExactIndex final : public Index {
 public:
  // Keeps a view of `item_factors`: see Index. Errors: those of check_item_factors.
  [[nodiscard]] static Result<ExactIndex> build(const FactorMatrix& item_factors);
  static Result<ExactIndex> build(const FactorMatrix&&) = delete;

  [[nodiscard]] std::vector<ScoredItem> search(std::span<const float> query, std::size_t count,
                                               const Exclusions& exclusions) const override;
  [[nodiscard]] std::vector<std::vector<ScoredItem>> search_batch(
      const FactorMatrix& queries, std::size_t count, std::span<const Exclusions> exclusions) const override;

  [[nodiscard]] std::size_t item_count() const override { return item_factors_->rows(); }
  [[nodiscard]] std::size_t dim() const override { return item_factors_->dim(); }
  [[nodiscard]] std::size_t bytes() const override { return codes_.bytes(); }
  [[nodiscard]] std::string_view name() const override { return "exact"; }

 private:
  explicit ExactIndex(const FactorMatrix& item_factors);

  [[nodiscard]] std::vector<ScoredItem> scan_codes(std::span<const float> query, std::size_t count,
                                                   const Exclusions& exclusions) const;
  [[nodiscard]] std::vector<ScoredItem> scan_norms(std::span<const float> query, std::size_t count,
                                                   const Exclusions& exclusions) const;
  void score(std::span<const float> query, std::span<const ScoredItem> candidates, TopK& best) const;

  const FactorMatrix* item_factors_;
  CoarseCodes codes_;  // empty for small catalogues
};

}  // namespace moshaver
