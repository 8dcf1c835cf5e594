#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "moshaver/evaluate.hpp"
#include "moshaver/generate.hpp"
#include "moshaver/import.hpp"
#include "moshaver/recommender.hpp"
#include "moshaver/train.hpp"
#include "tools/command.hpp"
#include "tools/evaluation_table.hpp"
#include "tools/number_text.hpp"
#include "tools/print_advice.hpp"
#include "tools/progress_bar.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

void describe(po::options_description& options) {
  options.add_options()("shop", po::value<std::string>()->value_name("DIR"),
                        "keep the shop there, and its files in DIR/files")(
      "seed", po::value<std::uint64_t>()->value_name("N")->default_value(1), "each seed gives another shop");
}

// The directory that the user named, or a temporary one that is removed at the end.
class DemoDirectory {
 public:
  explicit DemoDirectory(const std::string& kept) : kept_(!kept.empty()) {
    path_ = kept_ ? std::filesystem::path(kept)
                  : std::filesystem::temp_directory_path() / ("moshaver-demo-" + std::to_string(getpid()));
  }
  ~DemoDirectory() {
    std::error_code ignored;
    if (!kept_) std::filesystem::remove_all(path_, ignored);
  }
  DemoDirectory(const DemoDirectory&) = delete;
  DemoDirectory& operator=(const DemoDirectory&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] bool kept() const { return kept_; }

 private:
  bool kept_;
  std::filesystem::path path_;
};

std::size_t columns() { return terminal_columns(STDOUT_FILENO); }

void say(const std::string& text) {
  std::printf("%s\n", wrapped(text, 3, text.find('\n') == std::string::npos ? columns() : 0).c_str());
  std::fflush(stdout);
}

// The first customer whose best product has three reasons or more.
Result<std::string> customer_with_reasons(const Recommender& recommender) {
  AdviceRequest request;
  request.count = 3;
  for (const std::string& id : recommender.customer_ids()) {
    request.customer_id = id;
    MOSHAVER_TRY(answer, recommender.advise(request));
    if (answer.known && !answer.items.empty() && answer.items.front().reasons.size() >= 3) return id;
  }
  return failure(ErrorCode::no_data, "the demo shop has no customer with a history");
}

Result<void> show_recommendations(const std::filesystem::path& shop) {
  MOSHAVER_TRY(recommender, Recommender::open_shop(shop));
  MOSHAVER_TRY(customer, customer_with_reasons(recommender));
  AdviceRequest request;
  request.customer_id = customer;
  request.count = 5;
  request.context.language = "en";  // as all that the demo says
  MOSHAVER_TRY(answer, recommender.advise(request));
  say("5. Recommend to customer " + customer + ", with the reasons for each\n");
  for (const RecommendedItem& item : answer.items) {
    say(std::to_string(item.rank) + ". " + item.product_id + "  " + item.title + "\n" + reason_lines(item, columns()));
  }
  request.customer_id = "somebody new";
  MOSHAVER_TRY(popular, recommender.advise(request));
  say("6. An unknown customer gets popular products\n");
  say(item_table(popular.items, columns()));
  const RecommendedItem& first = answer.items.front();
  AdviceRequest of_product;
  of_product.product_id = first.product_id;
  of_product.placement = Placement::similar;
  of_product.count = 5;
  MOSHAVER_TRY(similar, recommender.advise(of_product));
  say("7. Products most like " + first.product_id + "  " + first.title + "\n");
  say(item_table(similar.items, columns()));
  return {};
}

Result<void> run(const po::variables_map& options) {
  const ProgressSink progress = progress_to_stderr(has(options, "quiet"));
  const DemoDirectory directory(string_of(options, "shop"));
  const std::filesystem::path& shop = directory.path();
  const auto seed = options["seed"].as<std::uint64_t>();

  GenerateOptions generate;
  generate.out = shop / "files";
  generate.seed = seed;
  generate.force = true;
  generate.progress = progress;
  MOSHAVER_TRY(generated, generate_shop(generate));
  end_progress();
  say("1. Made a shop: " + with_thousands(generated.events) + " events in " + with_thousands(generated.orders) +
      " orders of " + with_thousands(generated.customers) + " customers, " + with_thousands(generated.products) +
      " products");

  ImportOptions import;
  import.shop = shop;
  import.events = {generated.events_file};
  import.products = {generated.products_file};
  import.customers = {generated.customers_file};
  import.occasions = {generated.occasions_file};
  import.slots = {generated.slots_file};
  import.contracts = {generated.contracts_file};
  import.progress = progress;
  MOSHAVER_TRY(imported, import_files(import));
  std::error_code ignored;  // without it the shop has the defaults
  std::filesystem::copy_file(generated.settings_file, shop / "shop.toml", std::filesystem::copy_options::skip_existing,
                             ignored);
  end_progress();
  say("2. Imported it: " + with_thousands(imported.kept) + " events kept, " + with_thousands(imported.rejected) +
      " rejected; " + with_thousands(imported.returns_matched) + " returns undid their purchases, " +
      with_thousands(imported.gifts) + " gifts not used as the buyer's own taste");

  TrainOptions training;
  training.source.shop = shop;
  training.seed = seed;
  training.force = true;  // the demo shows this model, even if the shop has a better one
  training.progress = progress;
  MOSHAVER_TRY(trained, train(training));
  end_progress();
  say("3. Trained: the recipe that is best on held-out purchases\n");
  if (trained.selection) say(selection_table(*trained.selection, trained.recipe, columns()));

  EvaluateOptions evaluation;
  evaluation.source.shop = shop;
  evaluation.recipes = {"popular", trained.recipe};
  if (trained.recipe == "popular") evaluation.recipes.pop_back();
  evaluation.ks = {10};
  evaluation.seed = seed;
  evaluation.progress = progress;
  MOSHAVER_TRY(report, evaluate(evaluation));
  end_progress();
  say("4. Measured it against popularity\n");
  say(evaluation_tables(report, columns()));

  MOSHAVER_CHECK(show_recommendations(shop));
  const std::string kept = shop.string();
  say(directory.kept()
          ? "The shop stays in " + kept + ": moshaver recommend --shop " + kept + " --customer ID --explain"
          : "To keep the shop and try the other commands on it: moshaver demo --shop DIR");
  return {};
}

}  // namespace

const Command demo_command{
    "demo",
    "generate a realistic shop, then import, train, evaluate and recommend",
    "[--shop DIR] [--seed N]",
    "Examples:\n  moshaver demo\n  moshaver demo --shop demo-shop && moshaver doctor --shop demo-shop\n",
    describe,
    run};

}  // namespace moshaver::tools
