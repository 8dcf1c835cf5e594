// What the programs of this folder share: options of several pairs, files of a generated shop's truth, and a main() that
// reads options and says in one line what failed.
#pragma once

#include <algorithm>
#include <boost/program_options.hpp>
#include <cstdio>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "moshaver/result.hpp"

namespace moshaver::bench {

// "a=b,c=d", perhaps in several texts, as pairs.
inline std::vector<std::pair<std::string, std::string>> pairs_of(const std::vector<std::string>& texts) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& text : texts) {
    std::istringstream stream(text);
    for (std::string pair; std::getline(stream, pair, ',');) {
      const std::size_t equals = std::min(pair.find('='), pair.size() - 1);
      pairs.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    }
  }
  return pairs;
}

// The rows of a CSV file whose fields hold neither commas nor quotes.
enum class Header { skipped, none };
inline std::vector<std::vector<std::string>> rows_of(const std::string& path, Header header = Header::skipped) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream file(path);
  std::string line;
  if (header == Header::skipped) std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    rows.emplace_back();
    for (std::string field; std::getline(fields, field, ',');) rows.back().push_back(field);
  }
  return rows;
}

// Reads the options into the variables that they name, and runs. `usage_error`: says what is wrong with them; empty:
// nothing. Returns what main() returns.
template <class Run>
int run_with(int argc, char** argv, const char* name, const boost::program_options::options_description& options,
             const Run& run, const std::function<std::string()>& usage_error = {}) {
  namespace po = boost::program_options;
  try {
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, options), values);
    po::notify(values);
    if (const std::string wrong = usage_error ? usage_error() : ""; !wrong.empty()) throw po::error(wrong);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
  if (const auto done = run(); !done) {
    std::fprintf(stderr, "%s: %s\n", name, done.error().message.c_str());
    return 1;
  }
  return 0;
}

}  // namespace moshaver::bench
