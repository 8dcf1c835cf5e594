// What retrieval is measured beside: other libraries, as they come, behind one small seam. Graphs take long to build and
// are kept as files in bench_cache(); each `width` is what its library calls efSearch.
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
  // Fills in `found` with the rows of the best found.size() items; best first or last, as the library likes.
  virtual void search(std::span<const float> query, std::span<std::uint32_t> found) = 0;
  virtual void set_width(std::size_t) {}
  // All that it holds beside the factors given, its own copy of them included.
  [[nodiscard]] virtual std::size_t bytes() const = 0;

 protected:
  Searcher() = default;
  Searcher(const Searcher&) = default;
  Searcher& operator=(const Searcher&) = default;
};

// Both graphs with 16 links and a build width of 100, like ours, built on all cores. `kept` is the file to read or to write.
[[nodiscard]] std::unique_ptr<Searcher> faiss_flat(const FactorMatrix&);
[[nodiscard]] std::unique_ptr<Searcher> faiss_hnsw(const FactorMatrix&, const std::filesystem::path& kept);
[[nodiscard]] std::unique_ptr<Searcher> hnswlib_graph(const FactorMatrix&, const std::filesystem::path& kept);

}  // namespace moshaver
