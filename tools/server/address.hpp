// The parsed target of a request: "/v1/products/tea%2F7/similar?count=5" is {v1, products, tea/7, similar} and
// {count: 5}. The path is split before it is decoded, so that an id may contain a slash.
//
//   errors  invalid_argument: a target that does not start with "/", bad escapes, text that is not UTF-8, a parameter
//           given twice
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "moshaver/result.hpp"

namespace moshaver::tools {

struct Address {
  std::vector<std::string> parts;
  std::map<std::string, std::string> parameters;
};
[[nodiscard]] Result<Address> parse_address(std::string_view target);

}  // namespace moshaver::tools
