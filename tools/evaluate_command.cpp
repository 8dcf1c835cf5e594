#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <optional>

#include "moshaver/evaluate.hpp"
#include "tools/evaluation_table.hpp"
#include "tools/output.hpp"
#include "tools/source_options.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

constexpr std::string_view help =
    R"(Every customer with something to be found is asked, over the full catalogue, on the path that is served. Figures are
means over customers with 95% bootstrap intervals; each recipe is compared with the first, customer by customer.

Protocols, where no --test is given: last-days (--days), last-basket (each customer's), random (a tenth of each
customer's products); auto takes the first that the data supports.

Examples:
  moshaver evaluate --shop my-shop
  moshaver evaluate --shop my-shop --recipe repeat --recipe ials --include-purchased --protocol last-basket
  moshaver evaluate --train train.csv.gz --test test.csv.gz --recipe item-item --k 20 --json result.json
  moshaver evaluate --model model --test test.csv.gz --report report
)";

void describe(po::options_description& options) {
  options.add_options()("train", po::value<std::vector<std::string>>()->multitoken()->value_name("FILE..."),
                        "event files to train on, instead of a shop")(
      "test", po::value<std::vector<std::string>>()->multitoken()->value_name("FILE..."),
      "event files whose purchases are to be found")("model", po::value<std::string>()->value_name("DIR"),
                                                     "judge a model that train --out wrote, with --test")(
      "recipe", po::value<std::vector<std::string>>()->composing()->value_name("NAME"),
      "once or several times; all without it")("k", po::value<std::string>()->value_name("N,N")->default_value("10,20"),
                                               "lengths of the list")(
      "protocol", po::value<std::string>()->value_name("auto|last-days|last-basket|random")->default_value("auto"),
      "what to hold out")("days", po::value<std::uint32_t>()->value_name("N")->default_value(30), "of last-days")(
      "include-purchased", "owned products may come again, and count")(
      "json", po::value<std::string>()->value_name("FILE"),
      "write everything there as JSON; - for standard output, without the tables")(
      "report", po::value<std::string>()->value_name("DIR"), "write index.html there, for people");
  describe_training(options);
}

Result<Protocol> parse_protocol(const std::string& name) {
  const std::pair<const char*, Protocol> protocols[] = {{"auto", Protocol::automatic},
                                                        {"last-days", Protocol::last_days},
                                                        {"last-basket", Protocol::last_basket},
                                                        {"random", Protocol::random_items}};
  for (const auto& [known, protocol] : protocols) {
    if (name == known) return protocol;
  }
  return failure(ErrorCode::invalid_argument,
                 "--protocol is auto, last-days, last-basket or random, not \"" + name + "\"");
}

Result<void> run(const po::variables_map& options) {
  if (has(options, "shop") + has(options, "train") + has(options, "model") != 1) {
    return failure(ErrorCode::invalid_argument,
                   "name one of --shop DIR, --train FILE... and --model DIR (this with --test FILE...)");
  }
  if (has(options, "model") && !has(options, "test")) {
    return failure(ErrorCode::invalid_argument, "--model needs --test FILE..., the purchases to find");
  }
  MOSHAVER_TRY(training, training_options(options));
  EvaluateOptions evaluation;
  evaluation.source = training.source;
  for (const std::string& file : strings(options, "train")) evaluation.source.events.emplace_back(file);
  for (const std::string& file : strings(options, "test")) evaluation.test.emplace_back(file);
  evaluation.model = string_of(options, "model");
  evaluation.recipes = strings(options, "recipe");
  if (evaluation.recipes.empty() && !training.recipe.empty()) evaluation.recipes = {training.recipe};
  MOSHAVER_TRY(ks, parse_counts(string_of(options, "k"), "--k"));
  evaluation.ks = ks;
  MOSHAVER_TRY(protocol, parse_protocol(string_of(options, "protocol")));
  evaluation.protocol = protocol;
  evaluation.days = options["days"].as<std::uint32_t>();
  evaluation.include_purchased = has(options, "include-purchased");
  evaluation.settings = training.settings;
  evaluation.seed = training.seed;
  evaluation.threads = training.threads;
  evaluation.progress = progress_to_stderr(has(options, "quiet"));
  // Opened before the work, so that a place that cannot be written to is not found out after it.
  const std::string json_path = string_of(options, "json");
  std::optional<ResultFile> json, page;
  if (!json_path.empty()) {
    MOSHAVER_TRY(file, ResultFile::open(json_path, "--json"));
    json.emplace(std::move(file));
  }
  if (has(options, "report")) {
    const std::filesystem::path directory = string_of(options, "report");
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) {
      return failure(ErrorCode::io_error, "cannot make the directory " + directory.string() + " (" + error.message() +
                                              "); name another --report");
    }
    MOSHAVER_TRY(file, ResultFile::open((directory / "index.html").string(), "--report"));
    page.emplace(std::move(file));
  }

  MOSHAVER_TRY(report, evaluate(evaluation));
  end_progress();
  if (json) {
    json->write(to_json(report) + "\n");
    MOSHAVER_CHECK(json->close());
  }
  if (page) {
    page->write(to_html(report));
    MOSHAVER_CHECK(page->close());
  }
  if (!json || !json->is_stdout())
    std::fputs(evaluation_tables(report, terminal_columns(STDOUT_FILENO)).c_str(), stdout);
  if (page && !has(options, "quiet")) {
    std::fprintf(stderr, "The report for people: %s\n",
                 (std::filesystem::path(string_of(options, "report")) / "index.html").c_str());
  }
  return {};
}

}  // namespace

const Command evaluate_command{"evaluate",
                               "how good recipes are, side by side, with intervals",
                               "--shop DIR | --train FILE... [--test FILE...] | --model DIR --test FILE...  [options]",
                               help,
                               describe,
                               run};

}  // namespace moshaver::tools
