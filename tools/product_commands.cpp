// similar and explain: both start from a product.
#include "tools/command.hpp"
#include "tools/model_options.hpp"
#include "tools/output.hpp"

namespace moshaver::tools {

namespace {

struct Relation {
  std::string_view name, heading;
  Result<std::vector<RecommendedItem>> (Recommender::*find)(const std::string&, std::size_t) const;
};
constexpr Relation product_relations[] = {{"similar", "Most like ", &Recommender::similar},
                                          {"complements", "Goes with ", &Recommender::complements},
                                          {"alternatives", "Instead of ", &Recommender::alternatives}};

void describe_similar(po::options_description& options) {
  describe_model(options);
  options.add_options()("product", po::value<std::string>()->value_name("ID")->required(), "the product")(
      "count", po::value<std::size_t>()->value_name("N")->default_value(10), "products wanted")(
      "kind", po::value<std::string>()->value_name("similar|complements|alternatives")->default_value("similar"),
      "how the products relate, see below");
  describe_output(options);
}

Result<void> run_similar(const po::variables_map& options) {
  const auto count = options["count"].as<std::size_t>();
  if (count == 0) return failure(ErrorCode::invalid_argument, "--count takes a whole number from 1 up");
  const Relation* relation = nullptr;
  for (const Relation& each : product_relations) {
    if (each.name == string_of(options, "kind")) relation = &each;
  }
  if (relation == nullptr) {
    return failure(ErrorCode::invalid_argument, "--kind takes similar, complements or alternatives");
  }
  MOSHAVER_TRY(output, Output::open(options));
  MOSHAVER_TRY(recommender, open_recommender(options));
  const std::string product = string_of(options, "product");
  MOSHAVER_TRY(items, (recommender.*relation->find)(product, count));
  print_similar(output, relation->heading, product, items);
  return output.close();
}

void describe_explain(po::options_description& options) {
  describe_model(options);
  options.add_options()("customer", po::value<std::string>()->value_name("ID")->required(), "the customer")(
      "product", po::value<std::string>()->value_name("ID")->required(), "the product");
  describe_output(options);
}

Result<void> run_explain(const po::variables_map& options) {
  MOSHAVER_TRY(output, Output::open(options));
  MOSHAVER_TRY(recommender, open_recommender(options));
  const std::string customer = string_of(options, "customer");
  MOSHAVER_TRY(explanation, recommender.explain(customer, string_of(options, "product")));
  print_explanation(output, customer, explanation);
  return output.close();
}

}  // namespace

const Command similar_command{
    "similar",
    "the products most like one, that go with it, or that replace it",
    "--shop DIR | --model DIR  --product ID [--kind KIND] [--count N]",
    "Kinds:\n"
    "  similar       what the model finds most like it\n"
    "  complements   what goes with it: bought in one order with it, or within 30 days after\n"
    "                it, more often than chance; the score is how sure that is\n"
    "  alternatives  what replaces it: looked at or bought by the same people, beside the\n"
    "                same products, but not together with it; the score is the similarity\n\n"
    "Complements need data with order_id or timestamps, alternatives these or views. Both\n"
    "list fewer products than asked for where the data tells no more.\n\n"
    "Examples:\n"
    "  moshaver similar --shop my-shop --product 85123A\n"
    "  moshaver similar --shop my-shop --product 85123A --kind complements --count 5\n"
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
