// similar and explain: the commands about one product.
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

// A shop falls back on its categories; a model alone has only what it learned.
Result<void> check_kind_is_learned(const Kind& kind, const ModelDescription& model) {
  const bool learned = kind.placement == Placement::similar ||
                       (kind.placement == Placement::complements ? model.has_complements : model.has_alternatives);
  if (learned) return {};
  return failure(ErrorCode::not_found,
                 "model " + model.id + " was trained on data with " +
                     (kind.placement == Placement::complements ? "no orders" : "neither orders nor sessions") +
                     ": import order_id or timestamps, and train again");
}

void describe_similar(po::options_description& options) {
  describe_model(options);
  options.add_options()("product", po::value<std::string>()->value_name("ID")->required(), "the product")(
      "count", po::value<std::size_t>()->value_name("N")->default_value(10), "number of products")(
      "kind", po::value<std::string>()->value_name("similar|complements|alternatives")->default_value("similar"),
      "which relation, see below");
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
  if (has(options, "model")) MOSHAVER_CHECK(check_kind_is_learned(*kind, recommender.model()));
  MOSHAVER_TRY(advice, recommender.advise(request));
  MOSHAVER_CHECK(check_all_known(advice));
  print_related(output, kind->heading, request.product_id, advice);
  return output.close();
}

void describe_explain(po::options_description& options) {
  describe_model(options);
  options.add_options()("customer", po::value<std::string>()->value_name("ID")->required(), "the customer")(
      "product", po::value<std::string>()->value_name("ID")->required(), "the product");
  describe_language(options);
  describe_output(options);
}

Result<void> run_explain(const po::variables_map& options) {
  MOSHAVER_TRY(output, Output::open(options));
  MOSHAVER_TRY(recommender, open_recommender(options));
  const std::string customer = string_of(options, "customer");
  MOSHAVER_TRY(explanation,
               recommender.explain(customer, string_of(options, "product"), string_of(options, "language")));
  print_explanation(output, customer, explanation);
  return output.close();
}

}  // namespace

const Command similar_command{
    "similar",
    "list products that are similar to a product, complement it, or replace it",
    "--shop DIR | --model DIR  --product ID [--kind KIND] [--count N]",
    "Kinds:\n"
    "  similar       products like it: by title, category, brand, tags and price, by what the same\n"
    "                people view and buy (the score is the similarity); without a catalogue and\n"
    "                views by the model alone\n"
    "  complements   products bought in the same order, or within 30 days after it, more often\n"
    "                than chance (the score says how certain that is); then products of other\n"
    "                categories that the model ranks best for its buyers\n"
    "  alternatives  products that the same people view or buy, beside the same products, but not\n"
    "                together with it (the score is the similarity); then similar products of\n"
    "                its category\n\n"
    "With --shop the rules of the shop apply: unavailable products are excluded.\n\n"
    "Examples:\n"
    "  moshaver similar --shop my-shop --product 85123A\n"
    "  moshaver similar --shop my-shop --product 85123A --kind complements --count 5\n"
    "  moshaver similar --model model --product 85123A --count 50 --format tsv\n",
    describe_similar,
    run_similar};

const Command explain_command{
    "explain",
    "show every term of a product's score for a customer",
    "--shop DIR | --model DIR  --customer ID --product ID",
    "Examples:\n"
    "  moshaver explain --shop my-shop --customer 17850 --product 22423\n"
    "  moshaver explain --shop my-shop --customer 17850 --product 22423 --language fa --format json\n",
    describe_explain,
    run_explain};

}  // namespace moshaver::tools
