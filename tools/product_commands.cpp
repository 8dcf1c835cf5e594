// similar and explain: both start from a product.
#include "tools/advice_options.hpp"
#include "tools/command.hpp"
#include "tools/model_options.hpp"
#include "tools/output.hpp"
#include "tools/print_advice.hpp"

namespace moshaver::tools {

namespace {

struct Kind {
  std::string_view name, heading;
  Placement placement;
};
constexpr Kind kinds[] = {{"similar", "Most like ", Placement::similar},
                          {"complements", "Goes with ", Placement::complements},
                          {"alternatives", "Instead of ", Placement::alternatives}};

// A shop has categories to fall back on. Of a model alone only what it learned can be said.
Result<void> check_learned(const Kind& kind, const ModelDescription& model) {
  const bool learned = kind.placement == Placement::similar ||
                       (kind.placement == Placement::complements ? model.has_complements : model.has_alternatives);
  if (learned) return {};
  return failure(ErrorCode::not_found,
                 "model " + model.id + " was trained on data that tells " +
                     (kind.placement == Placement::complements ? "no orders" : "neither orders nor sessions") +
                     ": import order_id or timestamps, and train again");
}

void describe_similar(po::options_description& options) {
  describe_model(options);
  options.add_options()("product", po::value<std::string>()->value_name("ID")->required(), "the product")(
      "count", po::value<std::size_t>()->value_name("N")->default_value(10), "products wanted")(
      "kind", po::value<std::string>()->value_name("similar|complements|alternatives")->default_value("similar"),
      "how the products relate, see below");
  describe_context(options);
  describe_output(options);
}

Result<void> run_similar(const po::variables_map& options) {
  const Kind* kind = nullptr;
  for (const Kind& each : kinds) {
    if (each.name == string_of(options, "kind")) kind = &each;
  }
  if (kind == nullptr) return failure(ErrorCode::invalid_argument, "--kind takes similar, complements or alternatives");
  MOSHAVER_TRY(request, advice_request(options));
  request.placement = kind->placement;
  request.max_reasons = 0;
  MOSHAVER_CHECK(check_request(request));
  MOSHAVER_TRY(output, Output::open(options));
  MOSHAVER_TRY(recommender, open_recommender(options));
  if (has(options, "model")) MOSHAVER_CHECK(check_learned(*kind, recommender.model()));
  MOSHAVER_TRY(advice, recommender.advise(request));
  MOSHAVER_CHECK(check_all_known(advice));
  print_related(output, kind->heading, request.product_id, advice);
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
    "  similar       what the model finds most similar\n"
    "  complements   what goes with it: bought in one order with it, or within 30 days after it,\n"
    "                more often than chance (the score says how sure that is); then what the\n"
    "                model ranks best for its buyers, of other categories\n"
    "  alternatives  what replaces it: looked at or bought by the same people, beside the same\n"
    "                products, but not together with it (the score is the similarity); then\n"
    "                similar products of its category\n\n"
    "With --shop the rules of the shop hold: nothing comes that cannot be had.\n\n"
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
