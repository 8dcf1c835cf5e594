#include "tools/server/problem.hpp"

#include "tools/json_items.hpp"

namespace moshaver::tools {

const char* status_text(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Internal Server Error";
  }
}

HttpReply reply_of(const Problem& problem) {
  HttpReply reply;
  reply.status = problem.status;
  reply.content_type = "application/problem+json";
  reply.body = json_object([&](JsonWriter& json) {
    put(json, "type", "urn:moshaver:problem:" + problem.type);
    put(json, "title", std::string_view(status_text(problem.status)));
    put(json, "status", std::uint64_t{problem.status});
    put(json, "detail", problem.detail);
    put(json, "field", problem.field);
    put(json, "remedy", problem.remedy.empty() ? "see /openapi.json for what this address takes" : problem.remedy);
  });
  if (problem.status == 503) reply.headers.emplace_back("Retry-After", "1");
  if (problem.status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer");
  return reply;
}

Problem problem_of(const Error& error) {
  Problem problem;
  problem.type = to_string(error.code);
  for (char& letter : problem.type) letter = letter == '_' ? '-' : letter;
  problem.field = error.field;
  const std::size_t remedy = error.message.rfind("; ");
  problem.detail = error.message.substr(0, remedy);
  if (remedy != std::string::npos) problem.remedy = error.message.substr(remedy + 2);
  switch (error.code) {
    case ErrorCode::invalid_argument:
      problem.status = 422;
      break;
    case ErrorCode::not_found:
    case ErrorCode::unknown_item:
      problem.status = 404;
      break;
    case ErrorCode::already_exists:
    case ErrorCode::worse_model:
    case ErrorCode::unsupported_version:
      problem.status = 409;
      break;
    case ErrorCode::io_error:
      problem.status = 503;
      break;
    default:
      problem.status = 500;
  }
  return problem;
}

}  // namespace moshaver::tools
