// Approximate search in a graph of near neighbours: HNSW (Malkov & Yashunin, TPAMI 2020), built by Faiss with distances
// of engine/linalg/dot.hpp, because Debian's Faiss is without vector instructions, and searched by beam_search.hpp.
//
//   distance   the negated inner product itself, for building too (ip-NSW: Morozov & Babenko, NeurIPS 2018). The
//              other way, one more coordinate that makes all norms equal and then L2 (Bachrach et al., RecSys 2014),
//              was tried: at a search width of 96 it finds 40% of the top 10 where norms are log-normal with sigma .6
//              and 95% where they are nearly equal, and this finds 99.9% and 98%. Items of small norm all but coincide
//              once the coordinate is added, and Faiss then thins out the links of the others
//   scores     the same bits that an exact index gives an item
//   rules      excluded items are passed through but not held. The search gives way to an exact scan where so few
//              items are eligible that this is cheaper, where the graph does not yield `count`, and where the rules
//              take out the items of large norm, through which the graph leads
//   building   on the calling thread alone; same factors, options and machine, same graph. Some 20 s for
//              100,000 x 128
//   memory     8 bytes a link, some 145 bytes an item at 16 links, beside the factors and the exact index's codes
//   test       tests/retrieval/hnsw_index_test.cpp
#pragma once

#include <cstdint>
#include <memory>

#include "engine/retrieval/exact_index.hpp"
#include "engine/retrieval/index.hpp"

namespace moshaver {

struct HnswOptions {
  std::size_t links = 16;         // a node, on each level; twice as many on the lowest; 2 to 512
  std::size_t build_width = 100;  // candidates kept while an item's neighbours are looked for
  std::size_t search_width = 96;  // candidates kept while a query is answered; more: better recall, slower
  std::int64_t seed = 1;          // of the levels
  bool codes = false;             // the beam reads int8 codes (dim + 4 bytes an item more), what it holds is then
                                  // scored by the factors
  bool operator==(const HnswOptions&) const = default;
};

class HnswIndex final : public Index {
 public:
  // Views `item_factors`: see Index. Errors: those of check_item_factors; invalid_argument for options out of range
  // and for what Faiss refuses.
  [[nodiscard]] static Result<HnswIndex> build(const FactorMatrix& item_factors, const HnswOptions& options);
  static Result<HnswIndex> build(const FactorMatrix&&, const HnswOptions&) = delete;

  // Neither is to be called while others search. A width is 1 to 65,536. Codes: those of HnswOptions.
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
