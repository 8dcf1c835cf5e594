#include "tools/server/handlers.hpp"

namespace moshaver::tools {

HttpReply unreadable(const Error& error) {
  Problem problem = problem_of(error);
  if (error.code == ErrorCode::bad_format) {
    problem.status = 400;
    problem.type = "not-json";
  }
  return reply_of(problem);
}

}  // namespace moshaver::tools
