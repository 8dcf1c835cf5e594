// From events to a model: read, choose a recipe where none is named, train, write.
//
//   same     data, settings and seed give the same model bytes at any thread count. One field is excepted: which index
//            embeddings are searched by goes by times measured, where indexes are measured at all (index_frontier.hpp:
//            beyond 50,000 products, or with a min_recall). Tensors and id are the same even then
//   memory   45 bytes an event while reading, then 16 bytes a purchase and what the recipe needs
//   threads  one call works on `threads` threads; calls are independent
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

// Where events come from: a shop, or files.
struct EventSource {
  std::filesystem::path shop;
  std::vector<std::filesystem::path> events;                    // when there is no shop
  std::vector<std::filesystem::path> products;                  // with `events`: what products are, for `content`
  std::vector<std::pair<std::string, std::string>> column_map;  // of the files: our name -> theirs
  double max_reject_rate = 0.01;                                // of the files
};

struct TrainOptions {
  EventSource source;
  std::filesystem::path out;       // the model directory; with a shop it is models/<id>, and this must be empty
  bool replace = false;            // a model that stands at `out` is replaced
  std::string recipe;              // empty: the one that does best on a held-out window
  bool include_purchased = false;  // evaluate recipes on everything bought then, not on what was new to the customer
  SettingValues settings;          // "dim" for every recipe that has it, "ials.dim" for one: recipe_infos()
  std::uint64_t seed = 1;
  std::size_t threads = 0;  // 0: all
  // Wall clock, reading included; 0: as long as it takes. Recipes whose trial would go beyond it are skipped, and
  // a blend may make do with less. The first recipe is always tried and the chosen one always trained; the comparison
  // with the current model is not cut short. Which recipe wins then depends on the machine.
  double budget_seconds = 0;
  bool force = false;  // in a shop, the new model becomes current even if it does worse
  // How the index is chosen that embeddings are searched by: all there is to ials, low-pass and content, and what proposes
  // products within a blend.
  IndexPolicy index;
  ProgressSink progress;
};

struct SkippedRecipe {
  std::string recipe;
  double expected_seconds = 0;  // its trial would have taken
};

struct TrainReport {
  std::string model_id, recipe;
  std::filesystem::path directory;
  SettingValues settings;                           // all of the recipe's
  std::optional<EvaluationReport> selection;        // how the recipe was chosen; none where it was named
  std::vector<LeftOutRecipe> left_out;              // of the recipes tried, or of the parts of the blend
  std::vector<SkippedRecipe> skipped;               // of the selection, for want of time
  std::optional<RecipeComparison> against_current;  // in a shop whose current model has another recipe or settings
  std::optional<IndexFrontier> index;               // what was measured to choose one; none: search is exact
  std::string not_compared;                         // why it was not compared with a current model that there is
  std::uint64_t events = 0, customers = 0, products = 0, purchases = 0;
  // Whether the data says what goes with what (it needs orders or timestamps) and what replaces what (these, or sessions):
  // Recommender::complements and alternatives answer from models of such data.
  bool tells_complements = false, tells_alternatives = false;
  double read_seconds = 0, selection_seconds = 0, train_seconds = 0, relations_seconds = 0;
  double index_seconds = 0, write_seconds = 0;
};

// With a shop, the new model becomes current, unless it does worse than the current one: recipes and settings of both
// (the current one's from its manifest) are trained on what came before the latest held-out window and compared on it,
// customer by customer. An interval of the difference in NDCG@10 that lies wholly below 0 is worse_model: the new model
// stands in models/<id>, and the current one goes on. Equal recipe and settings are not compared.
// On any other error what stood before still stands.
// Errors: worse_model, invalid_argument (options, settings), already_exists (at `out`), not_found, no_data, bad_format,
// unsupported_version, io_error, too_many_rejects.
[[nodiscard]] Result<TrainReport> train(const TrainOptions&);

struct TrainConfig {
  std::string recipe;  // empty: not named
  SettingValues settings;
  std::optional<std::uint64_t> seed;
  std::optional<double> min_recall;
};
// TOML: `recipe`, `seed` and `min_recall` at the top, a table of settings a recipe. Errors: not_found, bad_format with line.
[[nodiscard]] Result<TrainConfig> read_train_config(const std::filesystem::path&);

struct SettingInfo {
  std::string_view name, meaning;
  double fallback = 0, low = 0, high = 0;
  double tune_low = 0, tune_high = 0;  // where tune looks; the same: it does not
  bool logarithmic = false;            // evenly over the logarithm
};
struct RecipeInfo {
  std::string_view name, summary;
  std::vector<SettingInfo> settings;
};
[[nodiscard]] std::vector<RecipeInfo> recipe_infos();

}  // namespace moshaver
