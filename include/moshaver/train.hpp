// Trains a model from events: reads them, chooses a recipe unless one is named, trains it and writes the model.
//
//   same     the same data, settings and seed give the same model bytes at any thread count, but for one field: the
//            choice of a vector index depends on measured times. Indexes are measured beyond 50,000 products, or with a
//            min_recall (index_frontier.hpp). Tensors and model id never depend on times
//   memory   45 bytes an event while reading, then 16 bytes a purchase plus the recipe's own
//   threads  one call uses `threads` threads; calls are independent
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "moshaver/evaluation_report.hpp"
#include "moshaver/index_frontier.hpp"
#include "moshaver/progress.hpp"
#include "moshaver/result.hpp"
#include "moshaver/settings.hpp"

namespace moshaver {

// Where events are read from: a shop directory, or files.
struct EventSource {
  std::filesystem::path shop;
  std::vector<std::filesystem::path> events;                    // without a shop
  std::vector<std::filesystem::path> products;                  // with `events`: product attributes, for `content`
  std::vector<std::pair<std::string, std::string>> column_map;  // for the files: our column name -> theirs
  double max_reject_rate = 0.01;                                // for the files
};

struct TrainOptions {
  EventSource source;
  std::filesystem::path out;       // the model directory. Empty with a shop, where it is models/<id>
  bool replace = false;            // replaces a model that exists at `out`
  std::string recipe;              // empty: the best on a held-out window
  bool include_purchased = false;  // evaluates recipes on all held-out purchases, repeat purchases included
  SettingValues settings;          // "dim" for every recipe that has it, "ials.dim" for one: recipe_infos()
  std::uint64_t seed = 1;
  std::size_t threads = 0;  // 0: all
  // Wall clock, reading included; 0: no limit. Recipes whose trial would exceed it are skipped, and a blend trains with
  // less. The first recipe is always tried, the chosen one is always trained, and the comparison with the current model
  // is never cut short. With a budget, the recipe chosen depends on the machine.
  double budget_seconds = 0;
  bool force = false;  // in a shop: makes the new model current even if it is worse
  // How to choose the vector index. ials, low-pass and content answer from it; a blend generates candidates with it.
  IndexPolicy index;
  ProgressSink progress;
};

struct SkippedRecipe {
  std::string recipe;
  double expected_seconds = 0;  // of its trial
};

// How far the model's confidence is from what was bought, on a held-out window.
struct TrainedConfidence {
  std::string why_none;  // why the model gives no confidence; empty if it does
  std::optional<std::uint32_t>
      days;          // it is the probability of a purchase within so many days; none: in the next order
  double error = 0;  // expected calibration error, on customers that it was not fitted on
  std::size_t customers = 0, answers = 0;
};

// How varied lists are whose request does not say: as varied as costs at most a hundredth of NDCG@10.
struct TrainedDiversity {
  double value = 0;           // 0 to 1, as AdviceRequest::diversity
  double ndcg_loss = 0;       // share of NDCG@10 that it costs, on held-out purchases
  std::size_t customers = 0;  // on whom it was chosen; 0: nothing was measured
};

struct TrainReport {
  std::string model_id, recipe;
  std::filesystem::path directory;
  SettingValues settings;                           // every setting of the recipe
  std::optional<EvaluationReport> selection;        // how the recipe was chosen; none if it was named
  std::vector<LeftOutRecipe> left_out;              // recipes, or parts of the blend, that the data does not support
  std::vector<SkippedRecipe> skipped;               // recipes not tried because the budget was too short
  std::optional<RecipeComparison> against_current;  // in a shop whose current model has another recipe or settings
  std::optional<IndexFrontier> index;  // the measurements behind the choice of an index; none: exact search
  std::string not_compared;            // why the current model was not compared; empty if there is none
  TrainedConfidence confidence;
  TrainedDiversity diversity;
  std::uint64_t events = 0, customers = 0, products = 0, purchases = 0;
  // Whether the model knows complements (the data has orders or timestamps) and alternatives (these, or sessions):
  // needed by Recommender::complements and alternatives.
  bool tells_complements = false, tells_alternatives = false;
  double read_seconds = 0, selection_seconds = 0, train_seconds = 0, relations_seconds = 0;
  double index_seconds = 0, confidence_seconds = 0, write_seconds = 0;
};

// In a shop the new model becomes current, unless it is worse than the current one. To compare them, both recipes with
// their settings (the current one's from its manifest) are trained on the events before the latest held-out window and
// evaluated on that window, paired by customer. If the interval of the difference in NDCG@10 lies wholly below 0, the
// result is worse_model: the new model is kept in models/<id>, and the current one stays current. Models of the same
// recipe and settings are not compared. On any other error nothing is replaced.
// Errors: worse_model, invalid_argument (options, settings), already_exists (at `out`), not_found, no_data, bad_format,
// unsupported_version, io_error, too_many_rejects.
[[nodiscard]] Result<TrainReport> train(const TrainOptions&);

struct TrainConfig {
  std::string recipe;  // empty: not given
  SettingValues settings;
  std::optional<std::uint64_t> seed;
  std::optional<double> min_recall;
};
// TOML: `recipe`, `seed` and `min_recall` at the top level, one table of settings per recipe. Errors: not_found,
// bad_format with line.
[[nodiscard]] Result<TrainConfig> read_train_config(const std::filesystem::path&);

struct SettingInfo {
  std::string_view name, meaning;
  double fallback = 0, low = 0, high = 0;
  double tune_low = 0, tune_high = 0;  // the range that tune searches; equal: not searched
  bool logarithmic = false;            // searched uniformly in the logarithm
};
struct RecipeInfo {
  std::string_view name, summary;
  std::vector<SettingInfo> settings;
};
[[nodiscard]] std::vector<RecipeInfo> recipe_infos();

}  // namespace moshaver
