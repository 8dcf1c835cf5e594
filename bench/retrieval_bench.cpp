// Maximum inner product search on factors of trained models (trained_factors.hpp), one query at a time on one core:
// `retrieval/<index>/<products>/<dim>`. One run measures all indexes of a table.
//
//   exact, ivf, hnsw,          ours; plain_scan is the reference
//   hnsw_codes
//   faiss_flat, faiss_hnsw     Debian's Faiss package
//   hnswlib                    Debian's hnswlib, compiled for this machine
//   counters                   recall_at_20 (of the plain scan's answers), p50_us, p99_us, build_s, width (search width,
//                              or probes of ivf: the smallest tried with recall .98 or more), index_bytes (all memory
//                              beside the factors that the engine holds anyway; a library's own copy of them counts)
//   MOSHAVER_BENCH_PRODUCTS    the sizes to measure, "10000,100000" by default; 41000 and 1000000 work too. At a
//                              million the only graph is hnswlib's
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "bench/searchers.hpp"
#include "bench/trained_factors.hpp"
#include "engine/linalg/dot.hpp"
#include "engine/retrieval/exact_index.hpp"
#include "engine/retrieval/hnsw_index.hpp"
#include "engine/retrieval/ivf_index.hpp"
#include "engine/retrieval/plain_scan.hpp"

namespace {

using namespace moshaver;

constexpr std::size_t wanted = 20;
constexpr double wanted_recall = 0.98;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// One of our indexes, and the member function that sets its search width.
template <class Kind>
class OurSearcher final : public Searcher {
 public:
  using Set = void (Kind::*)(std::size_t);
  explicit OurSearcher(Result<Kind> index, Set set = nullptr)
      : index_(std::make_unique<Kind>(std::move(index).value())), set_(set) {}
  void set_width(std::size_t width) override { ((*index_).*set_)(width); }
  void search(std::span<const float> query, std::span<std::uint32_t> found) override {
    const auto best = index_->search(query, found.size(), {});
    for (std::size_t i = 0; i < best.size(); ++i) found[i] = best[i].item.row;
  }
  [[nodiscard]] std::size_t bytes() const override { return index_->bytes(); }

 private:
  std::unique_ptr<Kind> index_;
  Set set_;
};

// The graph over float32 rows, or over codes.
std::unique_ptr<Searcher> our_graph(const FactorMatrix& items, bool codes) {
  return std::make_unique<OurSearcher<HnswIndex>>(HnswIndex::build(items, {.codes = codes}),
                                                  &HnswIndex::set_search_width);
}

class PlainSearcher final : public Searcher {
 public:
  explicit PlainSearcher(const FactorMatrix& items) : items_(items) {}
  void search(std::span<const float> query, std::span<std::uint32_t> found) override {
    const auto best = plain_scan(items_, query, found.size(), {});
    for (std::size_t i = 0; i < best.size(); ++i) found[i] = best[i].item.row;
  }
  [[nodiscard]] std::size_t bytes() const override { return 0; }

 private:
  const FactorMatrix& items_;
};

// Recall of the plain scan's 20 over all queries. Products with equal scores count as the same.
double recall_of(Searcher& searcher, const TrainedFactors& factors, const std::vector<float>& worst_scores) {
  std::vector<std::uint32_t> found(wanted);
  std::size_t hits = 0;
  for (std::size_t q = 0; q < bench_queries; ++q) {
    const auto query = factors.queries.row(q);
    searcher.search(query, found);
    hits += static_cast<std::size_t>(std::ranges::count_if(
        found, [&](std::uint32_t row) { return dot(query, factors.items.row(row)) >= worst_scores[q]; }));
  }
  return static_cast<double>(hits) / static_cast<double>(bench_queries * wanted);
}

using Builder = std::function<std::unique_ptr<Searcher>(const FactorMatrix&, const std::filesystem::path& kept)>;

struct Contender {
  std::string name;
  Builder build;
  bool has_width = false;
  bool up_to_a_million = true;
};

const std::vector<Contender>& contenders() {
  static const std::vector<Contender> all = {
      {"exact", [](const FactorMatrix& items,
                   const auto&) { return std::make_unique<OurSearcher<ExactIndex>>(ExactIndex::build(items)); }},
      {"plain_scan", [](const FactorMatrix& items, const auto&) { return std::make_unique<PlainSearcher>(items); }},
      {"ivf",
       [](const FactorMatrix& items, const auto&) {
         return std::make_unique<OurSearcher<IvfIndex>>(IvfIndex::build(items, {}), &IvfIndex::set_probes);
       },
       true},
      {"hnsw", [](const FactorMatrix& items, const auto&) { return our_graph(items, false); }, true, false},
      {"hnsw_codes", [](const FactorMatrix& items, const auto&) { return our_graph(items, true); }, true, false},
      {"hnswlib", hnswlib_graph, true},
      {"faiss_hnsw", faiss_hnsw, true, false},
      {"faiss_flat", [](const FactorMatrix& items, const auto&) { return faiss_flat(items); }},
  };
  return all;
}

// Builds the index, or reads what an earlier run built. A file beside it keeps the build time.
std::unique_ptr<Searcher> built(const Contender& contender, const TrainedFactors& factors,
                                const std::filesystem::path& kept, double& seconds) {
  const std::filesystem::path seconds_file = kept.string() + ".seconds";
  const bool was_kept = std::filesystem::exists(kept);
  const auto start = std::chrono::steady_clock::now();
  auto searcher = contender.build(factors.items, kept);
  seconds = seconds_since(start);
  if (was_kept) std::ifstream(seconds_file) >> seconds;
  if (!was_kept && std::filesystem::exists(kept)) std::ofstream(seconds_file) << seconds;
  return searcher;
}

// Sketch, exact: reads the codes of the items whose norms are large enough from the last cache; 100,000 x 128: 2.5 MB at
// 60 GB/s and 400 rows at 50 ns, so 60 us. hnsw: some 2,000 random rows at 100 ns a miss, half of it overlapped.
void one_query(benchmark::State& state, const Contender& contender, std::size_t products, std::size_t dim) {
  const TrainedFactors& factors = trained_factors(products, dim);
  double build_seconds = 0;
  const auto searcher = built(
      contender, factors, bench_cache() / (contender.name + "-" + std::to_string(products) + "-" + std::to_string(dim)),
      build_seconds);
  std::vector<float> worst_scores;
  for (std::size_t q = 0; q < bench_queries; ++q) {
    worst_scores.push_back(plain_scan(factors.items, factors.queries.row(q), wanted, {}).back().score);
  }
  double recall = 0;
  if (contender.has_width) {
    for (const std::size_t width :
         {4, 8, 14, 20, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 384, 512, 768, 1024, 2048, 4096}) {
      searcher->set_width(width);
      recall = recall_of(*searcher, factors, worst_scores);
      state.counters["width"] = static_cast<double>(width);
      if (recall >= wanted_recall) break;
    }
  } else {
    recall = recall_of(*searcher, factors, worst_scores);
  }
  std::vector<double> latencies_us;
  std::vector<std::uint32_t> found(wanted);
  std::size_t q = 0;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    searcher->search(factors.queries.row(q), found);
    latencies_us.push_back(seconds_since(start) * 1e6);
    q = (q + 1) % bench_queries;
  }
  std::ranges::sort(latencies_us);
  state.counters["recall_at_20"] = recall;
  state.counters["p50_us"] = latencies_us[latencies_us.size() / 2];
  state.counters["p99_us"] = latencies_us[latencies_us.size() * 99 / 100];
  state.counters["index_bytes"] = static_cast<double>(searcher->bytes());
  state.counters["build_s"] = build_seconds;
}

std::vector<std::size_t> table_sizes() {
  const char* named = std::getenv("MOSHAVER_BENCH_PRODUCTS");
  std::stringstream list(named != nullptr ? named : "10000,100000");
  std::vector<std::size_t> sizes;
  for (std::string size; std::getline(list, size, ',');) sizes.push_back(std::stoul(size));
  return sizes;
}

const bool registered = [] {
  for (const std::size_t products : table_sizes()) {
    for (const std::size_t dim : {64, 128, 256}) {
      if (!can_train_factors(products, dim)) continue;
      for (const Contender& contender : contenders()) {
        if (products >= 1'000'000 && !contender.up_to_a_million) continue;
        const std::string title =
            "retrieval/" + contender.name + "/" + std::to_string(products) + "/" + std::to_string(dim);
        benchmark::RegisterBenchmark(
            title.c_str(), [=, &contender](benchmark::State& state) { one_query(state, contender, products, dim); })
            ->Iterations(products >= 1'000'000 ? 512 : 2048)  // a fixed count: the index is then built only once
            ->Unit(benchmark::kMicrosecond);
      }
    }
  }
  return true;
}();

}  // namespace
