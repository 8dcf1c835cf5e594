// The other libraries that retrieval is compared with, behind one interface. Graphs take long to build, so files in
// bench_cache() keep them. `width` is efSearch.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "engine/linalg/factor_matrix.hpp"

namespace moshaver {

class Searcher {
 public:
  virtual ~Searcher() = default;
  // Fills `found` with the rows of the best found.size() items, in any order.
  virtual void search(std::span<const float> query, std::span<std::uint32_t> found) = 0;
  virtual void set_width(std::size_t) {}
  // All memory beside the factors given, its own copy of them included.
  [[nodiscard]] virtual std::size_t bytes() const = 0;

 protected:
  Searcher() = default;
  Searcher(const Searcher&) = default;
  Searcher& operator=(const Searcher&) = default;
};

// Both graphs have 16 links and a build width of 100, like ours, and are built on all cores. `kept` is the file that is
// read, or written if it is missing.
[[nodiscard]] std::unique_ptr<Searcher> faiss_flat(const FactorMatrix&);
[[nodiscard]] std::unique_ptr<Searcher> faiss_hnsw(const FactorMatrix&, const std::filesystem::path& kept);
[[nodiscard]] std::unique_ptr<Searcher> hnswlib_graph(const FactorMatrix&, const std::filesystem::path& kept);

}  // namespace moshaver
