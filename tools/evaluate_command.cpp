#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "moshaver/evaluate.hpp"
#include "tools/evaluation_table.hpp"
#include "tools/output.hpp"
#include "tools/progress_bar.hpp"
#include "tools/source_options.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

constexpr std::string_view help =
    R"(Recommends to every customer with held-out purchases, over the full catalogue, with the code that serves. Prints means
over customers with 95% bootstrap intervals, and compares each recipe with the first, customer by customer.

Protocols, without --test:
  auto                          the first that the data supports: last-days (1 to 30, a tenth of the purchases),
                                last-basket, random
  last-days=N                   holds out the purchases of the last N days (30)
  last-basket                   holds out each customer's last basket
  random=SHARE                  holds out a random share of each customer's products (0.1)
  strong-generalisation=SHARE   holds out a share of the customers (0.2) from training; four fifths of each one's
                                products are given as history, the rest is to be found

--model, once or several times, evaluates trained models as they are, and compares the others with the first. In a shop
they are named by id or "current", and evaluated on purchases made after the last of them was trained, unless --test
names other purchases.

Examples:
  moshaver evaluate --shop my-shop
  moshaver evaluate --shop my-shop --recipe repeat --recipe ials --include-purchased --protocol last-basket
  moshaver evaluate --train train.csv.gz --test test.csv.gz --recipe item-item --k 20 --json result.json
  moshaver evaluate --model model --model model2 --test test.csv.gz --report report
  moshaver evaluate --shop my-shop --model item-item-5a98230f8872 --model current
)";

void describe(po::options_description& options) {
  options.add_options()("train", po::value<std::vector<std::string>>()->multitoken()->value_name("FILE..."),
                        "event files to train on, instead of a shop")(
      "test", po::value<std::vector<std::string>>()->multitoken()->value_name("FILE..."),
      "event files with the held-out purchases")(
      "model", po::value<std::vector<std::string>>()->composing()->value_name("DIR"),
      "evaluate a trained model, once or several times: a directory of train --out, with --test; or an id, with "
      "--shop")("recipe", po::value<std::vector<std::string>>()->composing()->value_name("NAME"),
                "once or several times; default: all recipes")(
      "k", po::value<std::string>()->value_name("N,N")->default_value("10,20"), "list lengths")(
      "protocol",
      po::value<std::string>()
          ->value_name("auto|last-days|last-basket|random|strong-generalisation")
          ->default_value("auto"),
      "what to hold out, see below")("include-purchased", "also recommend, and count, products bought before")(
      "json", po::value<std::string>()->value_name("FILE"),
      "write all results as JSON; - is standard output, and then no tables are printed")(
      "report", po::value<std::string>()->value_name("DIR"), "write a report for people to DIR/index.html");
  describe_training(options);
}

// Reads "last-days=7" and the like.
Result<void> read_protocol(const std::string& given, EvaluateOptions& evaluation) {
  const std::pair<const char*, Protocol> protocols[] = {{"auto", Protocol::automatic},
                                                        {"last-days", Protocol::last_days},
                                                        {"last-basket", Protocol::last_basket},
                                                        {"random", Protocol::random_items},
                                                        {"strong-generalisation", Protocol::strong_generalisation}};
  const std::string name = given.substr(0, given.find('='));
  const auto known = std::find_if(std::begin(protocols), std::end(protocols),
                                  [&](const auto& protocol) { return name == protocol.first; });
  if (known == std::end(protocols)) {
    return failure(
        ErrorCode::invalid_argument,
        "--protocol is auto, last-days, last-basket, random or strong-generalisation, not \"" + given + "\"");
  }
  evaluation.protocol = known->second;
  if (name == given) return {};
  const std::string number = given.substr(name.size() + 1);
  if (evaluation.protocol == Protocol::last_days) {
    MOSHAVER_TRY(days, parse_counts(number, "--protocol last-days="));
    if (days.size() != 1) return failure(ErrorCode::invalid_argument, "--protocol last-days= takes one number");
    evaluation.days = static_cast<std::uint32_t>(days.front());
    return {};
  }
  const bool takes_share =
      evaluation.protocol == Protocol::random_items || evaluation.protocol == Protocol::strong_generalisation;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), evaluation.share);
  if (!takes_share || error != std::errc{} || end != number.data() + number.size() ||
      !(evaluation.share > 0 && evaluation.share < 1)) {
    return failure(ErrorCode::invalid_argument,
                   takes_share ? "--protocol " + name + "= takes a share between 0 and 1, not \"" + number + "\""
                               : "--protocol " + name + " takes no value");
  }
  return {};
}

Result<void> run(const po::variables_map& options) {
  if (has(options, "shop") + has(options, "train") > 1 ||
      !(has(options, "shop") || has(options, "train") || has(options, "model"))) {
    return failure(ErrorCode::invalid_argument,
                   "name one of --shop DIR, --train FILE... and --model DIR (this with --test FILE...)");
  }
  MOSHAVER_TRY(training, training_options(options));
  EvaluateOptions evaluation;
  evaluation.source = training.source;
  for (const std::string& file : strings(options, "train")) evaluation.source.events.emplace_back(file);
  for (const std::string& file : strings(options, "test")) evaluation.test.emplace_back(file);
  evaluation.models = strings(options, "model");
  evaluation.recipes = strings(options, "recipe");
  if (evaluation.recipes.empty() && !training.recipe.empty()) evaluation.recipes = {training.recipe};
  MOSHAVER_TRY(ks, parse_counts(string_of(options, "k"), "--k"));
  evaluation.ks = ks;
  MOSHAVER_CHECK(read_protocol(string_of(options, "protocol"), evaluation));
  evaluation.include_purchased = has(options, "include-purchased");
  evaluation.settings = training.settings;
  evaluation.seed = training.seed;
  evaluation.threads = training.threads;
  evaluation.progress = progress_to_stderr(has(options, "quiet"));
  // Opened before the work, so that a path that cannot be written is reported at once.
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
    std::fprintf(stderr, "Report: %s\n", (std::filesystem::path(string_of(options, "report")) / "index.html").c_str());
  }
  return {};
}

}  // namespace

const Command evaluate_command{"evaluate",
                               "measure recipes or models on held-out purchases, with intervals",
                               "--shop DIR [--model ID...] | --train FILE... [--test FILE...] | --model DIR... --test "
                               "FILE...  [options]",
                               help,
                               describe,
                               run};

}  // namespace moshaver::tools
