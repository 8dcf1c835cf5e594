// Debian's Faiss package, a generic build without AVX2, on one thread.
#include <faiss/IndexFlat.h>
#include <faiss/IndexHNSW.h>
#include <faiss/index_io.h>
#include <omp.h>

#include "bench/searchers.hpp"

namespace moshaver {

namespace {

class FaissSearcher final : public Searcher {
 public:
  FaissSearcher(std::unique_ptr<faiss::Index> index, std::size_t link_bytes)
      : index_(std::move(index)), link_bytes_(link_bytes) {}

  void search(std::span<const float> query, std::span<std::uint32_t> found) override {
    rows_.resize(found.size());
    scores_.resize(found.size());
    index_->search(1, query.data(), static_cast<faiss::Index::idx_t>(found.size()), scores_.data(), rows_.data());
    for (std::size_t i = 0; i < found.size(); ++i) found[i] = static_cast<std::uint32_t>(rows_[i]);
  }
  void set_width(std::size_t width) override {
    if (auto* graph = dynamic_cast<faiss::IndexHNSW*>(index_.get())) graph->hnsw.efSearch = static_cast<int>(width);
  }
  [[nodiscard]] std::size_t bytes() const override {
    return link_bytes_ + static_cast<std::size_t>(index_->ntotal) * static_cast<std::size_t>(index_->d) * sizeof(float);
  }

 private:
  std::unique_ptr<faiss::Index> index_;
  std::size_t link_bytes_;
  std::vector<faiss::Index::idx_t> rows_;
  std::vector<float> scores_;
};

}  // namespace

std::unique_ptr<Searcher> faiss_flat(const FactorMatrix& items) {
  omp_set_num_threads(1);
  auto index = std::make_unique<faiss::IndexFlatIP>(static_cast<faiss::Index::idx_t>(items.dim()));
  index->add(static_cast<faiss::Index::idx_t>(items.rows()), items.values().data());
  return std::make_unique<FaissSearcher>(std::move(index), 0);
}

std::unique_ptr<Searcher> faiss_hnsw(const FactorMatrix& items, const std::filesystem::path& kept) {
  omp_set_num_threads(1);
  std::unique_ptr<faiss::IndexHNSW> index;
  if (std::filesystem::exists(kept)) {
    index.reset(dynamic_cast<faiss::IndexHNSW*>(faiss::read_index(kept.c_str())));
  } else {
    index = std::make_unique<faiss::IndexHNSWFlat>(static_cast<int>(items.dim()), 16, faiss::METRIC_INNER_PRODUCT);
    index->hnsw.efConstruction = 100;
    omp_set_num_threads(omp_get_num_procs());
    index->add(static_cast<faiss::Index::idx_t>(items.rows()), items.values().data());
    omp_set_num_threads(1);
    faiss::write_index(index.get(), kept.c_str());
  }
  const std::size_t links = index->hnsw.neighbors.size() * sizeof(std::int32_t) +
                            index->hnsw.offsets.size() * sizeof(std::size_t) + index->hnsw.levels.size() * sizeof(int);
  return std::make_unique<FaissSearcher>(std::move(index), links);
}

}  // namespace moshaver
