#include <cstdio>
#include <fstream>
#include <iostream>

#include "tools/command.hpp"
#include "tools/model_options.hpp"
#include "tools/output.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

constexpr std::string_view help =
    R"(What a customer has is left out, unless --include-purchased. Customers never heard of get what is popular.
With --explain each product comes with the terms of its score: shares that sum to 100%.
Embeddings are searched by the index that train recorded in the model, exactly where it recorded none; --index takes
another, which is built on opening. Many customers at once share the matrix products of --index exact: up to some
100,000 products that is as fast as any.

Examples:
  moshaver recommend --shop my-shop --customer 17850 --explain
  moshaver recommend --shop my-shop --history 85123A,71053 --count 5
  moshaver recommend --shop my-shop --customers ids.txt --format json --out answers.jsonl
  moshaver recommend --model model --all --count 20 --format tsv --out answers.tsv
)";

void describe(po::options_description& options) {
  describe_model(options);
  options.add_options()("customer", po::value<std::string>()->value_name("ID"), "for one customer")(
      "history", po::value<std::vector<std::string>>()->composing()->value_name("P1,P2,..."),
      "for somebody who bought these products, the oldest first")(
      "customers", po::value<std::string>()->value_name("FILE"),
      "for these customers, an id a line, in this order; - reads them from standard input")(
      "all", "for every customer of the shop or of the model's training data")(
      "count", po::value<std::size_t>()->value_name("N")->default_value(10), "products a customer")(
      "include-purchased", "products that the customer has may come again")("explain", "give the reasons")(
      "threads", po::value<std::size_t>()->value_name("N")->default_value(0, "all"),
      "with many customers: threads to work on");
  describe_output(options);
}

Result<std::vector<std::string>> read_ids(const std::string& path) {
  std::ifstream file;
  if (path != "-") {
    file.open(path);
    if (!file)
      return failure(ErrorCode::not_found, "cannot read " + path + "; --customers takes a file of ids, one a line");
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::vector<std::string> ids;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) ids.push_back(line);
  }
  // A directory opens, and then yields nothing.
  if (in.bad())
    return failure(ErrorCode::io_error, "cannot read " + path + "; --customers takes a file of ids, one a line");
  return ids;
}

Result<void> print_many(const Recommender& recommender, const std::vector<std::string>& ids,
                        const RecommendOptions& recommend, const po::variables_map& options, Output& output) {
  RecommendationPrinter printer(output, recommender.model(), true);
  recommender.recommend_many(
      ids, recommend, options["threads"].as<std::size_t>(),
      [&](const Recommendation& answer) {
        printer.print(answer);
        return !output.failed();
      },
      progress_to_stderr(has(options, "quiet")));
  return output.close();
}

Result<void> run(const po::variables_map& options) {
  const bool one = has(options, "customer"), history = has(options, "history"), some = has(options, "customers"),
             all = has(options, "all");
  if (one + history + some + all != 1) {
    return failure(ErrorCode::invalid_argument,
                   "name one of --customer ID, --history P1,P2, --customers FILE and --all");
  }
  RecommendOptions recommend;
  recommend.count = options["count"].as<std::size_t>();
  if (recommend.count == 0) return failure(ErrorCode::invalid_argument, "--count takes a whole number from 1 up");
  recommend.include_purchased = has(options, "include-purchased");
  recommend.explain = has(options, "explain");
  std::vector<std::string> ids;
  if (some) {
    MOSHAVER_TRY(read, read_ids(string_of(options, "customers")));
    ids = read;
  }
  MOSHAVER_TRY(output, Output::open(options));
  MOSHAVER_TRY(recommender, open_recommender(options));
  if (all) ids = recommender.customer_ids();
  if (all || some) return print_many(recommender, ids, recommend, options, output);

  RecommendationPrinter printer(output, recommender.model(), false);
  if (history) {
    MOSHAVER_TRY(answer, recommender.recommend_for_history(split_at_commas(strings(options, "history")), recommend));
    printer.print(answer);
  } else {
    printer.print(recommender.recommend(string_of(options, "customer"), recommend));
  }
  return output.close();
}

}  // namespace

const Command recommend_command{
    "recommend",
    "what to offer a customer, and why",
    "--shop DIR | --model DIR  --customer ID | --history P1,P2 | --customers FILE | --all  [options]",
    help,
    describe,
    run};

}  // namespace moshaver::tools
