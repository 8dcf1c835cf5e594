// Reading the values of a command's options.
//
//   errors   invalid_argument, with the option's name
#pragma once

#include <boost/program_options.hpp>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "moshaver/result.hpp"

namespace moshaver::tools {

namespace po = boost::program_options;

using Pairs = std::vector<std::pair<std::string, std::string>>;

// --map: "customer_id=CustomerID,product_id=Code", given once or several times. A column's name may contain commas: a
// part without "=" belongs to the name before it.
[[nodiscard]] Result<Pairs> parse_map(const std::vector<std::string>& given);
// --set: "dim=64,ials.sweeps=8", given once or several times.
[[nodiscard]] Result<std::map<std::string, double>> parse_settings(const std::vector<std::string>& given);
// "10,20"
[[nodiscard]] Result<std::vector<std::size_t>> parse_counts(const std::string& given, std::string_view option);
// "90s", "5m", "1h", in seconds.
[[nodiscard]] Result<double> parse_duration(const std::string& given, std::string_view option);
[[nodiscard]] std::vector<std::string> split_at_commas(const std::vector<std::string>& given);

template <class T>
[[nodiscard]] T option_or(const po::variables_map& options, const char* name, T fallback) {
  return options.count(name) > 0 ? options[name].as<T>() : fallback;
}
[[nodiscard]] inline std::vector<std::string> strings(const po::variables_map& options, const char* name) {
  return option_or(options, name, std::vector<std::string>{});
}
[[nodiscard]] inline std::string string_of(const po::variables_map& options, const char* name) {
  return option_or(options, name, std::string{});
}
[[nodiscard]] inline bool has(const po::variables_map& options, const char* name) { return options.count(name) > 0; }

}  // namespace moshaver::tools
