// What a recipe is: a learner by name, the settings it takes, and how it turns histories into a part of a model.
// Every learner's folder defines its own (models/ials/recipe.cpp); recipes.hpp lists them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "engine/data/histories.hpp"
#include "engine/ranking/parts.hpp"
#include "moshaver/progress.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

struct SettingSpec {
  std::string_view name;
  double fallback, low, high;  // low <= value <= high
  bool whole;                  // an integer
  std::string_view meaning;
};

// Every setting of one recipe, by name. All that the recipe lists are there.
class RecipeSettings : public std::map<std::string, double, std::less<>> {
 public:
  [[nodiscard]] double number(std::string_view name) const { return find(name)->second; }
  [[nodiscard]] float narrow(std::string_view name) const { return static_cast<float>(number(name)); }
  [[nodiscard]] std::uint32_t whole(std::string_view name) const { return static_cast<std::uint32_t>(number(name)); }
};

struct TrainingRun {
  std::uint64_t seed = 1;
  std::size_t threads = 0;  // 0: all of the machine's
  ProgressSink progress;
  bool include_purchased = false;  // a blend is weighed by all that is bought, repeats included
};

// What a part is trained from.
struct TrainingData {
  const Histories& histories;   // with at least one purchase
  const TablePart& popularity;  // of the same histories
};

struct RecipeSpec {
  std::string_view name, summary;
  std::span<const SettingSpec> settings;
  // Null: made of other recipes (blend).
  PartData (*train)(const TrainingData&, const RecipeSettings&, const TrainingRun&) = nullptr;
  // What the settings ask for and the data does not allow, before training. Null: nothing can be wrong.
  Result<void> (*check)(const Histories&, const RecipeSettings&) = nullptr;
};

// What every recipe that makes a part takes: of the popularity behind it.
inline constexpr SettingSpec half_life_setting{"half_life_days", 30,    0,
                                               36'500,           false, "popularity halves in so many days; 0: never"};

}  // namespace moshaver
