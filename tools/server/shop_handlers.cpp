#include "tools/json/requests.hpp"
#include "tools/json/write.hpp"
#include "tools/server/handlers.hpp"
#include "tools/server/openapi.hpp"
#include "tools/server/process.hpp"

namespace moshaver::tools {

namespace {

HttpReply model_reply(const Call& call) { return json_reply(json_of(call.advisor.model())); }

}  // namespace

HttpReply switch_model(Call& call) {
  const auto asked = read_model_request(call.request.body);
  if (!asked) return unreadable(asked.error());
  const auto done = call.timed(Step::engine, [&] { return call.advisor.switch_model(asked->model); });
  (done ? call.metrics.switches : call.metrics.failed_switches).Increment();
  give_memory_back();
  if (!done) {
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
HttpReply show_metrics(Call& call) { return {200, call.metrics.text(call.advisor), "text/plain; version=0.0.4"}; }
HttpReply show_openapi(Call&) { return json_reply(openapi_document()); }

}  // namespace moshaver::tools
