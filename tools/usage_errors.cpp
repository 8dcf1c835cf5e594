#include "tools/usage_errors.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace moshaver::tools {

namespace {

// Levenshtein distance.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] != b[j] ? 1 : 0);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

// Boost accepts "-5" for an unsigned number and reads it as 2^64 - 5.
template <class Number>
bool is_whole(const std::string& text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string usage_error_text(const po::error& error, const po::options_description& options) {
  const auto usage = [&](const std::string& name) {
    const po::option_description* option = options.find_nothrow(name, false);
    return "--" + name + (option == nullptr ? "" : " " + value_name(*option));
  };
  if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&error)) {
    std::vector<std::string> names;
    for (const auto& option : options.options()) names.push_back("--" + option->long_name());
    const std::string given = unknown->get_option_name();
    return "there is no option " + given + suggestion(given, names);
  }
  if (const auto* missing = dynamic_cast<const po::required_option*>(&error)) {
    const std::string name = missing->get_option_name();
    return usage(name.substr(name.find_first_not_of('-'))) + " is missing";
  }
  if (const auto* syntax = dynamic_cast<const po::invalid_command_line_syntax*>(&error)) {
    const std::string given = syntax->get_option_name();
    const std::string name = given.substr(std::min(given.find_first_not_of('-'), given.size()));
    using Kind = po::invalid_syntax;
    if (syntax->kind() == Kind::missing_parameter || syntax->kind() == Kind::empty_adjacent_parameter)
      return given + " needs a value: " + usage(name);
    if (syntax->kind() == Kind::extra_parameter) return given + " takes no value";
  }
  if (const auto* twice = dynamic_cast<const po::multiple_occurrences*>(&error))
    return twice->get_option_name() + " is given twice";
  if (dynamic_cast<const po::too_many_positional_options_error*>(&error) != nullptr)
    return "there is one argument too many";
  return error.what();
}

std::string invalid_value_text(const po::parsed_options& parsed, const Command& command,
                               const po::options_description& options) {
  for (const po::option& given : parsed.options) {
    if (given.string_key.empty()) {
      const std::string word = given.value.empty() ? "" : given.value.front();
      return "\"" + word + "\" belongs to no option; write every value after its option, as in: moshaver " +
             std::string(command.name) + " " + std::string(command.usage.substr(0, command.usage.find(" |")));
    }
    const po::option_description* option = options.find_nothrow(given.string_key, false);
    if (option == nullptr || given.value.size() != 1) continue;
    const std::string& text = given.value.front();
    const std::string name = "--" + option->long_name();
    const po::value_semantic* semantic = option->semantic().get();
    const bool wide = dynamic_cast<const po::typed_value<std::uint64_t>*>(semantic) != nullptr;
    const bool narrow = dynamic_cast<const po::typed_value<std::uint32_t>*>(semantic) != nullptr;
    if ((wide && !is_whole<std::uint64_t>(text)) || (narrow && !is_whole<std::uint32_t>(text)))
      return name + " takes a whole number, not \"" + text + "\"";
    if (dynamic_cast<const po::typed_value<double>*>(semantic) != nullptr) {
      char* end = nullptr;
      const double value = std::strtod(text.c_str(), &end);
      if (text.empty() || *end != '\0' || !std::isfinite(value)) return name + " takes a number, not \"" + text + "\"";
    }
  }
  return "";
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  const auto distance = [&](const std::string& candidate) { return edits_between(word, candidate); };
  const auto best = std::min_element(candidates.begin(), candidates.end(),
                                     [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
  if (best == candidates.end() || distance(*best) > (word.size() < 4 ? 1 : std::max<std::size_t>(2, word.size() / 3)))
    return "";
  return "; did you mean " + *best + "?";
}

}  // namespace moshaver::tools
