// Training a blend: weights, windows, the additive ranker, and the reasons for parts left out.
#include "models/blend/blend.hpp"

#include <chrono>
#include <map>
#include <thread>

#include "models/evaluation/comparison.hpp"
#include "tests/blend/repeat_buyers_shop.hpp"
#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

struct Blended {
  Model model;
  std::map<std::string, std::string> left_out;
};

Blended blend_of(const Histories& histories, std::size_t threads, std::function<double()> seconds_left = {}) {
  const RecipeSpec& spec = **find_recipe("blend");
  Blended blended;
  TrainingRun run{1, threads, {}, true};
  run.seconds_left = std::move(seconds_left);
  run.left_out = [&](std::string_view recipe, const Error& why) {
    blended.left_out[std::string(recipe)] = why.message;
  };
  auto model = train_recipe(spec, *settings_for(spec, {{"ials.dim", 8}, {"low-pass.dim", 8}}), histories, run);
  REQUIRE(model);
  blended.model = std::move(*model);
  return blended;
}

}  // namespace

TEST_CASE(
    "on data with repeat purchases and monthly fashions a blend ranks better than each of its parts, and is "
    "calibrated") {
  const Histories all = repeat_buyers_shop();
  const EvaluationTask task = hold_out_from(all, {.kind = HoldoutKind::last_days, .days = 30}, true);
  Blended blended = blend_of(task.train, 2);
  REQUIRE(blended.model.ranker);
  CHECK(blended.model.ranker->window.days == 30);
  CHECK(blended.model.ranker->returns);
  REQUIRE_FALSE(blended.model.reliability.bins.empty());
  double confidence = 0, bought = 0, answers = 0;
  for (const ReliabilityBin& bin : blended.model.reliability.bins) {
    confidence += bin.confidence * static_cast<double>(bin.answers);
    bought += bin.bought * static_cast<double>(bin.answers);
    answers += static_cast<double>(bin.answers);
  }
  // Within .03, as the bins are measured on customers that the ranker was not fitted on.
  CHECK(confidence / answers == Approx(bought / answers).margin(0.03));

  const auto ranker = Ranker::build(std::move(blended.model), task.train);
  REQUIRE(ranker);
  const auto ndcg = [&](const Ranker& of) {
    return evaluate_ranker(of, task, {10}, 2).evaluation.at.front()[Metric::ndcg].mean;
  };
  const double blend = ndcg(*ranker);
  for (const char* recipe : {"popular", "item-item", "ials", "user-knn", "repeat", "next", "next-knn"}) {
    CAPTURE(recipe);
    CHECK(blend > ndcg(ranker_of(recipe, task.train)));
  }
}

TEST_CASE("a blend is the same with any number of threads") {
  const Histories histories = repeat_buyers_shop();
  const Model one = blend_of(histories, 1).model, two = blend_of(histories, 2).model;
  CHECK(one.ranker == two.ranker);
  CHECK(one.reliability == two.reliability);
  REQUIRE(one.parts.size() == two.parts.size());
  for (std::size_t part = 0; part < one.parts.size(); ++part) {
    CHECK(one.parts[part].name == two.parts[part].name);
    CHECK(one.parts[part].weight == two.parts[part].weight);
  }
}

TEST_CASE("every recipe is a part of the blend or is reported as left out with the reason") {
  const Blended blended = blend_of(taste_shop().histories, 1);
  std::size_t parts = 0;
  for (const RecipeSpec& recipe : all_recipes()) parts += recipe.train != nullptr;
  CHECK(blended.model.parts.size() + blended.left_out.size() == parts);
  REQUIRE(blended.left_out.count("content") == 1);
  CHECK_THAT(blended.left_out.at("content"), Catch::Contains("--products"));
  for (const auto& [recipe, why] : blended.left_out) CHECK_FALSE(why.empty());
}

TEST_CASE("with no time left a blend has only its first part, and reports that the others had no time") {
  const Blended blended = blend_of(taste_shop().histories, 1, [] { return -1.0; });
  REQUIRE(blended.model.parts.size() == 1);
  CHECK(blended.model.parts[0].name == "popular");
  CHECK_FALSE(blended.model.ranker);
  CHECK_THAT(blended.left_out.at("ials"), Catch::Contains("no time left"));
  CHECK_THAT(blended.left_out.at("blend"), Catch::Contains("for lack of time, ") && Catch::Contains("no ranker"));
}

TEST_CASE("a time limit that is not reached does not change a blend") {
  const Histories histories = repeat_buyers_shop();
  const Blended free = blend_of(histories, 2), limited = blend_of(histories, 2, [] { return 1e6; });
  CHECK(limited.left_out == free.left_out);
  CHECK(limited.model.ranker == free.model.ranker);
  REQUIRE(limited.model.parts.size() == free.model.parts.size());
  for (std::size_t part = 0; part < free.model.parts.size(); ++part) {
    CHECK(limited.model.parts[part].name == free.model.parts[part].name);
    CHECK(limited.model.parts[part].weight == free.model.parts[part].weight);
  }
}

TEST_CASE("a part that would take too much of the time limit is left out with that reason, and training ends in time") {
  static constexpr std::array settings = {half_life_setting};
  // 10 ms a purchase: about 40 s for the whole shop.
  static const RecipeSpec slow{
      "slow", "", settings,
      [](const TrainingData& data, const RecipeSettings&, const TrainingRun&) -> Result<PartData> {
        std::this_thread::sleep_for(std::chrono::milliseconds(10) * data.histories.purchases.size());
        return data.popularity;
      }};
  const Histories histories = repeat_buyers_shop();
  REQUIRE(histories.purchases.size() > 4'000);
  std::vector<BlendPart> parts;
  for (const RecipeSpec* recipe : {*find_recipe("popular"), &slow, *find_recipe("item-item"), *find_recipe("repeat")}) {
    parts.push_back({recipe, *settings_for(*recipe, {})});
  }
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  TrainingRun run{1, 2, {}, true};
  run.seconds_left = [&] { return 20 - seconds(); };
  std::map<std::string, std::string> left_out;
  run.left_out = [&](std::string_view recipe, const Error& why) { left_out[std::string(recipe)] = why.message; };
  const auto blend = train_blend(parts, histories, run);
  REQUIRE(blend);
  CHECK(seconds() < 20);
  REQUIRE(left_out.count("slow") == 1);
  CHECK_THAT(left_out.at("slow"), Catch::Contains("training it twice would take too much"));
  const auto has = [&](const char* name) {
    return std::any_of(blend->parts.begin(), blend->parts.end(),
                       [&](const ModelPart& part) { return part.name == name; });
  };
  CHECK(has("repeat"));
  CHECK_FALSE(has("slow"));
}
