// New products are found by their attributes: models/content, models/evaluation/new_products.hpp.
#include "models/content/content.hpp"

#include "engine/data/dataset.hpp"
#include "engine/ingest/read_dataset.hpp"
#include "models/evaluation/new_products.hpp"
#include "models/training/recipes.hpp"
#include "moshaver/generate.hpp"
#include "tests/artifact/scratch.hpp"
#include "tests/content/tea_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

Result<Model> trained(const Histories& histories, const Catalogue& catalogue, std::string_view recipe = "content",
                      const std::map<std::string, double>& given = {}, std::size_t threads = 1) {
  const RecipeSpec& spec = **find_recipe(recipe);
  const auto settings = settings_for(spec, given);
  REQUIRE(settings);
  return train_recipe(spec, *settings, {histories, catalogue}, {1, threads, {}});
}

Ranker ranker_over(const Histories& histories, const Catalogue& catalogue, std::string_view recipe = "content",
                   const std::map<std::string, double>& given = {}) {
  auto model = trained(histories, catalogue, recipe, given);
  REQUIRE(model);
  auto ranker = Ranker::build(std::move(*model), histories);
  REQUIRE(ranker);
  return std::move(*ranker);
}

const FactorsPart& factors_of(const Model& model) { return std::get<FactorsPart>(model.parts.front().data); }

bool same_bytes(const FactorMatrix& a, const FactorMatrix& b) {
  return a.dim() == b.dim() && std::ranges::equal(a.values(), b.values());
}

// New products of the customer's own taste among the best four that they do not own.
std::vector<std::uint32_t> new_of_own_taste(const TeaShop& shop, const Ranker& ranker, std::uint32_t user) {
  const auto history = shop.histories.of(UserId{user});
  const auto owned = excluded_items(history, {}, false);
  std::vector<std::uint32_t> found;
  for (const ScoredItem& shown : ranker.top({history, UserId{user}}, 4, {owned})) {
    const bool is_own = TeaShop::taste(shown.item.row) == user % TeaShop::tastes;
    if (is_own && TeaShop::is_new(shown.item.row)) found.push_back(shown.item.row);
  }
  return found;
}

}  // namespace

TEST_CASE("content recommends a product that nobody has bought to customers of its taste") {
  const TeaShop shop = tea_shop();
  const Ranker content = ranker_over(shop.histories, shop.catalogue);
  for (std::uint32_t user = 0; user < TeaShop::customers; ++user) {
    CAPTURE(user);
    CHECK(new_of_own_taste(shop, content, user).size() == 1);
  }
}

TEST_CASE("ials recommends new products only with ials.content_weight") {
  const TeaShop shop = tea_shop();
  std::map<std::string, double> settings = {{"ials.dim", 8}, {"ials.regularization", 0.01}};
  const Ranker without = ranker_over(shop.histories, shop.catalogue, "ials", settings);
  settings["ials.content_weight"] = 5;
  const Ranker with = ranker_over(shop.histories, shop.catalogue, "ials", settings);
  std::size_t found = 0;
  for (std::uint32_t user = 0; user < TeaShop::customers; ++user) {
    CHECK(new_of_own_taste(shop, without, user).empty());
    found += new_of_own_taste(shop, with, user).size();
  }
  CHECK(found > TeaShop::customers * 9 / 10);
}

TEST_CASE("the contributions of past purchases sum to a new product's score") {
  const TeaShop shop = tea_shop();
  const Ranker content = ranker_over(shop.histories, shop.catalogue);
  const CustomerState customer{shop.histories.of(UserId{0}), UserId{0}};
  const auto owned = excluded_items(customer.history, {}, false);
  const auto answer = content.top(customer, 3, {owned});
  REQUIRE(answer.size() == 3);
  for (const ScoredItem& shown : answer) {
    double sum = 0;
    for (const Contribution& term : content.evidence(customer, shown.item)) sum += static_cast<double>(term.amount);
    CHECK(sum == Approx(static_cast<double>(shown.score)).epsilon(1e-4));
  }
}

TEST_CASE("content never recommends products without attributes, and still recommends the others") {
  TeaShop shop = tea_shop();
  Histories wider = shop.histories;
  wider.item_count += 5;  // in no catalogue, bought by nobody
  const Ranker content = ranker_over(wider, shop.catalogue);
  for (std::uint32_t user = 0; user < 20; ++user) {
    const auto history = wider.of(UserId{user});
    const auto owned = excluded_items(history, {}, false);
    for (const ScoredItem& shown : content.top({history, UserId{user}}, 4, {owned})) {
      CHECK(shown.item.row < TeaShop::products);
    }
  }
}

TEST_CASE("content fails with no_data without a catalogue or without attributes in common, and says which") {
  const TeaShop shop = tea_shop();
  const auto bare = trained(shop.histories, no_catalogue);
  REQUIRE_FALSE(bare);
  CHECK(bare.error().code == ErrorCode::no_data);
  CHECK_THAT(bare.error().message, Contains("--products"));

  Catalogue one;
  one.put(3, described("black tea", "Food > Tea", "Lahijan"));
  const auto alone = trained(shop.histories, one);
  REQUIRE_FALSE(alone);
  CHECK(alone.error().code == ErrorCode::no_data);
  CHECK_THAT(alone.error().message, Contains("in common"));

  const Histories single = build_histories(table_of({{}, {.customer = "d"}}));
  Catalogue only;
  only.put(0, described("tea"));
  CHECK_FALSE(trained(single, only));
}

TEST_CASE("a blend leaves content out only if there is no catalogue") {
  const TeaShop shop = tea_shop();
  const RecipeSpec& blend = **find_recipe("blend");
  const auto settings = settings_for(blend, {{"ials.dim", 4}, {"low-pass.dim", 4}});
  std::string content_left_out;
  TrainingRun run{1, 1, {}};
  run.left_out = [&](std::string_view recipe, const Error& why) {
    CHECK(why.code == ErrorCode::no_data);
    if (recipe == "content") content_left_out = why.message;
  };
  REQUIRE(train_recipe(blend, *settings, {shop.histories, no_catalogue}, run));
  CHECK_THAT(content_left_out, Contains("--products"));
  content_left_out.clear();
  REQUIRE(train_recipe(blend, *settings, {shop.histories, shop.catalogue}, run));
  CHECK_FALSE(content_left_out.find("--products") != std::string::npos);
}

TEST_CASE("attributes that only unsold products have give factors of 0") {
  TeaShop shop = tea_shop();
  Catalogue unsold;
  unsold.put(7, described("new tea"));
  unsold.put(15, described("new tea"));
  const auto model = trained(shop.histories, unsold);
  REQUIRE(model);
  for (const float value : factors_of(*model).item_factors.values()) CHECK(value == 0);
}

TEST_CASE("content, and ials with attributes, give the same bytes with 1 and 2 threads") {
  const TeaShop shop = tea_shop();
  const std::map<std::string, double> settings = {{"ials.dim", 8}, {"ials.content_weight", 3}};
  for (const char* recipe : {"content", "ials"}) {
    const auto one = trained(shop.histories, shop.catalogue, recipe, settings, 1);
    const auto two = trained(shop.histories, shop.catalogue, recipe, settings, 2);
    REQUIRE(one);
    REQUIRE(two);
    CHECK(same_bytes(factors_of(*one).item_factors, factors_of(*two).item_factors));
    CHECK(factors_of(*one).eigenvalues == factors_of(*two).eigenvalues);
  }
}

TEST_CASE("hidden products leave no purchase in train, and are the truth of the customers who bought them") {
  const TeaShop shop = tea_shop();
  const NewProductsTask task = hide_products(shop.histories, {0.25, 5, 3});
  CHECK(task.hidden.size() == 11);  // a quarter of the 42 that are bought, rounded
  CHECK(task.unbought.size() == TeaShop::tastes);
  std::size_t wanted = 0;
  for (const Purchase& purchase : task.evaluation.train.purchases) {
    CHECK_FALSE(std::binary_search(task.hidden.begin(), task.hidden.end(), purchase.item));
  }
  for (std::uint32_t user = 0; user < TeaShop::customers; ++user) {
    const auto truth = task.evaluation.truth_of(UserId{user});
    wanted += truth.size();
    CHECK(truth.size() + task.evaluation.train.of(UserId{user}).size() == shop.histories.of(UserId{user}).size());
  }
  CHECK(wanted > 0);
  CHECK(hide_products(shop.histories, {0.25, 5, 3}).hidden == task.hidden);
  CHECK(hide_products(shop.histories, {0.25, 5, 4}).hidden != task.hidden);
  CHECK(hide_products(shop.histories, {0.25, 1'000, 3}).hidden.empty());
}

TEST_CASE("popularity never finds new products, and the expected hits are those of a random list") {
  const TeaShop shop = tea_shop();
  const NewProductsTask task = hide_products(shop.histories, {0.25, 5, 3});
  const Ranker popular = ranker_over(task.evaluation.train, shop.catalogue, "popular");
  const NewProductsFigures few = evaluate_new_products(popular, task, 3, 1);
  CHECK(few.of_all.found == 0);
  CHECK(few.of_all.expected > 0);
  // With a list as long as the catalogue every product is found, as by chance.
  const NewProductsFigures all = evaluate_new_products(popular, task, 1'000, 2);
  CHECK(all.of_all.found == all.of_all.wanted);
  CHECK(all.of_all.expected == Approx(static_cast<double>(all.of_all.wanted)));
  CHECK(all.of_hidden.lift() == Approx(1));
}

TEST_CASE("on a generated shop content finds hidden products five times as often as chance") {
  const Scratch scratch;
  GenerateOptions generate;
  generate.out = scratch / "files";
  generate.seed = 5;
  const auto made = generate_shop(generate);
  REQUIRE(made);
  auto table = read_files({{made->events_file}, {made->products_file}, {}, 0.01});
  REQUIRE(table);
  const Dataset data = make_dataset(std::move(*table));
  const NewProductsTask task = hide_products(data.histories, {0.1, 5, 1});
  const Ranker content = ranker_over(task.evaluation.train, data.catalogue);
  const NewProductsFigures figures = evaluate_new_products(content, task, 20, 2);
  CAPTURE(figures.of_all.found, figures.of_all.wanted, figures.of_all.expected);
  CHECK(figures.of_all.wanted > 1'000);
  CHECK(figures.of_all.lift() >= 5);
  CHECK(figures.of_hidden.lift() > 1.3);
}
