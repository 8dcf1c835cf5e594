// Debian's hnswlib. Only this file is compiled with -march=native, because hnswlib chooses its kernels at compile time.
#include <hnswlib/hnswlib.h>

#include "bench/searchers.hpp"

namespace moshaver {

namespace {

class HnswlibSearcher final : public Searcher {
 public:
  HnswlibSearcher(const FactorMatrix& items, const std::filesystem::path& kept) : space_(items.dim()) {
    if (std::filesystem::exists(kept)) {
      graph_ = std::make_unique<hnswlib::HierarchicalNSW<float>>(&space_, kept.string());
      return;
    }
    graph_ = std::make_unique<hnswlib::HierarchicalNSW<float>>(&space_, items.rows(), 16, 100);
    const auto row_count = static_cast<std::int64_t>(items.rows());
    graph_->addPoint(items.row(0).data(), 0);
#pragma omp parallel for schedule(dynamic, 64)
    for (std::int64_t row = 1; row < row_count; ++row) {
      graph_->addPoint(items.row(static_cast<std::size_t>(row)).data(), static_cast<std::size_t>(row));
    }
    graph_->saveIndex(kept.string());
  }

  void search(std::span<const float> query, std::span<std::uint32_t> found) override {
    auto best = graph_->searchKnn(query.data(), found.size());
    for (std::size_t i = best.size(); i > 0; --i, best.pop())
      found[i - 1] = static_cast<std::uint32_t>(best.top().second);
  }
  void set_width(std::size_t width) override { graph_->setEf(width); }
  [[nodiscard]] std::size_t bytes() const override {
    std::size_t upper_links = 0;
    for (std::size_t row = 0; row < graph_->cur_element_count; ++row) {
      upper_links += static_cast<std::size_t>(graph_->element_levels_[row]) * graph_->size_links_per_element_;
    }
    return graph_->cur_element_count * (graph_->size_data_per_element_ + sizeof(void*)) + upper_links;
  }

 private:
  hnswlib::InnerProductSpace space_;
  std::unique_ptr<hnswlib::HierarchicalNSW<float>> graph_;
};

}  // namespace

std::unique_ptr<Searcher> hnswlib_graph(const FactorMatrix& items, const std::filesystem::path& kept) {
  return std::make_unique<HnswlibSearcher>(items, kept);
}

}  // namespace moshaver
