#include "tools/advice_options.hpp"

namespace moshaver::tools {

void describe_placement(po::options_description& options) {
  options.add_options()(
      "placement",
      po::value<std::string>()->value_name("NAME")->default_value(std::string(to_string(Placement::for_you))),
      "for_you, similar, alternatives, complements, buy_again, trending, post_purchase or gift")(
      "product", po::value<std::string>()->value_name("ID"),
      "the product that similar, alternatives and complements start from");
}

void describe_context(po::options_description& options) {
  options.add_options()("budget", po::value<double>()->value_name("AMOUNT"),
                        "exclude products that cost more, or have no price")(
      "budget-scope", po::value<std::string>()->value_name("item|list")->default_value("item"),
      "the budget applies to each product, or to all of them together")(
      "need-by", po::value<std::string>()->value_name("DAY"),
      "exclude products that arrive later, or at an unknown time: 2026-11-30")(
      "region", po::value<std::string>()->value_name("NAME"),
      "exclude products that are not delivered there; default: the customer's")(
      "at-from", po::value<std::string>()->value_name("TIME"), "exclude services without a free slot from then on")(
      "at-until", po::value<std::string>()->value_name("TIME"), "... until then")(
      "account", po::value<std::string>()->value_name("ID"),
      "products and prices of this organisation's contract; default: the customer's")(
      "cart", po::value<std::vector<std::string>>()->composing()->value_name("P1,P2,..."),
      "products in the cart: excluded; complements are found for them")(
      "category", po::value<std::string>()->value_name("PATH"),
      "only this category and those below it: \"Food > Tea\"")(
      "now", po::value<std::string>()->value_name("TIME"),
      "availability at this time: ISO 8601 or seconds since 1970; default: now")(
      "recipient", po::value<std::string>()->value_name("ID"), "with --placement gift: whom the gift is for")(
      "diversity", po::value<double>()->value_name("SHARE"),
      "0: by score alone; up to 1: products of different categories and brands; default: the model's");
  describe_language(options);
}

void describe_language(po::options_description& options) {
  options.add_options()("language", po::value<std::string>()->value_name("en|fa"),
                        "titles and reasons in this language");
}

Result<AdviceRequest> advice_request(const po::variables_map& options) {
  AdviceRequest request;
  request.count = options["count"].as<std::size_t>();
  request.include_purchased = has(options, "include-purchased");
  request.product_id = string_of(options, "product");
  if (has(options, "placement")) {
    MOSHAVER_TRY(placement, parse_word<Placement>(string_of(options, "placement"), "placement"));
    request.placement = placement;
  }
  if (has(options, "budget-scope")) {
    MOSHAVER_TRY(scope, parse_word<BudgetScope>(string_of(options, "budget-scope"), "context.budget_scope"));
    request.context.budget_scope = scope;
  }
  if (has(options, "budget")) request.context.budget = options["budget"].as<double>();
  request.context.need_by = string_of(options, "need-by");
  request.context.region = string_of(options, "region");
  request.context.at = {string_of(options, "at-from"), string_of(options, "at-until")};
  request.context.account_id = string_of(options, "account");
  request.context.now = string_of(options, "now");
  request.context.recipient_id = string_of(options, "recipient");
  if (has(options, "diversity")) request.diversity = options["diversity"].as<double>();
  request.context.language = string_of(options, "language");
  request.context.cart = split_at_commas(strings(options, "cart"));
  request.filters.category = string_of(options, "category");
  return request;
}

Result<void> check_all_known(const Advice& advice) {
  if (advice.ignored.empty()) return {};
  return failure(ErrorCode::unknown_item, "no product \"" + advice.ignored.front() + "\" in this shop or model");
}

}  // namespace moshaver::tools
