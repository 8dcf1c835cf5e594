// Errors over HTTP: problem documents (RFC 9457) that name the field, the rule that was broken, and the remedy.
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
// The status follows from the error's code. The remedy is the text behind the last "; " of its message.
[[nodiscard]] Problem problem_of(const Error&);
[[nodiscard]] inline HttpReply reply_of(const Error& error) { return reply_of(problem_of(error)); }
[[nodiscard]] const char* status_text(unsigned status);

}  // namespace moshaver::tools
