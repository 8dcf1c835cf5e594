// The whole blend: weights, windows, the additive ranker and what is said of parts left out.
#include "models/blend/blend.hpp"

#include <map>

#include "models/evaluation/comparison.hpp"
#include "models/random/splitmix64.hpp"
#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// 400 customers over 300 days: staples that each buys again when they are used up, every `gap` days, and now and then
// something that is the fashion of the month.
Histories rhythmic_shop() {
  std::vector<Told> events;
  Random random(5);
  for (std::size_t customer = 0; customer < 400; ++customer) {
    const std::string who = numbered("c", customer);
    for (std::size_t staple = 0; staple < 3; ++staple) {
      const std::size_t product = random.below(40), gap = 20 + 20 * (product % 3);
      for (std::size_t on = random.below(gap); on < 300; on += gap + random.below(5)) {
        events.push_back(
            {.customer = who, .product = numbered("staple", product), .time = (1 + on) * std::int64_t{day}});
      }
    }
    for (std::size_t month = 0; month < 10; ++month) {
      const std::size_t fashion = random.uniform() < 0.7 ? month : random.below(30);
      if (random.uniform() < 0.5) continue;
      const std::size_t on = month * 30 + random.below(30);
      events.push_back(
          {.customer = who, .product = numbered("fashion", fashion), .time = (1 + on) * std::int64_t{day}});
    }
  }
  return build_histories(table_of(events));
}

struct Blended {
  Model model;
  std::map<std::string, std::string> left_out;
};

Blended blend_of(const Histories& histories, std::size_t threads) {
  const RecipeSpec& spec = **find_recipe("blend");
  Blended blended;
  TrainingRun run{1, threads, {}, true};
  run.left_out = [&](std::string_view recipe, const Error& why) {
    blended.left_out[std::string(recipe)] = why.message;
  };
  auto model = train_recipe(spec, *settings_for(spec, {{"ials.dim", 8}, {"low-pass.dim", 8}}), histories, run);
  REQUIRE(model);
  blended.model = std::move(*model);
  return blended;
}

}  // namespace

TEST_CASE("where rhythm and fashion matter, a blend ranks better than each of its parts, and is calibrated") {
  const Histories all = rhythmic_shop();
  const JudgingTask task = hold_out_from(all, {.kind = HoldoutKind::last_days, .days = 30}, true);
  Blended blended = blend_of(task.train, 2);
  REQUIRE(blended.model.ranker);
  CHECK(blended.model.ranker->window.days == 30);
  CHECK(blended.model.ranker->returns);
  REQUIRE_FALSE(blended.model.reliability.empty());
  double confidence = 0, bought = 0, answers = 0;
  for (const ReliabilityBin& bin : blended.model.reliability) {
    confidence += bin.confidence * static_cast<double>(bin.answers);
    bought += bin.bought * static_cast<double>(bin.answers);
    answers += static_cast<double>(bin.answers);
  }
  // On customers that were not fitted on: within a few of a hundred.
  CHECK(confidence / answers == Approx(bought / answers).margin(0.03));

  const auto ranker = Ranker::build(std::move(blended.model), task.train);
  REQUIRE(ranker);
  const auto ndcg = [&](const Ranker& of) { return judge(of, task, {10}, 2).evaluation.at.front()[Metric::ndcg].mean; };
  const double blend = ndcg(*ranker);
  for (const char* recipe : {"popular", "item-item", "ials", "user-knn", "repeat", "next", "next-knn"}) {
    CAPTURE(recipe);
    CHECK(blend > ndcg(ranker_of(recipe, task.train)));
  }
}

TEST_CASE("a blend is the same at any number of threads") {
  const Histories histories = rhythmic_shop();
  const Model one = blend_of(histories, 1).model, two = blend_of(histories, 2).model;
  CHECK(one.ranker == two.ranker);
  CHECK(one.reliability == two.reliability);
  REQUIRE(one.parts.size() == two.parts.size());
  for (std::size_t part = 0; part < one.parts.size(); ++part) {
    CHECK(one.parts[part].name == two.parts[part].name);
    CHECK(one.parts[part].weight == two.parts[part].weight);
  }
}

TEST_CASE("parts that a blend leaves out are named with the reason, and none is lost") {
  const Blended blended = blend_of(taste_shop().histories, 1);
  std::size_t parts = 0;
  for (const RecipeSpec& recipe : all_recipes()) parts += recipe.train != nullptr;
  CHECK(blended.model.parts.size() + blended.left_out.size() == parts);
  REQUIRE(blended.left_out.count("content") == 1);
  CHECK_THAT(blended.left_out.at("content"), Catch::Contains("--products"));
  for (const auto& [recipe, why] : blended.left_out) CHECK_FALSE(why.empty());
}
