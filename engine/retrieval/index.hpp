// The seam of retrieval: the items whose factors have the largest inner product with a query. Exact or approximate,
// each index is one pair of files in this folder and nothing outside names its library.
//
//   shapes    an index is built over item factors, item_count() x dim(); a query has dim() finite values
//   views     it keeps a view of the factors: the FactorMatrix must outlive it and stay unchanged and in place
//   scores    inner products in float32
//   order     best first, ties to the smaller ItemId
//   threads   logically immutable once built: share one among all threads. Nothing here starts a thread; who wants
//             more than one core calls from more than one thread
//   errors    building refuses what cannot be searched; searching cannot fail. A query of another length, or eligible
//             items over another catalogue, is the caller's bug
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

  // The best `count` of the items that `exclusions` allow: exactly `count` whenever that many are allowed, else all of
  // those. An exact index returns the best ones; an approximate one may miss some, never the number. A zero query has
  // nothing to say: every item scores 0, an exact index returns the smallest ids, an approximate one some ids; the
  // caller should answer it some other way.
  [[nodiscard]] virtual std::vector<ScoredItem> search(std::span<const float> query, std::size_t count,
                                                       const Exclusions& exclusions) const = 0;

  // One answer for each row of `queries`, each with its own exclusions; no exclusions at all may be given as an empty
  // span. Scores may differ from those of `search` in the last bits, and items in order where scores are that close.
  [[nodiscard]] virtual std::vector<std::vector<ScoredItem>> search_batch(const FactorMatrix& queries,
                                                                          std::size_t count,
                                                                          std::span<const Exclusions> exclusions) const;

  [[nodiscard]] virtual std::size_t item_count() const = 0;
  [[nodiscard]] virtual std::size_t dim() const = 0;
  // Memory that the index holds beside the factors it views.
  [[nodiscard]] virtual std::size_t bytes() const = 0;
  [[nodiscard]] virtual std::string_view name() const = 0;

 protected:
  Index() = default;
  Index(const Index&) = default;
  Index(Index&&) = default;
  Index& operator=(const Index&) = default;
  Index& operator=(Index&&) = default;
};

// No row of factors may be longer than this: inner products of two such rows, and all sums on the way to them, are
// finite in float32.
inline constexpr double longest_factor_norm = 1e18;

// What every index asks of item factors before it is built over them: values that are finite and rows no longer than
// longest_factor_norm, at least one dimension, at most 2^31 - 1 rows (none is fine). Returns the largest norm.
// Errors: invalid_argument, naming the row.
[[nodiscard]] Result<double> check_item_factors(const FactorMatrix& item_factors);

}  // namespace moshaver
