#include "tools/json/requests.hpp"
#include "tools/json/write.hpp"
#include "tools/server/handlers.hpp"
#include "tools/server/query_parameters.hpp"

namespace moshaver::tools {

namespace {

HttpReply advise(Call& call, const AdviceRequest& request) {
  const auto advice = call.timed(Step::engine, [&] { return call.advisor.advise(request); });
  if (!advice) return reply_of(advice.error());
  call.metrics.count_answer(*advice);
  return json_reply(call.timed(Step::write, [&] { return json_of(*advice); }));
}

HttpReply of_product(Call& call, Placement placement) {
  AdviceRequest request;
  request.product_id = call.id;
  request.placement = placement;
  if (auto read = read_parameters(call.parameters, product_parameters, request); !read) return reply_of(read.error());
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
  if (auto read = read_parameters(call.parameters, customer_parameters, request); !read) return reply_of(read.error());
  return advise(call, request);
}

HttpReply similar_products(Call& call) { return of_product(call, Placement::similar); }
HttpReply alternative_products(Call& call) { return of_product(call, Placement::alternatives); }
HttpReply complementary_products(Call& call) { return of_product(call, Placement::complements); }

HttpReply list_occasions(Call& call) {
  OccasionsRequest request;
  if (auto read = read_parameters(call.parameters, occasions_parameters, request); !read) return reply_of(read.error());
  const auto occasions = call.timed(Step::engine, [&] { return call.advisor.occasions(request); });
  if (!occasions) return reply_of(occasions.error());
  return json_reply(call.timed(Step::write, [&] { return json_of(*occasions); }));
}

HttpReply product_audience(Call& call) {
  AudienceRequest request;
  request.product_id = call.id;
  if (auto read = read_parameters(call.parameters, audience_parameters, request); !read) return reply_of(read.error());
  const auto audience = call.timed(Step::engine, [&] { return call.advisor.audience(request); });
  return audience ? json_reply(json_of(*audience)) : reply_of(audience.error());
}

}  // namespace moshaver::tools
