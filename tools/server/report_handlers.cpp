#include "moshaver/reports.hpp"
#include "tools/json_items.hpp"
#include "tools/server/handlers.hpp"

namespace moshaver::tools {

namespace {

Result<ReportOptions> read_options(const Call& call) {
  ReportOptions options;
  for (const auto& [name, value] : call.parameters) {
    if (name != "days" && name != "count") return no_such_parameter(name, "days, count");
    MOSHAVER_TRY(number, whole_number(name, value));
    (name == "days" ? options.days : options.count) = number;
  }
  return options;
}

// `put_report(JsonWriter&, report)` fills in the object; `days` stands in every one.
template <class Report, class Put>
HttpReply show(Call& call, Result<Report> (*make)(const std::filesystem::path&, const ReportOptions&),
               const Put& put_report) {
  const auto options = read_options(call);
  if (!options) return reply_of(options.error());
  const auto report = call.timed(Step::engine, [&] { return make(call.advisor.shop(), *options); });
  if (!report) return reply_of(report.error());
  return json_reply(json_object([&](JsonWriter& json) {
    put(json, "days", std::uint64_t{options->days});
    put_report(json, *report);
  }));
}

template <class Product, class Put>
void put_products(JsonWriter& json, const std::vector<Product>& products, const Put& put_counts) {
  json.Key("products");
  json.StartArray();
  for (const Product& product : products) {
    json.StartObject();
    put(json, "product_id", product.product_id);
    if (!product.title.empty()) put(json, "title", product.title);
    put_counts(product);
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

HttpReply show_lifecycle(Call& call) {
  return show<LifecycleReport>(call, lifecycle_report, [](JsonWriter& json, const LifecycleReport& report) {
    put(json, "customers", report.customers);
    json.Key("stages");
    json.StartArray();
    for (std::size_t at = 0; at < life_cycle_stages.size(); ++at) {
      json.StartObject();
      put(json, "stage", life_cycle_stages[at]);
      put(json, "customers", report.stages[at].customers);
      put(json, "dormant", report.stages[at].dormant);
      json.EndObject();
    }
    json.EndArray();
  });
}

HttpReply show_satisfaction(Call& call) {
  return show<SatisfactionReport>(call, satisfaction_report, [](JsonWriter& json, const SatisfactionReport& report) {
    put(json, "purchases", report.purchases);
    put(json, "returns", report.returns);
    put(json, "likes", report.likes);
    put(json, "dislikes", report.dislikes);
    put(json, "hides", report.hides);
    put(json, "complaints", report.complaints);
    put(json, "resolved", report.resolved);
    put(json, "ratings", report.ratings);
    if (report.mean_rating) put(json, "mean_rating", *report.mean_rating);
    put(json, "surveys", report.surveys);
    if (report.mean_survey) put(json, "mean_survey", *report.mean_survey);
    put_products(json, report.products, [&](const SatisfactionReport::Product& product) {
      put(json, "unhappy", product.unhappy);
      put(json, "returns", product.returns);
      put(json, "complaints", product.complaints);
      put(json, "dislikes", product.dislikes);
      put(json, "low_ratings", product.low_ratings);
    });
  });
}

HttpReply show_referrals(Call& call) {
  return show<ReferralReport>(call, referral_report, [](JsonWriter& json, const ReferralReport& report) {
    put(json, "referrals", report.referrals);
    put(json, "referrers", report.referrers);
    put(json, "referred", report.referred);
    put(json, "converted", report.converted);
  });
}

HttpReply show_unmet_demand(Call& call) {
  return show<UnmetDemandReport>(call, unmet_demand_report, [](JsonWriter& json, const UnmetDemandReport& report) {
    put(json, "products_unavailable", report.products_unavailable);
    put_products(json, report.products, [&](const UnmetDemandReport::Product& product) {
      put(json, "reason", product.reason);
      put(json, "customers", product.customers);
      put(json, "views", product.views);
      put(json, "carts", product.carts);
      put(json, "likes", product.likes);
      put(json, "questions", product.questions);
    });
  });
}

}  // namespace moshaver::tools
