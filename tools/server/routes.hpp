// The addresses of DESIGN section 6 that the server answers: who may ask, what answers, and what /openapi.json says of it.
#pragma once

#include <span>
#include <string_view>

#include "tools/json/write.hpp"
#include "tools/server/handlers.hpp"
#include "tools/server/lane.hpp"

namespace moshaver::tools {

// What an address can say no with, beside what every address can; and whether a PUT never says 201.
enum Refusals : unsigned { no_refusals = 0, not_found = 1, conflict = 2, never_new = 4 };

// What may follow the ? of an address: fields of a request, by name.
struct Query {
  std::span<const std::string_view> names = {};
  // Writes each as an OpenAPI parameter.
  void (*describe)(JsonWriter&, std::span<const std::string_view> names) = nullptr;
};

struct Route {
  const char* method;
  std::string_view path;  // "{id}" is an id, "{name}" a second one
  Role role;              // that it takes
  Lane lane;
  HttpReply (*handle)(Call&);
  Endpoint endpoint;
  const char* operation;  // its id in /openapi.json
  const char* summary;
  const char* request = nullptr;  // the schema of its body
  const char* reply = nullptr;    // the schema of what it answers; none: 204
  unsigned refusals = no_refusals;
  Query query = {};
};

[[nodiscard]] std::span<const Route> all_routes();

// Whether a request by this method has a body.
[[nodiscard]] bool takes_body(std::string_view method);

}  // namespace moshaver::tools
