#include "tools/server/openapi.hpp"

#include "tools/json/replies.hpp"
#include "tools/json/requests.hpp"
#include "tools/json/schema.hpp"
#include "tools/server/keys.hpp"
#include "tools/server/routes.hpp"

namespace moshaver::tools {

template <>
inline constexpr const char* schema_name<AdviceFilters> = "Filters";
template <>
inline constexpr const char* schema_name<AdviceContext> = "Context";
template <>
inline constexpr const char* schema_name<Reason> = "Reason";
template <>
inline constexpr const char* schema_name<RecommendedItem> = "Item";
template <>
inline constexpr const char* schema_name<Slot> = "Slot";
template <>
inline constexpr const char* schema_name<ContractTerm> = "ContractTerm";
template <>
inline constexpr const char* schema_name<UpcomingOccasion> = "UpcomingOccasion";

namespace {

template <class Fill>
void put_object(JsonWriter& json, const char* name, const Fill& fill) {
  json.Key(name);
  json.StartObject();
  fill();
  json.EndObject();
}
template <class Fill>
void put_array(JsonWriter& json, const char* name, const Fill& fill) {
  json.Key(name);
  json.StartArray();
  fill();
  json.EndArray();
}

template <class Record>
void put_component(JsonWriter& json, const char* name, SchemaOf of) {
  put_object(json, name, [&] { put_schema<Record>(json, of); });
}

// One event, or {"events": [...]}.
void put_events_schema(JsonWriter& json) {
  const auto event = [&] { schema::put_reference(json, "Event"); };
  const auto events = [&] {
    put(json, "type", "object");
    put_object(json, "properties", [&] {
      put_object(json, "events", [&] {
        put(json, "type", "array");
        put(json, "minItems", 1);
        put_object(json, "items", event);
      });
    });
    put_array(json, "required", [&] { json.String("events"); });
    put(json, "additionalProperties", false);
  };
  schema::put_one_of(json, event, events);
}

void put_schemas(JsonWriter& json) {
  put_component<AdviceRequest>(json, "AdviceRequest", SchemaOf::request);
  put_component<AdviceFilters>(json, "Filters", SchemaOf::request);
  put_component<AdviceContext>(json, "Context", SchemaOf::request);
  put_component<Advice>(json, "Advice", SchemaOf::reply);
  put_component<RecommendedItem>(json, "Item", SchemaOf::reply);
  put_component<Reason>(json, "Reason", SchemaOf::reply);
  put_component<Audience>(json, "Audience", SchemaOf::reply);
  put_component<Event>(json, "Event", SchemaOf::request);
  put_object(json, "Events", [&] { put_events_schema(json); });
  put_component<EventOutcomes>(json, "EventResults", SchemaOf::reply);
  put_component<Product>(json, "Product", SchemaOf::addressed_body);
  put_component<Customer>(json, "Customer", SchemaOf::addressed_body);
  put_component<CustomerProfile>(json, "CustomerProfile", SchemaOf::reply);
  put_component<SlotsRequest>(json, "SlotsRequest", SchemaOf::request);
  put_component<Slot>(json, "Slot", SchemaOf::addressed_body);
  put_component<SlotsReply>(json, "Slots", SchemaOf::reply);
  put_component<ContractRequest>(json, "ContractRequest", SchemaOf::request);
  put_component<ContractTerm>(json, "ContractTerm", SchemaOf::addressed_body);
  put_component<ContractReply>(json, "Contract", SchemaOf::reply);
  put_component<OccasionRequest>(json, "OccasionRequest", SchemaOf::request);
  put_component<Occasion>(json, "Occasion", SchemaOf::reply);
  put_component<UpcomingOccasion>(json, "UpcomingOccasion", SchemaOf::reply);
  put_component<UpcomingOccasions>(json, "Occasions", SchemaOf::reply);
  put_component<MergeRequest>(json, "MergeRequest", SchemaOf::request);
  put_component<ReportReply<LifecycleReport>>(json, "Lifecycle", SchemaOf::reply);
  put_component<ReportReply<SatisfactionReport>>(json, "Satisfaction", SchemaOf::reply);
  put_component<ReportReply<ReferralReport>>(json, "Referrals", SchemaOf::reply);
  put_component<ReportReply<MarginReport>>(json, "Margin", SchemaOf::reply);
  put_component<ReportReply<UnmetDemandReport>>(json, "UnmetDemand", SchemaOf::reply);
  put_component<ModelDescription>(json, "Model", SchemaOf::reply);
  put_component<ModelRequest>(json, "ModelRequest", SchemaOf::request);
  put_component<ProblemDocument>(json, "Problem", SchemaOf::reply);
  for (const char* name : {"Status", "Document"}) put_object(json, name, [&] { put(json, "type", "object"); });
  put_object(json, "Metrics", [&] { put(json, "type", "string"); });
}

// ---- errors ----

enum class ExtraHeader { none, authenticate, retry_after };

struct Refusal {
  const char* name;
  const char* description;
  ExtraHeader header = ExtraHeader::none;
};
constexpr Refusal refusals[] = {
    {"NotJson", "The body is not JSON, or the address cannot be read."},
    {"NoKey", "The request has no valid API key.", ExtraHeader::authenticate},
    {"WrongRole", "The key's role may not do this."},
    {"NotFound", "There is no such product, customer, occasion or model."},
    {"Conflict", "The model cannot be used: it cannot be opened, or is of a newer version."},
    {"TooLarge", "The body is larger than --max-body."},
    {"NotSaidToBeJson", "Content-Type is not application/json."},
    {"Refused", "A field or parameter is wrong: `field` names it."},
    {"TooOften", "The key sends more requests a second than --rate-limit.", ExtraHeader::retry_after},
    {"Overload", "Too many connections, writes or reports at once, or the disk refuses.", ExtraHeader::retry_after},
    {"Failed", "Any other error: the status says which."}};

void put_content(JsonWriter& json, const char* type, const char* schema_name) {
  put_object(json, "content", [&] {
    put_object(json, type, [&] { put_object(json, "schema", [&] { schema::put_reference(json, schema_name); }); });
  });
}

void put_refusal(JsonWriter& json, const Refusal& refusal) {
  put_object(json, refusal.name, [&] {
    put(json, "description", refusal.description);
    put_content(json, "application/problem+json", "Problem");
    if (refusal.header == ExtraHeader::none) return;
    const bool is_time = refusal.header == ExtraHeader::retry_after;
    put_object(json, "headers", [&] {
      put_object(json, is_time ? "Retry-After" : "WWW-Authenticate", [&] {
        put_object(json, "schema", [&] { put(json, "type", is_time ? "integer" : "string"); });
        if (is_time) put(json, "description", "seconds");
      });
    });
  });
}

// ---- operations ----

void put_success(JsonWriter& json, const char* status, const char* description, const char* reply) {
  put_object(json, status, [&] {
    put(json, "description", description);
    if (reply != nullptr)
      put_content(json, std::string_view(reply) == "Metrics" ? "text/plain" : "application/json", reply);
    put_object(json, "headers", [&] {
      put_object(json, "X-Request-Id", [&] {
        put_object(json, "schema", [&] {
          put(json, "type", "string");
          put(json, "minLength", 1);
          put(json, "maxLength", 128);
        });
        put(json, "description", "the request's own, if it sent a valid one, else a new one");
      });
    });
  });
}

void put_responses(JsonWriter& json, const Route& route) {
  const std::string_view method = route.method;
  const bool has_body = takes_body(method), has_id = route.path.find("{id}") != std::string_view::npos;
  const bool needs_key = route.role != Role::none;
  put_success(json, route.reply == nullptr ? "204" : "200", "Done.", route.reply);
  if (method == "PUT" && (route.refusals & never_new) == 0) put_success(json, "201", "Done: it is new.", route.reply);
  const auto refusal = [&](const char* status, const char* name, bool possible) {
    if (!possible) return;
    put_object(json, status, [&] { put(json, "$ref", "#/components/responses/" + std::string(name)); });
  };
  refusal("400", "NotJson", has_body || has_id);
  refusal("401", "NoKey", needs_key);
  refusal("403", "WrongRole", route.role > Role::read);
  refusal("404", "NotFound", (route.refusals & not_found) != 0);
  refusal("409", "Conflict", (route.refusals & conflict) != 0);
  refusal("413", "TooLarge", has_body);
  refusal("415", "NotSaidToBeJson", has_body);
  refusal("422", "Refused", true);
  refusal("429", "TooOften", needs_key);
  refusal("503", "Overload", true);
  refusal("default", "Failed", true);
}

void put_parameters(JsonWriter& json, const Route& route) {
  std::vector<const char*> in_path;
  for (const char* name : {"id", "name"}) {
    if (route.path.find("{" + std::string(name) + "}") != std::string_view::npos) in_path.push_back(name);
  }
  if (in_path.empty() && route.query.describe == nullptr) return;
  put_array(json, "parameters", [&] {
    for (const char* name : in_path) {
      json.StartObject();
      put(json, "name", name);
      put(json, "in", "path");
      put(json, "required", true);
      put(json, "description", "percent-encoded, a slash as %2F");
      put_object(json, "schema", [&] { schema::put_text_schema(json, rules::id, true, false); });
      json.EndObject();
    }
    if (route.query.describe != nullptr) route.query.describe(json, route.query.names);
  });
}

void put_operation(JsonWriter& json, const Route& route) {
  std::string method = route.method;
  for (char& letter : method) letter = static_cast<char>(letter + 32);
  put_object(json, method.c_str(), [&] {
    put(json, "operationId", route.operation);
    put(json, "summary", route.summary);
    put(json, "description",
        route.role == Role::none
            ? std::string("Needs no key.")
            : "Needs a key with the role " + std::string(role_name(route.role)) + " if the server asks for keys.");
    if (route.role == Role::none) put_array(json, "security", [] {});
    put_parameters(json, route);
    if (route.request != nullptr) {
      put_object(json, "requestBody", [&] {
        put(json, "required", true);
        put_content(json, "application/json", route.request);
      });
    }
    put_object(json, "responses", [&] { put_responses(json, route); });
  });
}

// Routes of one path stand together.
void put_paths(JsonWriter& json) {
  std::string_view path;
  for (const Route& route : all_routes()) {
    if (route.path != path) {
      if (!path.empty()) json.EndObject();
      path = route.path;
      json.Key(path.data(), static_cast<rapidjson::SizeType>(path.size()));
      json.StartObject();
    }
    put_operation(json, route);
  }
  json.EndObject();
}

std::string make_document() {
  return json_object([](JsonWriter& json) {
    put(json, "openapi", "3.1.0");
    put_object(json, "info", [&] {
      put(json, "title", "Moshaver");
      put(json, "version", MOSHAVER_VERSION);
      put(json, "description",
          "Recommendations for shops, with reasons. A request for a foreign host gets 421, one from a web page of a "
          "foreign site 403: see --allow-host and --allow-origin.");
    });
    put_array(json, "security", [&] {
      json.StartObject();
      put_array(json, "key", [] {});
      json.EndObject();
    });
    put_object(json, "paths", [&] { put_paths(json); });
    put_object(json, "components", [&] {
      put_object(json, "schemas", [&] { put_schemas(json); });
      put_object(json, "securitySchemes", [&] {
        put_object(json, "key", [&] {
          put(json, "type", "http");
          put(json, "scheme", "bearer");
        });
      });
      put_object(json, "responses", [&] {
        for (const Refusal& refusal : refusals) put_refusal(json, refusal);
      });
    });
  });
}

}  // namespace

const std::string& openapi_document() {
  static const std::string document = make_document();
  return document;
}

}  // namespace moshaver::tools
