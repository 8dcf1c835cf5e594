#include "bench/trained_factors.hpp"

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <utility>

#include "engine/model/model_io.hpp"
#include "engine/ranking/factors_scorer.hpp"
#include "moshaver/generate.hpp"
#include "moshaver/train.hpp"

namespace moshaver {

namespace {

namespace fs = std::filesystem;

template <class T>
T or_exit(Result<T> result) {
  if (result) return std::move(*result);
  std::cerr << result.error().message << "\n";
  std::exit(1);
}

fs::path model_path(std::size_t products, std::size_t dim) {
  return bench_cache() / (std::to_string(products) + "-" + std::to_string(dim));
}

const char* real_events() { return std::getenv("MOSHAVER_BENCH_EVENTS"); }

void train_to(const fs::path& out, const fs::path& events, std::size_t dim) {
  TrainOptions options;
  options.source.events = {events};
  options.out = out;
  options.replace = true;
  options.recipe = "ials";
  options.settings = {{"dim", static_cast<double>(dim)}};
  static_cast<void>(or_exit(train(options)));
}

void make_model(std::size_t products, std::size_t dim) {
  const fs::path model = model_path(products, dim);
  std::cerr << "training " << model.string() << "\n";
  if (products == gowalla_products) return train_to(model, real_events(), dim);
  const bool large = products >= 1'000'000;
  GenerateOptions shop;
  shop.products = products;
  shop.customers = products * (large ? 1 : 2);
  shop.events = products * (large ? 40 : 100);
  shop.out = bench_cache() / ("shop-" + std::to_string(products));
  shop.force = true;
  train_to(model, or_exit(generate_shop(shop)).events_file, dim);
  fs::remove_all(shop.out);
}

TrainedFactors read_factors(std::size_t products, std::size_t dim) {
  const fs::path path = model_path(products, dim);
  auto kept = open_model_directory(path);
  if (!kept) {  // missing, or of another version
    make_model(products, dim);
    kept = open_model_directory(path);
  }
  const OpenedModel opened = or_exit(std::move(kept));
  Model model = or_exit(load_model(opened));
  const Dataset data = or_exit(load_dataset(opened));
  auto& part = std::get<FactorsPart>(model.parts.front().data);
  TrainedFactors made{{}, FactorMatrix(bench_queries, dim)};
  const FactorsScorer scorer(part, nullptr);
  const std::uint32_t users = data.histories.user_count();
  for (std::size_t query = 0; query < bench_queries; ++query) {
    auto user = static_cast<std::uint32_t>(query * users / bench_queries);
    while (data.histories.of(UserId{user}).empty()) user = (user + 1) % users;
    scorer.fold_in({data.histories.of(UserId{user}), {}}, made.queries.row(query));
  }
  made.items = std::move(part.item_factors);
  return made;
}

}  // namespace

fs::path bench_cache() {
  const char* named = std::getenv("MOSHAVER_BENCH_CACHE");
  return named != nullptr ? fs::path(named) : fs::path("build/bench-cache");
}

bool can_train_factors(std::size_t products, std::size_t dim) {
  return products != gowalla_products || real_events() != nullptr || fs::exists(model_path(products, dim));
}

const TrainedFactors& trained_factors(std::size_t products, std::size_t dim) {
  static std::unique_ptr<TrainedFactors> last;
  static std::pair<std::size_t, std::size_t> which;
  if (!last || which != std::pair(products, dim)) {
    last.reset();
    last = std::make_unique<TrainedFactors>(read_factors(products, dim));
    which = {products, dim};
  }
  return *last;
}

}  // namespace moshaver
