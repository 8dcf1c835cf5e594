// The interface of every index: maximum inner product search over item factors, exact or approximate. Each index is one
// pair of files in this folder; no other folder names its library.
//
//   shapes    an index is built over item factors, item_count() x dim(); a query has dim() finite values
//   views     an index keeps a view of the factors: the FactorMatrix must outlive it, unchanged and at the same address
//   scores    inner products in float32
//   order     best first, ties to the smaller ItemId
//   threads   logically immutable once built: share one among all threads. Nothing here starts a thread; to use more
//             cores, call from more threads
//   errors    building refuses factors that cannot be searched; searching cannot fail. A query of another length, or
//             eligible items of another catalogue, is the caller's bug
//   tests     tests/retrieval/
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "engine/linalg/factor_matrix.hpp"
#include "engine/retrieval/exclusions.hpp"
#include "moshaver/result.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

class Index {
 public:
  virtual ~Index() = default;

  // The best `count` of the items that `exclusions` allow: exactly `count` if that many are allowed, else all of those.
  // An approximate index may miss some of the best items, but returns as many. For a zero query every item scores 0: an
  // exact index returns the smallest ids, an approximate one any ids; callers should answer it by popularity instead.
  [[nodiscard]] virtual std::vector<ScoredItem> search(std::span<const float> query, std::size_t count,
                                                       const Exclusions& exclusions) const = 0;

  // One answer for each row of `queries`, each with its own exclusions; an empty span means none. Scores may differ
  // from those of `search` in the last bits, and so may the order of items with such close scores.
  [[nodiscard]] virtual std::vector<std::vector<ScoredItem>> search_batch(const FactorMatrix& queries,
                                                                          std::size_t count,
                                                                          std::span<const Exclusions> exclusions) const;

  [[nodiscard]] virtual std::size_t item_count() const = 0;
  [[nodiscard]] virtual std::size_t dim() const = 0;
  // Memory of the index beside the factors it views.
  [[nodiscard]] virtual std::size_t bytes() const = 0;
  [[nodiscard]] virtual std::string_view name() const = 0;

 protected:
  Index() = default;
  Index(const Index&) = default;
  Index(Index&&) = default;
  Index& operator=(const Index&) = default;
  Index& operator=(Index&&) = default;
};

// No row of factors may be longer than this: then inner products of two rows, and their partial sums, are finite in
// float32.
inline constexpr double longest_factor_norm = 1e18;

// Checks item factors before an index is built: finite values, rows no longer than longest_factor_norm, at least one
// dimension, at most 2^31 - 1 rows (none is fine). Returns the largest norm.
// Errors: invalid_argument, naming the row.
[[nodiscard]] Result<double> check_item_factors(const FactorMatrix& item_factors);

}  // namespace moshaver
