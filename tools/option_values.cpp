#include "tools/option_values.hpp"

#include <charconv>
#include <cmath>
#include <sstream>

namespace moshaver::tools {

std::vector<std::string> split_at_commas(const std::vector<std::string>& given) {
  std::vector<std::string> parts;
  for (const std::string& text : given) {
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  }
  return parts;
}

Result<Pairs> parse_map(const std::vector<std::string>& given) {
  Pairs pairs;
  for (const std::string& text : given) {
    const std::size_t before = pairs.size();
    for (const std::string& part : split_at_commas({text})) {
      const auto equals = part.find('=');
      if (equals != std::string::npos) {
        pairs.emplace_back(part.substr(0, equals), part.substr(equals + 1));
      } else if (pairs.size() > before) {
        pairs.back().second += "," + part;
      } else {
        return failure(ErrorCode::invalid_argument,
                       "--map takes our_name=their_column, as in --map customer_id=CustomerID,product_id=Code");
      }
    }
  }
  return pairs;
}

Result<std::map<std::string, double>> parse_settings(const std::vector<std::string>& given) {
  std::map<std::string, double> settings;
  for (const std::string& text : split_at_commas(given)) {
    const auto equals = text.find('=');
    std::size_t used = 0;
    double value = 0;
    try {
      if (equals != std::string::npos) value = std::stod(text.substr(equals + 1), &used);
    } catch (const std::exception&) {
      used = 0;
    }
    if (used == 0 || equals + 1 + used != text.size()) {
      return failure(ErrorCode::invalid_argument,
                     "--set takes NAME=NUMBER, as in --set ials.dim=64; not \"" + text + "\"");
    }
    settings[text.substr(0, equals)] = value;
  }
  return settings;
}

Result<double> parse_duration(const std::string& given, std::string_view option) {
  const std::string units = "smh";
  const std::size_t unit = given.empty() ? std::string::npos : units.find(given.back());
  double number = 0;
  const char* const end = given.data() + given.size() - (given.empty() ? 0 : 1);
  const auto [read, error] = std::from_chars(given.data(), end, number);
  if (unit == std::string::npos || error != std::errc{} || read != end || !(number > 0) || !std::isfinite(number)) {
    return failure(ErrorCode::invalid_argument,
                   std::string(option) + " takes a time such as 90s, 5m or 1h, not \"" + given + "\"");
  }
  const double seconds[] = {1, 60, 3'600};
  return number * seconds[unit];
}

Result<std::vector<std::size_t>> parse_counts(const std::string& given, std::string_view option) {
  std::vector<std::size_t> counts;
  for (const std::string& text : split_at_commas({given})) {
    if (text.empty() || text.size() > 6 || text.find_first_not_of("0123456789") != std::string::npos ||
        std::stoul(text) == 0) {
      return failure(ErrorCode::invalid_argument,
                     std::string(option) + " takes whole numbers from 1 up, as in " + std::string(option) + " 10,20");
    }
    counts.push_back(std::stoul(text));
  }
  return counts;
}

}  // namespace moshaver::tools
