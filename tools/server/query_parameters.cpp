#include "tools/server/query_parameters.hpp"

#include <charconv>

namespace moshaver::tools {

Result<void> read_parameter(const std::string& name, const std::string& text, std::size_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error == std::errc{} && end == text.data() + text.size()) return {};
  return failure(ErrorCode::invalid_argument, name + " is not a whole number; write " + name + "=10", name);
}

Result<void> read_parameter(const std::string& name, const std::string& text, bool& out) {
  out = text == "true";
  if (out || text == "false") return {};
  return failure(ErrorCode::invalid_argument, name + " is neither true nor false", name);
}

}  // namespace moshaver::tools
