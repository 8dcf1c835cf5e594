#include "tools/server/api.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

#include "tools/server/address.hpp"
#include "tools/server/json_records.hpp"
#include "tools/server/openapi.hpp"
#include "tools/server/problem.hpp"

namespace moshaver::tools {

namespace {

struct Call {
  Advisor& advisor;
  Metrics& metrics;
  const HttpRequest& request;
  std::string id;  // of the path
  std::map<std::string, std::string> parameters;
  bool draining = false;
};

HttpReply json_reply(std::string body, unsigned status = 200) { return {status, std::move(body)}; }
HttpReply nothing_to_say() { return {204, "", ""}; }

// Of a body that cannot be read: no JSON is the sender's fault.
HttpReply unreadable(const Error& error) {
  Problem problem = problem_of(error);
  if (error.code == ErrorCode::bad_format) {
    problem.status = 400;
    problem.type = "not-json";
  }
  return reply_of(problem);
}

// ---- advice ----

std::string advice_json(const Advice& advice) {
  return json_object([&](JsonWriter& json) {
    put(json, "advice_id", advice.advice_id);
    if (!advice.customer_id.empty()) put(json, "customer_id", advice.customer_id);
    json.Key("known");
    json.Bool(advice.known);
    put(json, "model", advice.model_id);
    put(json, "level", static_cast<std::uint64_t>(advice.level));
    put_texts(json, "next_level_needs", advice.next_level_needs);
    put_items(json, advice.items);
    json.Key("removed");
    json.StartObject();
    for (const Removed& removed : advice.removed) put(json, removed.rule.c_str(), std::uint64_t{removed.count});
    json.EndObject();
    if (!advice.ignored.empty()) put_texts(json, "ignored", advice.ignored);
  });
}

HttpReply advise(Call& call, const AdviceRequest& request) {
  const auto advice = call.advisor.advise(request);
  return advice ? json_reply(advice_json(*advice)) : reply_of(advice.error());
}

Result<std::size_t> whole_number(const std::string& name, const std::string& text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size()) return value;
  return failure(ErrorCode::invalid_argument, name + " is not a whole number; write " + name + "=10", name);
}

// What the parameters of a GET say.
Result<void> read_parameters(const Call& call, bool placement_too, AdviceRequest& request) {
  for (const auto& [name, value] : call.parameters) {
    if (name == "count") {
      MOSHAVER_TRY(count, whole_number(name, value));
      request.count = count;
    } else if (name == "max_reasons") {
      MOSHAVER_TRY(most, whole_number(name, value));
      request.max_reasons = most;
    } else if (name == "placement" && placement_too) {
      MOSHAVER_TRY(placement, parse_placement(value));
      request.placement = placement;
    } else if (name == "region") {
      request.context.region = value;
    } else {
      return failure(ErrorCode::invalid_argument,
                     "there is no parameter \"" + name + "\" here; there are count, max_reasons, region" +
                         (placement_too ? ", placement" : ""),
                     name);
    }
  }
  return {};
}

HttpReply post_recommendations(Call& call) {
  const auto request = read_advice_request(call.request.body);
  return request ? advise(call, *request) : unreadable(request.error());
}

HttpReply customer_recommendations(Call& call) {
  AdviceRequest request;
  request.customer_id = call.id;
  if (auto read = read_parameters(call, true, request); !read) return reply_of(read.error());
  return advise(call, request);
}

template <Placement placement>
HttpReply of_product(Call& call) {
  AdviceRequest request;
  request.product_id = call.id;
  request.placement = placement;
  if (auto read = read_parameters(call, false, request); !read) return reply_of(read.error());
  return advise(call, request);
}

// ---- events ----

void put_error(JsonWriter& json, const Error& error) {
  const Problem problem = problem_of(error);
  json.Key("error");
  json.StartObject();
  put(json, "detail", problem.detail);
  put(json, "field", problem.field);
  put(json, "remedy", problem.remedy);
  json.EndObject();
}

HttpReply post_events(Call& call) {
  auto read = read_events(call.request.body);
  if (!read) return unreadable(read.error());
  std::vector<Event> events;
  for (ReadEvent& one : *read) {
    if (!one.error) events.push_back(std::move(one.event));
  }
  const auto results = call.advisor.record(events);
  if (!results) return reply_of(results.error());
  std::size_t next = 0;
  return json_reply(json_object([&](JsonWriter& json) {
    json.Key("results");
    json.StartArray();
    for (const ReadEvent& one : *read) {
      json.StartObject();
      if (one.error) {
        put(json, "event_id", one.event.event_id);
        put(json, "status", std::string_view("rejected"));
        put_error(json, *one.error);
        ++call.metrics.rejected;
      } else {
        const EventResult& result = (*results)[next++];
        put(json, "event_id", result.event_id);
        const char* status = result.status == EventStatus::stored      ? "stored"
                             : result.status == EventStatus::duplicate ? "duplicate"
                                                                       : "rejected";
        put(json, "status", std::string_view(status));
        if (result.status == EventStatus::rejected) {
          put_error(json, result.error);
          ++call.metrics.rejected;
        } else {
          json.Key("effect");
          json.StartObject();
          put(json, "changes", result.effect);
          json.EndObject();
          const bool stored = result.status == EventStatus::stored;
          ++(stored ? call.metrics.stored : call.metrics.duplicates);
          if (stored && one.attributed) ++call.metrics.attributed;
        }
      }
      json.EndObject();
    }
    json.EndArray();
  }));
}

// ---- products and customers ----

std::string product_json(const Product& product) {
  return json_object([&](JsonWriter& json) { put_fields(json, product); });
}

HttpReply get_product(Call& call) {
  const auto product = call.advisor.product(call.id);
  return product ? json_reply(product_json(*product)) : reply_of(product.error());
}
HttpReply put_product(Call& call) {
  const auto read = read_product(call.request.body, call.id);
  if (!read) return unreadable(read.error());
  const auto created = call.advisor.put_product(read->record);
  if (!created) return reply_of(created.error());
  HttpReply reply = get_product(call);
  if (reply.status == 200 && *created) reply.status = 201;
  return reply;
}
HttpReply patch_product(Call& call) {
  const auto read = read_product(call.request.body, call.id);
  if (!read) return unreadable(read.error());
  const auto done = call.advisor.patch_product(read->record, read->cleared);
  return done ? get_product(call) : reply_of(done.error());
}
HttpReply delete_product(Call& call) {
  const auto done = call.advisor.withdraw_product(call.id);
  return done ? nothing_to_say() : reply_of(done.error());
}

HttpReply get_customer(Call& call) {
  const auto profile = call.advisor.customer(call.id);
  if (!profile) return reply_of(profile.error());
  return json_reply(json_object([&](JsonWriter& json) {
    put_fields(json, profile->customer);
    if (!profile->merged_into.empty()) {
      put(json, "merged_into", profile->merged_into);
      return;
    }
    json.Key("history");
    json.StartObject();
    put(json, "orders", std::uint64_t{profile->orders});
    put(json, "products", std::uint64_t{profile->products});
    if (!profile->last_purchase.empty()) put(json, "last_purchase", profile->last_purchase);
    json.EndObject();
    put_texts(json, "hidden", profile->hidden);
  }));
}
HttpReply put_customer(Call& call) {
  const auto read = read_customer(call.request.body, call.id);
  if (!read) return unreadable(read.error());
  const auto created = call.advisor.put_customer(read->record);
  if (!created) return reply_of(created.error());
  HttpReply reply = get_customer(call);
  if (reply.status == 200 && *created) reply.status = 201;
  return reply;
}
HttpReply patch_customer(Call& call) {
  const auto read = read_customer(call.request.body, call.id);
  if (!read) return unreadable(read.error());
  const auto done = call.advisor.patch_customer(read->record, read->cleared);
  return done ? get_customer(call) : reply_of(done.error());
}
HttpReply delete_customer(Call& call) {
  const auto done = call.advisor.erase_customer(call.id);
  return done ? nothing_to_say() : reply_of(done.error());
}
HttpReply merge_customer(Call& call) {
  const auto into = read_one_text(call.request.body, "into");
  if (!into) return unreadable(into.error());
  const auto done = call.advisor.merge_customers(call.id, *into);
  if (!done) return reply_of(done.error());
  call.id = *into;
  return get_customer(call);
}

// ---- the server itself ----

HttpReply model_reply(const Call& call) {
  const ModelDescription model = call.advisor.model();
  return json_reply(json_object([&](JsonWriter& json) {
    put(json, "model", model.id);
    put(json, "recipe", model.recipe);
    put(json, "customers", model.customers);
    put(json, "products", model.products);
    put(json, "events", model.events);
  }));
}
HttpReply switch_model(Call& call) {
  const auto id = read_one_text(call.request.body, "model");
  if (!id) return unreadable(id.error());
  if (auto done = call.advisor.switch_model(*id); !done) {
    Problem problem = problem_of(done.error());
    problem.field = "model";
    if (problem.status == 500) problem.status = 409;  // the model's fault, not the server's: the old one goes on
    return reply_of(problem);
  }
  return model_reply(call);
}
HttpReply get_model(Call& call) { return model_reply(call); }
HttpReply healthy(Call&) { return json_reply("{\"status\":\"ok\"}"); }
HttpReply ready(Call& call) {
  if (!call.draining) return json_reply("{\"status\":\"ready\"}");
  return reply_of(Problem{503, "draining", "the server is going down", "", "ask another one"});
}
HttpReply show_metrics(Call& call) {
  return {200, call.metrics.text(call.advisor.model()), "text/plain; version=0.0.4"};
}
HttpReply show_openapi(Call&) { return json_reply(std::string(openapi_document())); }

struct Route {
  const char* method;
  std::vector<std::string_view> path;  // "{}" is an id
  Role role;                           // that it takes
  bool blocks;                         // waits for the disk
  HttpReply (*handle)(Call&);
  const char* endpoint;
};

const std::vector<Route>& routes() {
  static const std::vector<Route> all = {
      {"POST", {"v1", "recommendations"}, Role::read, false, post_recommendations, "recommendations"},
      {"GET",
       {"v1", "customers", "{}", "recommendations"},
       Role::read,
       false,
       customer_recommendations,
       "recommendations"},
      {"GET", {"v1", "products", "{}", "similar"}, Role::read, false, of_product<Placement::similar>, "similar"},
      {"GET",
       {"v1", "products", "{}", "alternatives"},
       Role::read,
       false,
       of_product<Placement::alternatives>,
       "alternatives"},
      {"GET",
       {"v1", "products", "{}", "complements"},
       Role::read,
       false,
       of_product<Placement::complements>,
       "complements"},
      {"POST", {"v1", "events"}, Role::write, true, post_events, "events"},
      {"GET", {"v1", "products", "{}"}, Role::read, true, get_product, "products"},
      {"PUT", {"v1", "products", "{}"}, Role::write, true, put_product, "products"},
      {"PATCH", {"v1", "products", "{}"}, Role::write, true, patch_product, "products"},
      {"DELETE", {"v1", "products", "{}"}, Role::write, true, delete_product, "products"},
      {"GET", {"v1", "customers", "{}"}, Role::read, true, get_customer, "customers"},
      {"PUT", {"v1", "customers", "{}"}, Role::write, true, put_customer, "customers"},
      {"PATCH", {"v1", "customers", "{}"}, Role::write, true, patch_customer, "customers"},
      {"DELETE", {"v1", "customers", "{}"}, Role::admin, true, delete_customer, "customers"},
      {"POST", {"v1", "customers", "{}", "merge"}, Role::write, true, merge_customer, "customers"},
      {"GET", {"v1", "models", "current"}, Role::read, false, get_model, "models"},
      {"POST", {"v1", "models", "current"}, Role::admin, true, switch_model, "models"},
      {"GET", {"metrics"}, Role::read, false, show_metrics, "metrics"},
      {"GET", {"healthz"}, Role::none, false, healthy, "healthz"},
      {"GET", {"readyz"}, Role::none, false, ready, "readyz"},
      {"GET", {"openapi.json"}, Role::none, false, show_openapi, "openapi"},
  };
  return all;
}

// The id of the path, empty where the route has none; nothing when it is another route.
std::optional<std::string> matched(const Route& route, std::span<const std::string> parts) {
  if (route.path.size() != parts.size()) return std::nullopt;
  std::string id;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    if (route.path[at] == "{}") {
      id = parts[at];
    } else if (route.path[at] != parts[at]) {
      return std::nullopt;
    }
  }
  return id;
}

bool takes_body(std::string_view method) { return method == "POST" || method == "PUT" || method == "PATCH"; }

// "application/json", whatever follows a semicolon. A browser sends it to a foreign server only after asking, so no web
// page can write to a shop on its visitor's machine.
bool is_json(std::string_view type) {
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  constexpr std::string_view json = "application/json";
  return type.size() == json.size() && std::equal(type.begin(), type.end(), json.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b;
         });
}

HttpReply wrong_role(Role has, Role needs) {
  const char* name = needs == Role::read ? "read" : needs == Role::write ? "write" : "admin";
  if (has == Role::none) {
    return reply_of(Problem{401, "no-key", "there is no valid API key in the request", "Authorization",
                            "send Authorization: Bearer KEY with a key of the --keys file"});
  }
  return reply_of(Problem{403, "role", std::string("this takes a key with the role ") + name, "Authorization",
                          std::string("use a key with the role ") + name});
}

}  // namespace

bool Api::blocks(const HttpRequest& request) {
  const auto address = parse_address(request.target);
  if (!address) return false;
  for (const Route& route : routes()) {
    if (route.method == request.method && matched(route, address->parts)) return route.blocks;
  }
  return false;
}

HttpReply Api::handle(const HttpRequest& request) {
  auto address = parse_address(request.target);
  if (!address) {
    Problem problem = problem_of(address.error());
    problem.status = 400;
    return reply_of(problem);
  }
  std::string allowed;
  for (const Route& route : routes()) {
    const auto id = matched(route, address->parts);
    if (!id) continue;
    if (route.method != request.method) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
      continue;
    }
    const auto answer = [&]() -> HttpReply {
      if (request.role < route.role) return wrong_role(request.role, route.role);
      if (takes_body(request.method) && !is_json(request.content_type)) {
        return reply_of(Problem{415, "not-json", "the body is not said to be JSON", "Content-Type",
                                "send Content-Type: application/json"});
      }
      Call call{advisor_, metrics_, request, *id, std::move(address->parameters), draining_};
      const bool reads_parameters = request.method == "GET" && route.role == Role::read && !route.blocks;
      if (!call.parameters.empty() && !reads_parameters) {
        return reply_of(Error{ErrorCode::invalid_argument, "there are no parameters here; leave out what follows the ?",
                              call.parameters.begin()->first});
      }
      return route.handle(call);
    };
    HttpReply reply = answer();
    reply.endpoint = route.endpoint;
    return reply;
  }
  if (!allowed.empty()) {
    HttpReply reply =
        reply_of(Problem{405, "method", request.method + " is not for this address", "method", "use " + allowed});
    reply.headers.emplace_back("Allow", allowed);
    return reply;
  }
  return reply_of(Problem{404, "no-such-address", "there is nothing at this address", "address",
                          "see /openapi.json for what there is"});
}

}  // namespace moshaver::tools
