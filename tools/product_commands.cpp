// similar and explain: both start from a product.
#include "tools/command.hpp"
#include "tools/model_options.hpp"
#include "tools/output.hpp"

namespace moshaver::tools {

namespace {

void describe_similar(po::options_description& options) {
  describe_model(options);
  options.add_options()("product", po::value<std::string>()->value_name("ID")->required(), "the product")(
      "count", po::value<std::size_t>()->value_name("N")->default_value(10), "products wanted");
  describe_output(options);
}

Result<void> run_similar(const po::variables_map& options) {
  const auto count = options["count"].as<std::size_t>();
  if (count == 0) return failure(ErrorCode::invalid_argument, "--count takes a whole number from 1 up");
  MOSHAVER_TRY(recommender, open_recommender(options));
  const std::string product = string_of(options, "product");
  MOSHAVER_TRY(items, recommender.similar(product, count));
  MOSHAVER_TRY(output, Output::open(options));
  print_similar(output, product, items);
  return output.close();
}

void describe_explain(po::options_description& options) {
  describe_model(options);
  options.add_options()("customer", po::value<std::string>()->value_name("ID")->required(), "the customer")(
      "product", po::value<std::string>()->value_name("ID")->required(), "the product");
  describe_output(options);
}

Result<void> run_explain(const po::variables_map& options) {
  MOSHAVER_TRY(recommender, open_recommender(options));
  const std::string customer = string_of(options, "customer");
  MOSHAVER_TRY(explanation, recommender.explain(customer, string_of(options, "product")));
  MOSHAVER_TRY(output, Output::open(options));
  print_explanation(output, customer, explanation);
  return output.close();
}

}  // namespace

const Command similar_command{"similar",
                              "the products most like one",
                              "--shop DIR | --model DIR  --product ID [--count N]",
                              "Examples:\n"
                              "  moshaver similar --shop my-shop --product 85123A\n"
                              "  moshaver similar --model model --product 85123A --count 50 --format tsv\n",
                              describe_similar,
                              run_similar};

const Command explain_command{"explain",
                              "why a product stands where it does for a customer: every term of its score",
                              "--shop DIR | --model DIR  --customer ID --product ID",
                              "Examples:\n"
                              "  moshaver explain --shop my-shop --customer 17850 --product 22423\n"
                              "  moshaver explain --shop my-shop --customer 17850 --product 22423 --format json\n",
                              describe_explain,
                              run_explain};

}  // namespace moshaver::tools
