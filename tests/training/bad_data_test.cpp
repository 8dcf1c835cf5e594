// Extreme data. Every recipe, future ones included, gives a model of finite values or an error with a useful message.
#include <catch2/catch.hpp>
#include <cmath>
#include <ctime>

#include "engine/model/part_io.hpp"
#include "engine/ranking/ranker.hpp"
#include "models/training/recipes.hpp"
#include "tests/data/event_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// Customers with histories given as products: each purchase is a basket of its own day.
class World {
 public:
  explicit World(std::uint32_t item_count) { histories_.item_count = item_count; }

  void add(const std::vector<std::uint32_t>& products, float quantity = 1) {
    std::uint32_t basket = 0;
    for (const std::uint32_t product : products) {
      histories_.purchases.push_back({ItemId{product}, time_ == 0 ? (1'000 + basket) * day : time_, basket, quantity});
      ++basket;
    }
    histories_.offsets.push_back(histories_.purchases.size());
    histories_.hidden_offsets.push_back(0);
  }
  void freeze_time(std::uint32_t time) { time_ = time; }
  [[nodiscard]] const Histories& histories() const { return histories_; }

 private:
  Histories histories_;
  std::uint32_t time_ = 0;
};

void check_model(const Model& model, const Histories& histories) {
  TensorWriter writer;  // refuses values that are not finite
  for (const ModelPart& part : model.parts) CHECK(add_part(writer, part).name == part.name);
  writer.add("popularity", {model.popularity.scores.size()}, std::span<const float>(model.popularity.scores));
  const auto written = writer.checksum();
  if (!written) FAIL(written.error().message);
  const auto ranker = Ranker::build(model, histories);
  if (!ranker) FAIL(ranker.error().message);
  for (std::uint32_t user = 0; user < std::min(histories.user_count(), 5U); ++user) {
    const auto answer = ranker->top({histories.of(UserId{user}), UserId{user}}, 10, {});
    CHECK(answer.size() == std::min<std::size_t>(10, histories.item_count));
    for (const ScoredItem& item : answer) {
      CHECK(std::isfinite(item.score));
      for (const Contribution& term : ranker->evidence({histories.of(UserId{user}), UserId{user}}, item.item)) {
        CHECK(std::isfinite(term.amount));
      }
    }
  }
}

// Trains every recipe with embeddings of `dim`, each in at most `most_seconds` of processor time.
void check_every_recipe(const World& world, double dim = 8, double most_seconds = 30) {
  for (const RecipeSpec& recipe : all_recipes()) {
    CAPTURE(recipe.name);
    const auto settings = settings_for(recipe, {{"dim", dim}, {"ials.early_stop", 1}});
    REQUIRE(settings);
    TrainingRun run;
    run.threads = 1;
    const std::clock_t start = std::clock();
    const auto model = train_recipe(recipe, *settings, world.histories(), run);
    if (model) {
      check_model(*model, world.histories());
    } else {
      CHECK(model.error().message.size() > 20);
    }
    CHECK(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC < most_seconds);
  }
}

std::vector<std::uint32_t> numbers(std::uint32_t first, std::uint32_t count) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t number = first; number < first + count; ++number) out.push_back(number);
  return out;
}

}  // namespace

TEST_CASE("no recipe takes quadratic time for a customer with 100,000 purchases") {
  World world(20'000);
  std::vector<std::uint32_t> many;
  for (std::uint32_t at = 0; at < 100'000; ++at) many.push_back(at * 7'919 % 20'000);
  world.add(many);
  for (std::uint32_t user = 0; user < 30; ++user) world.add(numbers(user * 5, 8));
  // Quadratic time, 10^10 pairs, would take minutes.
  check_every_recipe(world);
}

TEST_CASE("every recipe trains if customers have only one product in common") {
  World world(500);
  for (std::uint32_t user = 0; user < 400; ++user) world.add({0, user + 1});
  check_every_recipe(world);
}

TEST_CASE("every recipe trains on one customer, one product or one purchase") {
  World one_customer(30);
  one_customer.add(numbers(0, 20));
  check_every_recipe(one_customer);
  World one_product(1);
  for (int user = 0; user < 20; ++user) one_product.add({0, 0});
  check_every_recipe(one_product);
  World one_purchase(1);
  one_purchase.add({0});
  check_every_recipe(one_purchase);
}

TEST_CASE("every recipe trains if no two customers share a product and nobody returns") {
  World world(300);
  for (std::uint32_t user = 0; user < 100; ++user) world.add(numbers(user * 3, 3));
  check_every_recipe(world);
  World single(100);
  for (std::uint32_t user = 0; user < 100; ++user) single.add({user});
  check_every_recipe(single);
}

TEST_CASE("every recipe trains if all timestamps are equal") {
  for (const std::uint32_t time : {1'000 * day, 1U, 0xffffffffU}) {
    World world(40);
    world.freeze_time(time);
    for (std::uint32_t user = 0; user < 60; ++user) world.add(numbers(user % 30, 6));
    check_every_recipe(world);
  }
}

TEST_CASE("every recipe trains on likes only, and on tiny and huge quantities") {
  for (const float quantity : {0.0F, 1e-30F, 1e30F}) {
    World world(40);
    for (std::uint32_t user = 0; user < 60; ++user) world.add(numbers(user % 30, 6), quantity);
    check_every_recipe(world);
  }
}

TEST_CASE("no recipe divides by zero with equal customers, equal products and more dimensions than either") {
  World world(12);
  for (int user = 0; user < 50; ++user) world.add(numbers(0, 12));
  check_every_recipe(world);
  check_every_recipe(world, 200);
}

TEST_CASE("dense ease is refused if it exceeds memory_mib, and the message says how much it needs") {
  World world(700);
  for (std::uint32_t user = 0; user < 100; ++user) world.add(numbers(user * 6, 6));  // 600 products: 2 MiB
  const RecipeSpec& ease = **find_recipe("ease");
  const auto trained = [&](double form, double memory_mib) {
    const auto settings = settings_for(ease, {{"form", form}, {"memory_mib", memory_mib}});
    REQUIRE(settings);
    return train_recipe(ease, *settings, world.histories(), {1, 1, {}, false});
  };
  const auto refused = trained(1, 1);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::invalid_argument);
  CHECK_THAT(refused.error().message, Catch::Contains("2 MiB for 600 products"));
  CHECK(trained(1, 2));
  CHECK(trained(0, 1));
  CHECK(trained(2, 1));
}

TEST_CASE("every recipe of one part gives a finite model or an error at the ends of each setting's range") {
  World world(60);
  for (std::uint32_t user = 0; user < 80; ++user) world.add(numbers(user % 40, 4 + user % 9));
  for (const RecipeSpec& recipe : all_recipes()) {
    if (recipe.train == nullptr) continue;
    for (const SettingSpec& setting : recipe.settings) {
      for (const double value : {setting.low, setting.high}) {
        const bool is_slow = setting.whole && value > 500;  // such as sweeps: large values are slow, not extreme
        if (is_slow) continue;
        CAPTURE(recipe.name, setting.name, value);
        std::map<std::string, double> given = {{std::string(setting.name), value}};
        given.emplace("dim", 8);
        const auto settings = settings_for(recipe, given);
        REQUIRE(settings);
        const auto model = train_recipe(recipe, *settings, world.histories(), {1, 1, {}, false});
        if (model) check_model(*model, world.histories());
      }
    }
  }
}
