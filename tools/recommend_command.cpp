#include <cstdio>
#include <fstream>
#include <iostream>

#include "tools/advice_options.hpp"
#include "tools/command.hpp"
#include "tools/model_options.hpp"
#include "tools/output.hpp"
#include "tools/print_advice.hpp"
#include "tools/progress_bar.hpp"

namespace moshaver::tools {

namespace {

constexpr std::string_view help =
    R"(With --shop the rules of the shop apply, as over HTTP: products that are sold out, withdrawn, not available at the
time, not delivered to --region, later than --need-by or above --budget are excluded. With --budget-scope list the prices
of all products together are within the budget. --model ranks without a shop: it has no rules, and refuses these options.

Products that the customer has bought are excluded until they are due again, unless --include-purchased. Unknown customers
get popular products.
With --explain each product comes with its reasons; their shares sum to 100%. --language fa gives titles and reasons in
Persian. --format json prints what the server answers.
Embeddings are searched with the index that train recorded in the model, or with --index, which is built when
the model is opened. --index exact scores many customers in one matrix product: up to about 100,000 products it is as
fast as any other index.

Examples:
  moshaver recommend --shop my-shop --customer 17850 --explain
  moshaver recommend --shop my-shop --customer 17850 --explain --language fa
  moshaver recommend --shop my-shop --customer 17850 --budget 20 --region north --category "Home > Kitchen"
  moshaver recommend --shop my-shop --customer 17850 --budget 60 --budget-scope list --need-by 2026-12-24
  moshaver recommend --shop my-shop --customer 17850 --at-from 2026-12-01T09:00+03:30 --at-until 2026-12-02T00:00+03:30
  moshaver recommend --shop my-shop --customer 17850 --placement complements --product 85123A
  moshaver recommend --shop my-shop --history 85123A,71053 --count 5
  moshaver recommend --shop my-shop --customers ids.txt --format json --out answers.jsonl
  moshaver recommend --model model --all --count 20 --format tsv --out answers.tsv
)";

void describe(po::options_description& options) {
  describe_model(options);
  options.add_options()("customer", po::value<std::string>()->value_name("ID"), "for one customer")(
      "history", po::value<std::vector<std::string>>()->composing()->value_name("P1,P2,..."),
      "for a customer who bought these products, oldest first")(
      "customers", po::value<std::string>()->value_name("FILE"),
      "for the customers in FILE, one id a line, in this order; - is standard input")(
      "all", "for every customer of the shop or of the model's training data");
  describe_placement(options);
  options.add_options()("count", po::value<std::size_t>()->value_name("N")->default_value(10),
                        "number of products for each customer, 1 to 1000")(
      "include-purchased", "also recommend products that the customer has bought")("explain", "show the reasons");
  describe_context(options);
  options.add_options()("threads", po::value<std::size_t>()->value_name("N")->default_value(0, "all"),
                        "number of threads, for many customers");
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
  // A directory can be opened, but not read.
  if (in.bad())
    return failure(ErrorCode::io_error, "cannot read " + path + "; --customers takes a file of ids, one a line");
  return ids;
}

Result<void> print_many(const Recommender& recommender, const std::vector<std::string>& ids,
                        const AdviceRequest& request, const po::variables_map& options, Output& output) {
  AdvicePrinter printer(output, recommender.model().recipe, true);
  Result<void> all_known;
  const auto print = [&](const Advice& advice) {
    all_known = check_all_known(advice);
    if (!all_known) return false;
    printer.print(advice);
    return !output.failed();
  };
  MOSHAVER_CHECK(recommender.advise_many(ids, request, options["threads"].as<std::size_t>(), print,
                                         progress_to_stderr(has(options, "quiet"))));
  MOSHAVER_CHECK(all_known);
  return output.close();
}

Result<void> print_one(const Recommender& recommender, const AdviceRequest& request, Output& output) {
  MOSHAVER_TRY(advice, recommender.advise(request));
  MOSHAVER_CHECK(check_all_known(advice));
  AdvicePrinter(output, recommender.model().recipe, false).print(advice);
  return output.close();
}

Result<void> run(const po::variables_map& options) {
  const bool one = has(options, "customer"), history = has(options, "history"), from_file = has(options, "customers"),
             all = has(options, "all");
  if (one + history + from_file + all != 1) {
    return failure(ErrorCode::invalid_argument,
                   "name one of --customer ID, --history P1,P2, --customers FILE and --all");
  }
  MOSHAVER_TRY(request, advice_request(options));
  if (!has(options, "explain")) request.max_reasons = 0;
  MOSHAVER_CHECK(check_request(request));
  std::vector<std::string> ids;
  if (from_file) {
    MOSHAVER_TRY(read, read_ids(string_of(options, "customers")));
    ids = read;
  }
  MOSHAVER_TRY(output, Output::open(options));
  MOSHAVER_TRY(recommender, open_recommender(options));
  if (all) ids = recommender.customer_ids();
  if (all || from_file) return print_many(recommender, ids, request, options, output);
  if (history) request.history = split_at_commas(strings(options, "history"));
  if (one) request.customer_id = string_of(options, "customer");
  return print_one(recommender, request, output);
}

}  // namespace

const Command recommend_command{
    "recommend",
    "recommend products to a customer, to many or to all",
    "--shop DIR | --model DIR  --customer ID | --history P1,P2 | --customers FILE | --all  [options]",
    help,
    describe,
    run};

}  // namespace moshaver::tools
