#include "tools/server/api.hpp"

#include <algorithm>
#include <span>

#include "tools/server/address.hpp"
#include "tools/server/handlers.hpp"
#include "tools/server/routes.hpp"

namespace moshaver::tools {

namespace {

struct PathIds {
  std::string id, name;
};

// The ids of the path, empty where the route has none; nothing when it is another route.
std::optional<PathIds> matched(std::string_view path, std::span<const std::string> parts) {
  PathIds ids;
  for (const std::string& part : parts) {
    path.remove_prefix(1);
    const std::string_view step = path.substr(0, path.find('/'));
    if (step == "{id}") {
      ids.id = part;
    } else if (step == "{name}") {
      ids.name = part;
    } else if (step != part) {
      return std::nullopt;
    }
    path.remove_prefix(step.size());
    if (path.empty() != (&part == &parts.back())) return std::nullopt;
  }
  return ids;
}

// Ids have no blanks around them, wherever they stand.
std::string without_blanks(const std::string& id) {
  constexpr std::string_view blanks = " \t\n\v\f\r";
  const std::size_t first = std::min(id.find_first_not_of(blanks), id.size());
  return id.substr(first, id.find_last_not_of(blanks) + 1 - first);
}

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

// Why a request for this address is not answered, if so.
std::optional<HttpReply> refusal_of(const Route& route, const HttpRequest& request, const Api::Target& target) {
  if (request.role < route.role) return wrong_role(request.role, route.role);
  if (takes_body(request.method) && !is_json(request.content_type)) {
    return reply_of(Problem{415, "not-json", "the body is not said to be JSON", "Content-Type",
                            "send Content-Type: application/json"});
  }
  if (!target.parameters.empty() && route.query.names.empty()) {
    return reply_of(Error{ErrorCode::invalid_argument, "there are no parameters here; leave out what follows the ?",
                          target.parameters.begin()->first});
  }
  return std::nullopt;
}

}  // namespace

Api::Target Api::find(const HttpRequest& request) {
  Target target;
  auto address = parse_address(request.target);
  if (!address) {
    Problem problem = problem_of(address.error());
    problem.status = 400;
    target.refusal = reply_of(problem);
    return target;
  }
  std::string allowed;
  for (const Route& route : all_routes()) {
    const auto ids = matched(route.path, address->parts);
    if (!ids) continue;
    target.endpoint = route.endpoint;
    target.route = route.path;
    if (route.method != request.method) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
      continue;
    }
    target.lane = route.lane;
    target.handle = route.handle;
    target.limited = route.role != Role::none;
    target.id = without_blanks(ids->id);
    target.name = without_blanks(ids->name);
    target.parameters = std::move(address->parameters);
    target.refusal = refusal_of(route, request, target);
    if (target.refusal) target.lane = Lane::here;
    return target;
  }
  if (!allowed.empty()) {
    target.refusal =
        reply_of(Problem{405, "method", request.method + " is not for this address", "method", "use " + allowed});
    target.refusal->headers.emplace_back("Allow", allowed);
  } else {
    target.refusal = reply_of(Problem{404, "no-such-address", "there is nothing at this address", "address",
                                      "see /openapi.json for what there is"});
  }
  return target;
}

HttpReply Api::handle(const HttpRequest& request, Target&& target) {
  if (target.refusal) return std::move(*target.refusal);
  Call call{advisor_, metrics_, request, std::move(target.id), std::move(target.name), std::move(target.parameters),
            draining_};
  return target.handle(call);
}

}  // namespace moshaver::tools
