// Errors over HTTP: problem documents of RFC 9457, with the field, the rule and the remedy.
#pragma once

#include <string>

#include "moshaver/result.hpp"
#include "tools/server/http.hpp"

namespace moshaver::tools {

struct Problem {
  unsigned status = 400;
  std::string type;    // the last part of its URN: "not-json"
  std::string detail;  // the rule that was broken
  std::string field = {}, remedy = {};
};

[[nodiscard]] HttpReply reply_of(const Problem&);
// By the code of the error; what follows the last "; " of its message is the remedy.
[[nodiscard]] Problem problem_of(const Error&);
[[nodiscard]] inline HttpReply reply_of(const Error& error) { return reply_of(problem_of(error)); }
[[nodiscard]] const char* status_text(unsigned status);

}  // namespace moshaver::tools
