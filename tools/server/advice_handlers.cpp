#include "tools/server/handlers.hpp"
#include "tools/server/json_records.hpp"

namespace moshaver::tools {

namespace {

std::string advice_json(const Advice& advice) {
  return json_object([&](JsonWriter& json) { put_advice(json, advice); });
}

std::string audience_json(const Audience& audience) {
  return json_object([&](JsonWriter& json) {
    put(json, "model", audience.model_id);
    put(json, "considered", std::uint64_t{audience.considered});
    put(json, "near", std::uint64_t{audience.near});
    put(json, "scored", std::uint64_t{audience.scored});
    json.Key("customers");
    json.StartArray();
    for (const Audience::Member& member : audience.customers) {
      json.StartObject();
      put(json, "customer_id", member.customer_id);
      put(json, "rank", std::uint64_t{member.rank});
      put(json, "score", member.score);
      if (member.confidence) put(json, "confidence", *member.confidence);
      json.EndObject();
    }
    json.EndArray();
  });
}

HttpReply advise(Call& call, const AdviceRequest& request) {
  const auto advice = call.timed(Step::engine, [&] { return call.advisor.advise(request); });
  if (!advice) return reply_of(advice.error());
  call.metrics.count_answer(*advice);
  return json_reply(call.timed(Step::write, [&] { return advice_json(*advice); }));
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
      return no_such_parameter(name, std::string("count, max_reasons, region") + (placement_too ? ", placement" : ""));
    }
  }
  return {};
}

HttpReply of_product(Call& call, Placement placement) {
  AdviceRequest request;
  request.product_id = call.id;
  request.placement = placement;
  if (auto read = read_parameters(call, false, request); !read) return reply_of(read.error());
  return advise(call, request);
}

}  // namespace

HttpReply post_recommendations(Call& call) {
  const auto request = call.timed(Step::read, [&] { return read_advice_request(call.request.body); });
  return request ? advise(call, *request) : unreadable(request.error());
}

HttpReply customer_recommendations(Call& call) {
  AdviceRequest request;
  request.customer_id = call.id;
  if (auto read = read_parameters(call, true, request); !read) return reply_of(read.error());
  return advise(call, request);
}

HttpReply similar_products(Call& call) { return of_product(call, Placement::similar); }
HttpReply alternative_products(Call& call) { return of_product(call, Placement::alternatives); }
HttpReply complementary_products(Call& call) { return of_product(call, Placement::complements); }

HttpReply product_audience(Call& call) {
  AudienceRequest request;
  request.product_id = call.id;
  for (const auto& [name, value] : call.parameters) {
    if (name == "include_purchased" && (value == "true" || value == "false")) {
      request.include_purchased = value == "true";
      continue;
    }
    if (name == "include_purchased") {
      return reply_of(Error{ErrorCode::invalid_argument, name + " is neither true nor false", name});
    }
    if (name != "count" && name != "most_scored") {
      return reply_of(no_such_parameter(name, "count, include_purchased, most_scored").value());
    }
    const auto number = whole_number(name, value);
    if (!number) return reply_of(number.error());
    (name == "count" ? request.count : request.most_scored) = *number;
  }
  const auto audience = call.timed(Step::engine, [&] { return call.advisor.audience(request); });
  return audience ? json_reply(audience_json(*audience)) : reply_of(audience.error());
}

}  // namespace moshaver::tools
