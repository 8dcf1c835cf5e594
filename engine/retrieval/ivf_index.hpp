// Approximate search in an inverted file: items in lists around the centroids of k-means (Sivic & Zisserman, ICCV 2003;
// Jégou, Douze & Schmid, TPAMI 2011), of which a query reads the `probes` most promising ones. Clustering is Faiss's,
// scanning is ours, over int8 codes; what looks best is scored by the factors.
//
//   lists      by direction (spherical k-means), not by place: inner products grow with the norm, and a list of one
//              direction holds long and short items alike. A list promises what its longest item would score if it
//              lay a little nearer to the query than the centroid
//   in a list  the longest item first: a scan ends where no later norm can reach the candidates held (Cauchy-Schwarz)
//   scores     the same bits that an exact index gives an item
//   rules      asked of items that score high enough; more lists are read as fewer items are eligible, and all is left
//              to an exact scan where that is cheaper or the lists read do not yield `count`
//   building   on the calling thread alone; same factors, options and machine, same lists
//   memory     dim + 8 bytes an item, beside the factors
//   test       tests/retrieval/ivf_index_test.cpp
#pragma once

#include <cstdint>
#include <memory>

#include "engine/retrieval/exact_index.hpp"
#include "engine/retrieval/index.hpp"

namespace moshaver {

struct IvfOptions {
  std::size_t lists = 0;   // 0: four times the root of the number of items; at most one an item
  std::size_t probes = 0;  // lists that a query reads; 0: a sixteenth of them, and no fewer than eight
  std::int64_t seed = 1;   // of the clustering
  bool operator==(const IvfOptions&) const = default;
};

class IvfIndex final : public Index {
 public:
  // Views `item_factors`: see Index. Errors: those of check_item_factors; invalid_argument for options out of range
  // and for what Faiss refuses.
  [[nodiscard]] static Result<IvfIndex> build(const FactorMatrix& item_factors, const IvfOptions& options);
  static Result<IvfIndex> build(const FactorMatrix&&, const IvfOptions&) = delete;
  // Not to be called while others search. More probes than lists are all of them; 0 as in IvfOptions.
  void set_probes(std::size_t probes);

  // As many lists as IvfOptions says for so many items; at least one.
  [[nodiscard]] static std::size_t usual_lists(std::size_t items);

  IvfIndex(IvfIndex&&) noexcept;
  IvfIndex& operator=(IvfIndex&&) noexcept;
  ~IvfIndex() override;

  [[nodiscard]] std::vector<ScoredItem> search(std::span<const float> query, std::size_t count,
                                               const Exclusions& exclusions) const override;

  [[nodiscard]] std::size_t list_count() const;
  [[nodiscard]] std::size_t item_count() const override { return exact_.item_count(); }
  [[nodiscard]] std::size_t dim() const override { return exact_.dim(); }
  [[nodiscard]] std::size_t bytes() const override;
  [[nodiscard]] std::string_view name() const override { return "ivf"; }

 private:
  struct Lists;
  IvfIndex(ExactIndex exact, std::unique_ptr<Lists> lists);

  ExactIndex exact_;
  std::unique_ptr<Lists> lists_;
};

}  // namespace moshaver
