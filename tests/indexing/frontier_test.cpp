// Which index is chosen, and how the measured ones are reported.
#include "models/indexing/frontier.hpp"

#include <simdjson.h>

#include <set>

#include "engine/ranking/factors_scorer.hpp"
#include "models/indexing/points.hpp"
#include "tests/advisor/small_shop.hpp"
#include "tests/ranking/taste_shop.hpp"
#include "tests/retrieval/mixture.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

MeasuredIndex measured(IndexKind kind, double recall, double p50_us) {
  MeasuredIndex index;
  index.spec.kind = kind;
  index.recall_at_20 = recall;
  index.p50_us = p50_us;
  return index;
}

SampledCustomers customers_of(const Mixture& world) {
  return {world.queries, std::vector<std::vector<ItemId>>(world.queries.rows())};
}

IndexFrontier small_frontier() {
  IndexFrontier frontier{"ials-1", "ials", "taste<&>", 1000, 16, 50, 0.9, {}, 1};
  frontier.points = points_of(std::vector{measured(IndexKind::exact, 1, 300), measured(IndexKind::hnsw, 0.95, 30),
                                          measured(IndexKind::hnsw, 0.94, 40), measured(IndexKind::ivf, 0.5, 10)});
  return frontier;
}

}  // namespace

TEST_CASE("without a wanted recall exact search is chosen while it is within the budget") {
  const std::vector fast = {measured(IndexKind::exact, 1, 399), measured(IndexKind::ivf, 0.999, 20)};
  CHECK(choose_index(fast, {}) == 0);
  const std::vector slow = {measured(IndexKind::exact, 1, 401), measured(IndexKind::ivf, 0.97, 20),
                            measured(IndexKind::ivf, 0.985, 30), measured(IndexKind::hnsw, 0.99, 50)};
  CHECK(choose_index(slow, {}) == 2);
  const std::vector hopeless = {measured(IndexKind::exact, 1, 900), measured(IndexKind::hnsw, 0.9, 20)};
  CHECK(choose_index(hopeless, {}) == 0);
}

TEST_CASE("with a wanted recall the fastest index that reaches it is chosen, whatever the budget") {
  const std::vector all = {measured(IndexKind::exact, 1, 100), measured(IndexKind::ivf, 0.9, 10),
                           measured(IndexKind::ivf, 0.96, 20), measured(IndexKind::hnsw, 1, 120)};
  CHECK(choose_index(all, {.min_recall = 0.8}) == 1);
  CHECK(choose_index(all, {.min_recall = 0.95}) == 2);
  CHECK(choose_index(all, {.min_recall = 1}) == 0);
  CHECK(check_index_policy({.min_recall = 1}));
  CHECK_FALSE(check_index_policy({.min_recall = 1.01}));
  CHECK_FALSE(check_index_policy({.min_recall = -0.1}));
  CHECK_FALSE(check_index_policy({.min_recall = std::nan("")}));
}

TEST_CASE(
    "of one index the narrowest search that reaches the recall is chosen, even if a wider one was measured faster") {
  std::vector all = {measured(IndexKind::exact, 1, 100), measured(IndexKind::ivf, 0.9, 10),
                     measured(IndexKind::ivf, 0.96, 20), measured(IndexKind::ivf, 0.99, 19)};
  for (std::size_t at = 1; at < all.size(); ++at) all[at].spec.ivf.probes = at;
  CHECK(choose_index(all, {.min_recall = 0.95}) == 2);
  all[3].spec.ivf.lists = 7;  // another index
  CHECK(choose_index(all, {.min_recall = 0.95}) == 3);
}

TEST_CASE("a blend uses its index only for candidates: an inverted file with a recall of at least .995, or none") {
  const TasteShop shop = taste_shop();
  Model model = model_of("ials", shop.histories);
  model.parts.push_back({"popular", model.popularity});
  const SearchedFactors searched = searched_factors(model).value();
  CHECK(searched.only_candidates);
  CHECK(policy_for(searched, {}).min_recall == 0.995);
  CHECK(policy_for(searched, {.min_recall = 0.5}).min_recall == 0.5);
  SearchedFactors alone = searched;
  alone.only_candidates = false;
  CHECK_FALSE(policy_for(alone, {}).min_recall);
  for (const IndexTrial& trial : index_trials(100'000, true)) CHECK(trial.spec.kind != IndexKind::hnsw);
  CHECK(index_trials(100'000, true).back().spec.ivf.lists == 316);
  CHECK_FALSE(decide_index(searched, shop.histories, {}, {})->recorded);  // few products
  const auto tried = decide_index(searched, shop.histories, {.always_exact = 1}, {});
  REQUIRE(tried->recorded);
  CHECK(tried->measured[tried->chosen].recall_at_20 >= 0.995);
}

TEST_CASE("every index is measured against exact search, and the recall is reproducible") {
  const Mixture world = mixture(3000, 40, 24, 1);
  const SampledCustomers customers = customers_of(world);
  const auto trials = index_trials(3000, false);
  const auto first = measure_indexes(world.items, customers, trials, {});
  const auto second = measure_indexes(world.items, customers, trials, {});
  REQUIRE(first);
  REQUIRE(first->size() == second->size());
  std::set<IndexKind> kinds;
  for (std::size_t at = 0; at < first->size(); ++at) {
    const MeasuredIndex& index = (*first)[at];
    kinds.insert(index.spec.kind);
    CHECK(index.recall_at_20 == (*second)[at].recall_at_20);
    CHECK(index.recall_at_20 <= 1);
    CHECK(index.p50_us > 0);
    CHECK(index.p99_us >= index.p50_us);
    CHECK(index.spec == (*second)[at].spec);
  }
  CHECK(kinds == std::set{IndexKind::exact, IndexKind::hnsw, IndexKind::ivf});
  CHECK(first->front().recall_at_20 == 1);
  // The reported settings build the index that was measured.
  const MeasuredIndex& last = first->back();
  const auto again = build_index(world.items, last.spec);
  double recall = 0;
  const auto exact = build_index(world.items, {});
  for (std::size_t q = 0; q < 40; ++q) {
    const auto found = (*again)->search(world.queries.row(q), 20, {});
    for (const ScoredItem& item : (*exact)->search(world.queries.row(q), 20, {})) {
      recall += static_cast<double>(std::count(found.begin(), found.end(), item)) / (20 * 40);
    }
  }
  CHECK(recall == Approx(last.recall_at_20).margin(0.002));
}

TEST_CASE("queries are a regular sample of customers, with their folded-in vectors and their owned products excluded") {
  const TasteShop shop = taste_shop();
  const Model model = model_of("ials", shop.histories);
  const SearchedFactors searched = searched_factors(model).value();
  const FactorsPart& part = searched.factors();
  const SampledCustomers half = sample_customers(searched, shop.histories, 24);
  REQUIRE(half.vectors.rows() == 24);
  for (std::uint32_t row = 0; row < 24; ++row) {
    std::vector<float> expected(part.item_factors.dim());
    fold_in(part, shop.customer(2 * row), expected);
    const auto vector = half.vectors.row(row);
    CHECK(std::equal(vector.begin(), vector.end(), expected.begin(), expected.end()));
    CHECK(half.excluded[row] == shop.owned(2 * row));
  }
  CHECK(sample_customers(searched, shop.histories, 1000).vectors.rows() == 48);
}

TEST_CASE("a blend searches the leading dimensions of its factors part with the largest weight") {
  const auto factors = [](std::size_t dim) {
    FactorsPart part;
    part.item_factors = FactorMatrix(2, dim);
    return part;
  };
  Model blend;
  blend.parts = {{"popular", TablePart{{1, 1}}, 3}, {"low-pass", factors(100), 0.5}, {"ials", factors(80), 0.7}};
  CHECK(searched_factors(blend)->part->name == "ials");
  CHECK(searched_factors(blend)->dim == 64);
  blend.parts = {blend.parts[1]};
  CHECK(searched_factors(blend)->dim == 100);
  blend.parts = {{"popular", TablePart{{1, 1}}}};
  CHECK_FALSE(searched_factors(blend));
  const FactorMatrix rows(2, 3, std::vector<float>{1, 2, 3, 4, 5, 6});
  const FactorMatrix leading = leading_dimensions(rows, 2);
  CHECK(std::ranges::equal(leading.values(), std::vector<float>{1, 2, 4, 5}));
}

TEST_CASE("a small catalogue is searched exactly and no index is tried, unless a recall is given") {
  const TasteShop shop = taste_shop();
  const Model model = model_of("ials", shop.histories);
  const SearchedFactors searched = searched_factors(model).value();
  const auto untried = decide_index(searched, shop.histories, {}, {});
  REQUIRE(untried);
  CHECK_FALSE(untried->recorded);
  CHECK(untried->measured.empty());
  // With a lower limit for large catalogues: exact search is within the budget, so no index is built.
  const auto fast = decide_index(searched, shop.histories, {.always_exact = 1, .budget_us = 1e9}, {});
  CHECK_FALSE(fast->recorded);
  CHECK(fast->measured.empty());
  const auto slow = decide_index(searched, shop.histories, {.always_exact = 1, .budget_us = 0}, {});
  REQUIRE(slow->recorded);
  CHECK(slow->recorded->queries == 48);
  CHECK(slow->recorded->recall_at_20 >= IndexPolicy::usual);
  CHECK(decide_index(searched, shop.histories, {.min_recall = 0.5}, {})->recorded);
}

TEST_CASE("train records an index only if a recall is given, and the model is otherwise the same") {
  const SmallShop world;
  const auto plain = world.train_files("ials", "plain");
  CHECK_FALSE(plain.index);
  TrainOptions options = SmallShop::options_for("ials");
  options.source.events = {world.events()};
  options.out = world.path("chosen");
  options.index.min_recall = 0.9;
  const auto chosen = train(options);
  REQUIRE(chosen);
  REQUIRE(chosen->index);
  CHECK(chosen->index->points[chosen->index->chosen].recall_at_20 >= 0.9);
  CHECK(chosen->model_id == plain.model_id);
  CHECK(bytes_of(world.path("plain") / "tensors.safetensors") ==
        bytes_of(world.path("chosen") / "tensors.safetensors"));
  CHECK(bytes_of(world.path("plain") / "model.json").find("\"index\"") == std::string::npos);
  const auto opened = Recommender::open_model(world.path("chosen"));
  REQUIRE(opened);
  CHECK(opened->model().index == chosen->index->points[chosen->index->chosen].index);
  // A model without embeddings has no index.
  options.recipe = "item-item";
  options.replace = true;
  CHECK_FALSE(train(options)->index);
  options.index.min_recall = 2;
  CHECK(train(options).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("a frontier is measured for a model, and a model without embeddings is refused") {
  const SmallShop world;
  world.train_files("ials", "model");
  IndexFrontierOptions options;
  options.model = world.path("model");
  const auto frontier = measure_index_frontier(options);
  REQUIRE(frontier);
  CHECK(frontier->products == SmallShop::products);
  CHECK(frontier->customers == SmallShop::customers);
  CHECK(frontier->points.front().index == "exact");
  CHECK(frontier->chosen < frontier->points.size());
  world.train_shop("item-item");
  const auto refused = measure_index_frontier({.shop = world.shop()});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::invalid_argument);
  CHECK_THAT(refused.error().message, Contains("no embeddings") && Contains("item-item"));
  CHECK(measure_index_frontier({}).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("points that another one dominates are not on the frontier") {
  const IndexFrontier frontier = small_frontier();
  std::vector<bool> on;
  for (const IndexPoint& point : frontier.points) on.push_back(point.on_frontier);
  CHECK(on == std::vector{true, true, false, true});
}

TEST_CASE("a frontier is written as JSON with its choice") {
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  const std::string text = to_json(small_frontier());
  REQUIRE(parser.parse(text).get(json) == simdjson::SUCCESS);
  CHECK(json["points"].get_array().size() == 4);
  CHECK(double(json["chosen"]["recall_at_20"]) == 0.95);
  CHECK(std::string_view(json["chosen"]["index"]) == "hnsw");
  CHECK(double(json["chosen"]["settings"]["search_width"]) == 96);
  CHECK(double(json["min_recall"]) == 0.9);
}

TEST_CASE("a frontier is drawn with a point for each setting, a label for each index, and a ring around the choice") {
  const std::string svg = to_svg(small_frontier());
  const auto count = [&](const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = svg.find(what); at != std::string::npos; at = svg.find(what, at + 1)) ++found;
    return found;
  };
  CHECK(svg.starts_with("<svg xmlns="));
  CHECK(svg.ends_with("</svg>\n"));
  CHECK(count("<title>") == 4);
  CHECK(count("r=\"8.5\"") == 1);
  CHECK(count(">exact</text>") == 1);
  CHECK(count(">hnsw</text>") == 1);
  CHECK(count(">ivf</text>") == 1);
  CHECK(count("wanted .9") == 1);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("inf") == std::string::npos);
}
