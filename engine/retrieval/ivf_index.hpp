// Approximate search in an inverted file: items in lists around the centroids of k-means (Sivic & Zisserman, ICCV 2003;
// Jégou, Douze & Schmid, TPAMI 2011). A query scans the `probes` most promising lists. Faiss clusters
// (ivf_clustering.hpp); the scan is ours, over int8 codes, and its best candidates are scored by the factors.
//
//   lists      by direction (spherical k-means): inner products grow with the norm, and a list holds items of one
//              direction and of all norms. Lists are ranked by the score that their longest item would have if it were
//              a little nearer to the query than the centroid
//   in a list  items by descending norm: a scan ends when no later norm can reach the candidates (Cauchy-Schwarz)
//   scores     the same bits that an exact index gives an item
//   rules      checked only for items that score high enough. The fewer items are eligible, the more lists are scanned;
//              an exact scan replaces the search if it is cheaper or if the lists do not yield `count`
//   building   on the calling thread alone; the same factors, options and machine give the same lists
//   memory     dim + 8 bytes an item, beside the factors
//   test       tests/retrieval/ivf_index_test.cpp
#pragma once

#include <cstdint>
#include <memory>

#include "engine/retrieval/exact_index.hpp"
#include "engine/retrieval/index.hpp"

namespace moshaver {

struct IvfOptions {
  std::size_t lists = 0;   // 0: four times the square root of the number of items; at most one an item
  std::size_t probes = 0;  // lists that a query scans; 0: a sixteenth of them, and no fewer than eight
  std::int64_t seed = 1;   // of the clustering
  bool operator==(const IvfOptions&) const = default;
};

class IvfIndex final : public Index {
 public:
  // Keeps a view of `item_factors`: see Index. Errors: those of check_item_factors; invalid_argument for options out of
  // range and for what Faiss refuses.
  [[nodiscard]] static Result<IvfIndex> build(const FactorMatrix& item_factors, const IvfOptions& options);
  static Result<IvfIndex> build(const FactorMatrix&&, const IvfOptions&) = delete;
  // Do not call this while another thread searches. More probes than lists mean all lists; 0 as in IvfOptions.
  void set_probes(std::size_t probes);

  // The default number of lists for so many items; at least one.
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
