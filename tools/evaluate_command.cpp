#include <cstdio>
#include <filesystem>
#include <fstream>

#include "moshaver/evaluate.hpp"
#include "tools/evaluation_table.hpp"
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

Result<void> write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return failure(ErrorCode::io_error, "cannot write " + path.string());
  return {};
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
  const std::filesystem::path report_directory = string_of(options, "report");
  if (!report_directory.empty()) {
    std::error_code error;
    std::filesystem::create_directories(report_directory, error);
    if (error)
      return failure(ErrorCode::io_error, "cannot make " + report_directory.string() + " (" + error.message() + ")");
  }

  MOSHAVER_TRY(report, evaluate(evaluation));
  end_progress();
  const std::string json = string_of(options, "json");
  if (json == "-") {
    std::printf("%s\n", to_json(report).c_str());
  } else {
    std::fputs(evaluation_tables(report).c_str(), stdout);
    if (!json.empty()) MOSHAVER_CHECK(write_file(json, to_json(report) + "\n"));
  }
  if (!report_directory.empty()) MOSHAVER_CHECK(write_file(report_directory / "index.html", to_html(report)));
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
