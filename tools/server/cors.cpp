#include "tools/server/cors.hpp"

namespace moshaver::tools {

bool is_preflight(const http::header<true, http::fields>& request, const AccessRules& access, std::string_view origin,
                  const Api::Target& target) {
  return request.method_string() == "OPTIONS" && is_named_origin(access, origin) &&
         request.count(http::field::access_control_request_method) > 0 && target.refusal &&
         target.refusal->status == 405;
}

HttpReply preflight_reply(const HttpReply& refusal) {
  HttpReply reply{204, "", ""};
  for (const auto& [name, value] : refusal.headers) {
    if (name == "Allow") reply.headers.emplace_back("Access-Control-Allow-Methods", value);
  }
  reply.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Request-Id");
  reply.headers.emplace_back("Access-Control-Max-Age", "600");
  return reply;
}

void add_cors_headers(http::header<false, http::fields>& reply, const AccessRules& access, std::string_view origin) {
  if (access.origins.empty()) return;
  reply.set(http::field::vary, "Origin");
  if (!is_named_origin(access, origin)) return;
  reply.set(http::field::access_control_allow_origin, beast::string_view(origin.data(), origin.size()));
  reply.set(http::field::access_control_expose_headers, "X-Request-Id, Retry-After");
}

}  // namespace moshaver::tools
