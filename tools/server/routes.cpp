#include "tools/server/routes.hpp"

#include <array>

#include "moshaver/report_fields.hpp"
#include "tools/server/query_parameters.hpp"

namespace moshaver::tools {

namespace {

constexpr Query customer_query{customer_parameters, describe_parameters<AdviceRequest>};
constexpr Query product_query{product_parameters, describe_parameters<AdviceRequest>};
constexpr Query audience_query{audience_parameters, describe_parameters<AudienceRequest>};
constexpr Query occasions_query{occasions_parameters, describe_parameters<OccasionsRequest>};
constexpr Query report_query{report_parameters, describe_parameters<ReportOptions>};

constexpr std::array routes = {
    Route{"POST", "/v1/recommendations", Role::read, Lane::here, post_recommendations, Endpoint::recommendations,
          "recommend", "What to recommend.", "AdviceRequest", "Advice", not_found},
    Route{"GET", "/v1/customers/{id}/recommendations", Role::read, Lane::here, customer_recommendations,
          Endpoint::recommendations, "recommendForCustomer", "What to recommend to a customer.", nullptr, "Advice",
          no_refusals, customer_query},
    Route{"GET", "/v1/products/{id}/similar", Role::read, Lane::here, similar_products, Endpoint::similar, "similar",
          "The products most similar to one.", nullptr, "Advice", not_found, product_query},
    Route{"GET", "/v1/products/{id}/alternatives", Role::read, Lane::here, alternative_products, Endpoint::alternatives,
          "alternatives", "Products that can be bought instead of one.", nullptr, "Advice", not_found, product_query},
    Route{"GET", "/v1/products/{id}/complements", Role::read, Lane::here, complementary_products, Endpoint::complements,
          "complements", "Products of other categories that go with one.", nullptr, "Advice", not_found, product_query},
    Route{"GET", "/v1/products/{id}/audience", Role::read, Lane::background, product_audience, Endpoint::audience,
          "audience",
          "The customers who most likely want a product. Takes up to seconds; one such request runs at a time.",
          nullptr, "Audience", not_found, audience_query},
    Route{"POST", "/v1/events", Role::write, Lane::disk, post_events, Endpoint::events, "recordEvents",
          "Stores one event or many. When it answers they are on disk, and the next answer knows them.", "Events",
          "EventResults"},
    Route{"GET", "/v1/products/{id}", Role::read, Lane::disk, get_product, Endpoint::products, "getProduct",
          "What the shop says of a product.", nullptr, "Product", not_found},
    Route{"PUT", "/v1/products/{id}", Role::write, Lane::disk, put_product, Endpoint::products, "putProduct",
          "Replaces all that the shop says of a product; fields not given are emptied.", "Product", "Product"},
    Route{"PATCH", "/v1/products/{id}", Role::write, Lane::disk, patch_product, Endpoint::products, "patchProduct",
          "Replaces the fields given; null empties a field.", "Product", "Product", not_found},
    Route{"DELETE", "/v1/products/{id}", Role::write, Lane::disk, delete_product, Endpoint::products, "deleteProduct",
          "Withdraws a product: it is not recommended until it is put again.", nullptr, nullptr, not_found},
    Route{"PUT", "/v1/products/{id}/slots", Role::write, Lane::disk, put_slots, Endpoint::products, "putSlots",
          "Replaces what is free of a service; the next answer sees it.", "SlotsRequest", "Slots",
          not_found | never_new},
    Route{"PUT", "/v1/accounts/{id}/contract", Role::write, Lane::disk, put_contract, Endpoint::customers,
          "putContract", "Replaces what an organisation may buy, and at what price.", "ContractRequest", "Contract",
          never_new},
    Route{"DELETE", "/v1/accounts/{id}/contract", Role::write, Lane::disk, delete_contract, Endpoint::customers,
          "deleteContract", "Ends the contract of an organisation: it may buy everything, at the catalogue's prices.",
          nullptr, nullptr, not_found},
    Route{"GET", "/v1/customers/{id}", Role::read, Lane::disk, get_customer, Endpoint::customers, "getCustomer",
          "What the shop knows of a customer.", nullptr, "CustomerProfile", not_found},
    Route{"PUT", "/v1/customers/{id}", Role::write, Lane::disk, put_customer, Endpoint::customers, "putCustomer",
          "Replaces all that the shop says of a customer; fields not given are emptied.", "Customer",
          "CustomerProfile"},
    Route{"PATCH", "/v1/customers/{id}", Role::write, Lane::disk, patch_customer, Endpoint::customers, "patchCustomer",
          "Replaces the fields given; null empties a field.", "Customer", "CustomerProfile", not_found},
    Route{"DELETE", "/v1/customers/{id}", Role::admin, Lane::disk, delete_customer, Endpoint::customers,
          "deleteCustomer", "Erases the person from everything that is stored.", nullptr, nullptr, not_found},
    Route{"POST", "/v1/customers/{id}/merge", Role::write, Lane::disk, merge_customer, Endpoint::customers,
          "mergeCustomers", "Gives a guest's events, past and future, to an account.", "MergeRequest",
          "CustomerProfile", not_found},
    Route{"PUT", "/v1/customers/{id}/occasions/{name}", Role::write, Lane::disk, put_occasion, Endpoint::occasions,
          "putOccasion", "Adds a day on which the customer gives something, or replaces the one of this name.",
          "OccasionRequest", "Occasion"},
    Route{"DELETE", "/v1/customers/{id}/occasions/{name}", Role::write, Lane::disk, delete_occasion,
          Endpoint::occasions, "deleteOccasion", "Forgets an occasion of the customer.", nullptr, nullptr, not_found},
    Route{
        "GET", "/v1/occasions", Role::read, Lane::background, list_occasions, Endpoint::occasions, "occasions",
        "Who is to be reminded of which day, by when to order, and what to give. Takes up to seconds; one such request "
        "runs at a time.",
        nullptr, "Occasions", no_refusals, occasions_query},
    Route{"GET", "/v1/reports/lifecycle", Role::read, Lane::background, show_lifecycle, Endpoint::reports, "lifecycle",
          "Customers by stage of their life cycle. Reads the whole log: seconds for ten million events; one such "
          "request runs at a time.",
          nullptr, "Lifecycle", no_refusals, report_query},
    Route{"GET", "/v1/reports/satisfaction", Role::read, Lane::background, show_satisfaction, Endpoint::reports,
          "satisfaction", "Returns, complaints, ratings and surveys, and the products behind them.", nullptr,
          "Satisfaction", no_refusals, report_query},
    Route{"GET", "/v1/reports/referrals", Role::read, Lane::background, show_referrals, Endpoint::reports, "referrals",
          "Who was referred, and who came.", nullptr, "Referrals", no_refusals, report_query},
    Route{"GET", "/v1/reports/margin", Role::read, Lane::background, show_margin, Endpoint::reports, "margin",
          "How often the margin broke a tie between equal fits, in answers to a sample of the customers.", nullptr,
          "Margin", no_refusals, report_query},
    Route{"GET", "/v1/reports/unmet-demand", Role::read, Lane::background, show_unmet_demand, Endpoint::reports,
          "unmetDemand", "Products that customers wanted and could not get.", nullptr, "UnmetDemand", no_refusals,
          report_query},
    Route{"GET", "/v1/models/current", Role::read, Lane::here, get_model, Endpoint::models, "currentModel",
          "The model that answers.", nullptr, "Model"},
    Route{"POST", "/v1/models/current", Role::admin, Lane::background, switch_model, Endpoint::models, "switchModel",
          "Answers by another model of the shop from now on; requests in flight finish on the old one.", "ModelRequest",
          "Model", not_found | conflict},
    Route{"GET", "/metrics", Role::read, Lane::here, show_metrics, Endpoint::metrics, "metrics",
          "Figures for Prometheus.", nullptr, "Metrics"},
    Route{"GET", "/healthz", Role::none, Lane::here, healthy, Endpoint::health, "health", "Whether the process lives.",
          nullptr, "Status"},
    Route{"GET", "/readyz", Role::none, Lane::here, ready, Endpoint::health, "ready",
          "Whether the server takes requests; 503 while it goes down.", nullptr, "Status"},
    Route{"GET", "/openapi.json", Role::none, Lane::here, show_openapi, Endpoint::openapi, "openapi", "This document.",
          nullptr, "Document"},
};

}  // namespace

std::span<const Route> all_routes() { return routes; }

bool takes_body(std::string_view method) { return method == "POST" || method == "PUT" || method == "PATCH"; }

}  // namespace moshaver::tools
