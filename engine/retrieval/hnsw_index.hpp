// Approximate search in a graph of near neighbours: HNSW (Malkov & Yashunin, TPAMI 2020). Faiss builds the graph with
// the distances of engine/linalg/dot.hpp, because Debian's Faiss has no vector instructions; beam_search.hpp searches
// it.
//
//   distance   the negated inner product, for building too (ip-NSW: Morozov & Babenko, NeurIPS 2018). The alternative
//              is one more coordinate that makes all norms equal, and then L2 (Bachrach et al., RecSys 2014). Measured
//              at a search width of 96, it finds 40% of the top 10 if norms are log-normal with sigma .6 and 95% if
//              they are nearly equal; the inner product finds 99.9% and 98%. With the extra coordinate items of small
//              norm almost coincide, and Faiss then prunes the links of the others
//   scores     the same bits that an exact index gives an item
//   rules      the search passes through excluded items but does not return them. An exact scan replaces it if so few
//              items are eligible that the scan is cheaper, if the graph does not yield `count`, and if the rules
//              exclude the items of large norm, through which the graph leads
//   building   on the calling thread alone; the same factors, options and machine give the same graph. About 20 s for
//              100,000 x 128
//   memory     8 bytes a link, about 145 bytes an item at 16 links, beside the factors and the exact index's codes
//   test       tests/retrieval/hnsw_index_test.cpp
#pragma once

#include <cstdint>
#include <memory>

#include "engine/retrieval/exact_index.hpp"
#include "engine/retrieval/index.hpp"

namespace moshaver {

struct HnswOptions {
  std::size_t links = 16;         // M: a node and level, twice as many on the lowest; 2 to 512
  std::size_t build_width = 100;  // efConstruction: candidates kept while an item's neighbours are searched
  std::size_t search_width = 96;  // efSearch: candidates kept while a query is answered; more: better recall, slower
  std::int64_t seed = 1;          // of the random levels
  bool codes = false;             // search int8 codes (dim + 4 more bytes an item), then score the beam by the factors
  bool operator==(const HnswOptions&) const = default;
};

class HnswIndex final : public Index {
 public:
  // Keeps a view of `item_factors`: see Index. Errors: those of check_item_factors; invalid_argument for options out of
  // range and for what Faiss refuses.
  [[nodiscard]] static Result<HnswIndex> build(const FactorMatrix& item_factors, const HnswOptions& options);
  static Result<HnswIndex> build(const FactorMatrix&&, const HnswOptions&) = delete;

  // Do not call these while another thread searches. `search_width` is 1 to 65,536; `codes` as in HnswOptions.
  void set_search_width(std::size_t search_width);
  void set_codes(bool codes);

  HnswIndex(HnswIndex&&) noexcept;
  HnswIndex& operator=(HnswIndex&&) noexcept;
  ~HnswIndex() override;

  [[nodiscard]] std::vector<ScoredItem> search(std::span<const float> query, std::size_t count,
                                               const Exclusions& exclusions) const override;

  [[nodiscard]] std::size_t item_count() const override { return exact_.item_count(); }
  [[nodiscard]] std::size_t dim() const override { return exact_.dim(); }
  [[nodiscard]] std::size_t bytes() const override;
  [[nodiscard]] std::string_view name() const override { return "hnsw"; }

 private:
  struct Graph;
  HnswIndex(ExactIndex exact, std::unique_ptr<Graph> graph);

  ExactIndex exact_;
  std::unique_ptr<Graph> graph_;
};

}  // namespace moshaver
