// Settings from a TOML file and from the command line: what is read, and what is refused with its line.
#include <cmath>
#include <limits>

#include "models/training/recipes.hpp"
#include "moshaver/train.hpp"
#include "tests/artifact/scratch.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

Result<TrainConfig> read(const std::string& text) {
  const Scratch scratch;
  put_bytes(scratch / "train.toml", text);
  return read_train_config(scratch / "train.toml");
}

Error config_error(const std::string& text) {
  const auto config = read(text);
  REQUIRE_FALSE(config);
  CHECK(config.error().code == ErrorCode::bad_format);
  CHECK(config.error().message.find('\n') == std::string::npos);
  return config.error();
}

Error settings_error(const char* recipe, const SettingValues& given) {
  const auto settings = settings_for(*find_recipe(recipe).value(), given);
  REQUIRE_FALSE(settings);
  CHECK(settings.error().code == ErrorCode::invalid_argument);
  return settings.error();
}

}  // namespace

TEST_CASE("a configuration file sets the recipe, the seed, and settings for each recipe") {
  const auto config =
      read("recipe = \"ials\"\nseed = 7\n[ials]\ndim = 64\nregularization = 1e-3\n[repeat]\nown_share = 0.5\n");
  REQUIRE(config);
  CHECK(config->recipe == "ials");
  CHECK(config->seed == 7U);
  CHECK(config->settings == SettingValues{{"ials.dim", 64}, {"ials.regularization", 1e-3}, {"repeat.own_share", 0.5}});
}

TEST_CASE("a configuration file sets min_recall") {
  CHECK(read("min_recall = 0.95\n")->min_recall == 0.95);
  CHECK(read("min_recall = 1\n")->min_recall == 1);
  CHECK_FALSE(read("seed = 1\n")->min_recall);
  CHECK_THAT(config_error("min_recall = \"all\"\n").message, Contains("train.toml:1:"));
}

TEST_CASE("an empty configuration file leaves the defaults") {
  const auto config = read("# nothing\n");
  REQUIRE(config);
  CHECK(config->recipe.empty());
  CHECK_FALSE(config->seed.has_value());
  CHECK(config->settings.empty());
}

TEST_CASE("an invalid line of a configuration file is refused with its number") {
  CHECK_THAT(config_error("seed = 1\nthis is not toml\n").message, Contains("train.toml:2:"));
  CHECK_THAT(config_error("seed = 1\n[ials\ndim = 1\n").message, Contains("train.toml:2:"));
  CHECK_THAT(config_error("\nrecipe = 5\n").message, Contains("train.toml:2:"));
  CHECK_THAT(config_error("seed = -1\n").message, Contains("train.toml:1:"));
  CHECK_THAT(config_error("seed = 1.5\n").message, Contains("train.toml:1:"));
  CHECK_THAT(config_error("threads = 2\n").message, Contains("train.toml:1:"));
  CHECK_THAT(config_error("[ials]\n\ndim = \"many\"\n").message, Contains("train.toml:3:") && Contains("numbers"));
  CHECK_THAT(config_error("[ials]\ndim = 1\ndim = 2\n").message, Contains("train.toml:3:"));
  CHECK_THAT(config_error("recipe = \"\xff\"\n").message, Contains("train.toml:1:"));
}

TEST_CASE("a missing configuration file is not_found, and an impossible path or a directory is an error") {
  const auto missing = read_train_config("/no/such/train.toml");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::not_found);
  CHECK_THAT(missing.error().message, Contains("/no/such/train.toml"));
  CHECK_FALSE(read_train_config(std::string(5'000, 'x')));
  const Scratch scratch;
  const auto directory = read_train_config(scratch.path());
  REQUIRE_FALSE(directory);
  CHECK_THAT(directory.error().message, Contains("is a directory"));
}

TEST_CASE("settings of a recipe are its defaults, overridden by those for all recipes, then by those for this one") {
  const RecipeSpec& ials = *find_recipe("ials").value();
  const auto defaults = settings_for(ials, {});
  REQUIRE(defaults);
  CHECK(defaults->size() == ials.settings.size());
  for (const SettingSpec& spec : ials.settings) CHECK(defaults->at(std::string(spec.name)) == spec.fallback);
  const auto given = settings_for(ials, {{"dim", 16}, {"sweeps", 2}, {"ials.dim", 32}, {"repeat.groups", 3}});
  REQUIRE(given);
  CHECK(given->at("dim") == 32);
  CHECK(given->at("sweeps") == 2);
  CHECK_FALSE(given->contains("groups"));
}

TEST_CASE("a setting out of its range, or not whole where it must be, is refused with the range") {
  CHECK_THAT(settings_error("ials", {{"dim", 0}}).message, Contains("ials.dim") && Contains("from 1 to 2048"));
  CHECK_THAT(settings_error("ials", {{"dim", 1.5}}).message, Contains("whole number"));
  CHECK_THAT(settings_error("ials", {{"regularization", 0}}).message, Contains("ials.regularization"));
  settings_error("ials", {{"ials.regularization", std::numeric_limits<double>::quiet_NaN()}});
  settings_error("repeat", {{"own_share", std::numeric_limits<double>::infinity()}});
  settings_error("popular", {{"half_life_days", -1}});
  for (const RecipeSpec& recipe : all_recipes()) {
    for (const SettingSpec& spec : recipe.settings) {
      CAPTURE(recipe.name, spec.name);
      CHECK(spec.fallback >= spec.low);
      CHECK(spec.fallback <= spec.high);
      const std::string name(spec.name);
      CHECK(settings_for(recipe, {{name, spec.low}}));
      CHECK(settings_for(recipe, {{name, spec.high}}));
      CHECK_FALSE(settings_for(recipe, {{name, std::nextafter(spec.high, 1e300) + (spec.whole ? 1 : 0)}}));
    }
  }
}

TEST_CASE("a setting that no recipe has is refused by name, and one that another recipe has is accepted") {
  CHECK(check_setting_names({{"dim", 1}, {"repeat.groups", 2}, {"half_life_days", 3}}));
  for (const char* name : {"dimension", "ials.groups", "nonsense.dim", "", "ials."}) {
    const auto checked = check_setting_names({{"dim", 1}, {name, 1}});
    CAPTURE(name);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == ErrorCode::invalid_argument);
    CHECK_THAT(checked.error().message, Contains('"' + std::string(name) + '"'));
  }
}

TEST_CASE("recipes are found by name, and the error for an unknown name lists all recipes") {
  for (const RecipeInfo& info : recipe_infos()) {
    const auto recipe = find_recipe(info.name);
    REQUIRE(recipe);
    CHECK((*recipe)->name == info.name);
    CHECK((*recipe)->settings.size() == info.settings.size());
    CHECK_FALSE(info.summary.empty());
  }
  const auto unknown = find_recipe("magic");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == ErrorCode::invalid_argument);
  CHECK_THAT(unknown.error().message, Contains("magic"));
  for (const RecipeInfo& info : recipe_infos()) CHECK_THAT(unknown.error().message, Contains(std::string(info.name)));
}
