// The exact best: items in order of norm, short codes of all, and the few whose bound is good enough scored in float32.
// The answer is that of a plain scan, to the bit.
//
//   loop     chunks of the codes, the longest items first. No item behind scores more than ‖x‖ times its norm: where that
//            is less than the worst of the best `count` so far, the search is over. Of a chunk, only items whose bound
//            reaches that worst one go on; the exclusions are asked about those; the best bounds are scored first, for
//            they raise the bar for the others, and of these again only what reaches it
//   why      coarse_codes.hpp proves the bounds, for the score as dot() computes it. So every item left out scores less
//            than `count` others, and ties are settled as everywhere, by the smaller ItemId
//   one      100,000 x 128: some 40% of the codes are read (2.5 MB) and 400 items scored
//   rules    where few items are eligible, the codes are left alone: the longest of those few are scored, then what is
//            long enough of the others
//   plain    catalogues of a few thousand items, requests for a large part of one, and queries that say nothing (zero)
//            or are longer than longest_factor_norm are answered by plain_scan
//   many     search_batch goes on like this where the codes spare much, which the first queries of the batch show; else
//            it makes tiles of queries x items by matrix product: bound by arithmetic, 16 ps a factor and query at 123
//            GFLOP/s, whatever the factors. Their scores may differ from those of search() in the last bits
//   memory   dim / 2 + 16 bytes an item beside the factors; the working memory of a search is kept for the next, a
//            thread
//   test     tests/retrieval/exact_index_test.cpp: a plain scan in double as reference, and plain_scan to the bit
#pragma once

#include <vector>

#include "engine/retrieval/coarse_codes.hpp"
#include "engine/retrieval/index.hpp"
#include "engine/retrieval/top_k.hpp"

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
