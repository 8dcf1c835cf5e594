#include <cstdio>
#include <fstream>
#include <iostream>

#include "tools/advice_options.hpp"
#include "tools/command.hpp"
#include "tools/model_options.hpp"
#include "tools/output.hpp"
#include "tools/print_advice.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

constexpr std::string_view help =
    R"(With --shop the rules of the shop hold as they do over HTTP: nothing comes that is sold out, withdrawn, not
available at the time, not delivered to --region or beyond --budget. --model ranks without a shop and knows no
rules, so it takes none of these options.

What a customer has is left out, unless --include-purchased. Unknown customers get what is popular.
With --explain each product comes with the reasons for it; their shares sum to 100%.
--format json prints what the server answers. Embeddings are searched by the index that train recorded in the
model, or by --index, which is built on opening. Many customers share the matrix products of --index exact: up to
some 100,000 products that is as fast as any.

Examples:
  moshaver recommend --shop my-shop --customer 17850 --explain
  moshaver recommend --shop my-shop --customer 17850 --budget 20 --region north --category "Home > Kitchen"
  moshaver recommend --shop my-shop --customer 17850 --placement complements --product 85123A
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
      "all", "for every customer of the shop or of the model's training data");
  describe_placement(options);
  options.add_options()("count", po::value<std::size_t>()->value_name("N")->default_value(10),
                        "products a customer, 1 to 1000")(
      "include-purchased", "products that the customer has may come again")("explain", "give the reasons");
  describe_context(options);
  options.add_options()("threads", po::value<std::size_t>()->value_name("N")->default_value(0, "all"),
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
                        const AdviceRequest& request, const po::variables_map& options, Output& output) {
  AdvicePrinter printer(output, recommender.model().recipe, true);
  Result<void> known;
  const auto print = [&](const Advice& advice) {
    known = check_all_known(advice);
    if (!known) return false;
    printer.print(advice);
    return !output.failed();
  };
  MOSHAVER_CHECK(recommender.advise_many(ids, request, options["threads"].as<std::size_t>(), print,
                                         progress_to_stderr(has(options, "quiet"))));
  MOSHAVER_CHECK(known);
  return output.close();
}

Result<void> print_one(const Recommender& recommender, const AdviceRequest& request, Output& output) {
  MOSHAVER_TRY(advice, recommender.advise(request));
  MOSHAVER_CHECK(check_all_known(advice));
  AdvicePrinter(output, recommender.model().recipe, false).print(advice);
  return output.close();
}

Result<void> run(const po::variables_map& options) {
  const bool one = has(options, "customer"), history = has(options, "history"), some = has(options, "customers"),
             all = has(options, "all");
  if (one + history + some + all != 1) {
    return failure(ErrorCode::invalid_argument,
                   "name one of --customer ID, --history P1,P2, --customers FILE and --all");
  }
  MOSHAVER_TRY(request, advice_request(options));
  if (!has(options, "explain")) request.max_reasons = 0;
  MOSHAVER_CHECK(check_request(request));
  std::vector<std::string> ids;
  if (some) {
    MOSHAVER_TRY(read, read_ids(string_of(options, "customers")));
    ids = read;
  }
  MOSHAVER_TRY(output, Output::open(options));
  MOSHAVER_TRY(recommender, open_recommender(options));
  if (all) ids = recommender.customer_ids();
  if (all || some) return print_many(recommender, ids, request, options, output);
  if (history) request.history = split_at_commas(strings(options, "history"));
  if (one) request.customer_id = string_of(options, "customer");
  return print_one(recommender, request, output);
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
