#include "tools/server/handlers.hpp"

#include <charconv>

namespace moshaver::tools {

HttpReply unreadable(const Error& error) {
  Problem problem = problem_of(error);
  if (error.code == ErrorCode::bad_format) {
    problem.status = 400;
    problem.type = "not-json";
  }
  return reply_of(problem);
}

Result<std::size_t> whole_number(const std::string& name, const std::string& text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size()) return value;
  return failure(ErrorCode::invalid_argument, name + " is not a whole number; write " + name + "=10", name);
}

tl::unexpected<Error> no_such_parameter(const std::string& name, const std::string& names) {
  return failure(ErrorCode::invalid_argument, "there is no parameter \"" + name + "\" here; there are " + names, name);
}

}  // namespace moshaver::tools
