// What is wrong with a command line, as one line for the user.
//
//   test   tests/tools/usage_test.cpp
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/command.hpp"

namespace moshaver::tools {

// Boost's error, in words that name the option and its value.
[[nodiscard]] std::string usage_error_text(const po::error&, const po::options_description&);

// A number option whose value is not such a number, or a word that belongs to no option. Empty if there is none.
[[nodiscard]] std::string invalid_value_text(const po::parsed_options&, const Command&, const po::options_description&);

// The candidate closest to a mistyped word, as "; did you mean train?"; empty if none is close.
[[nodiscard]] std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace moshaver::tools
