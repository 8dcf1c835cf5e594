// One subcommand of the binary, and what they all share: options, help, exit codes.
//
//   exit codes   0 done, 1 refused or failed (one line says why and what to do), 2 wrong usage
//   output       results to stdout, or to --out; everything else to stderr
#pragma once

#include <boost/program_options.hpp>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "moshaver/result.hpp"

namespace moshaver::tools {

namespace po = boost::program_options;

enum ExitCode : int { done = 0, failed = 1, wrong_usage = 2 };

struct Command {
  std::string_view name, summary;
  std::string_view usage;  // after "moshaver NAME "
  std::string_view help;   // examples, below the options
  std::function<void(po::options_description&)> describe;
  std::function<Result<void>(const po::variables_map&)> run;
  std::string_view argument = {};  // the option that may be given without its name; empty: none
};

// In the order of the help.
[[nodiscard]] const std::vector<const Command*>& commands();

// All options of a command, --quiet and --help included; `columns` is the width of their description as text.
[[nodiscard]] po::options_description options_of(const Command&, std::size_t columns = 80);
void print_help(const Command&);

// The candidate most like a mistyped word, as `; did you mean "train"?`; empty where none is near.
[[nodiscard]] std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

// Parses the arguments of one command and runs it; prints help or the one line of an error.
[[nodiscard]] int run_command(const Command&, const std::vector<std::string>& arguments);

// What follows "--NAME " in help without its default: "FILE...", "table|json|tsv"; empty for a switch.
[[nodiscard]] std::string value_name(const po::option_description&);

// ---- options that several commands have ----

using Pairs = std::vector<std::pair<std::string, std::string>>;

// "customer_id=CustomerID,product_id=Code", given once or several times. A comma within a column's name is kept: what
// follows a comma and has no "=" belongs to the name before it. Errors: invalid_argument.
[[nodiscard]] Result<Pairs> parse_map(const std::vector<std::string>& given);
// "dim=64" and the like. Errors: invalid_argument.
[[nodiscard]] Result<std::map<std::string, double>> parse_settings(const std::vector<std::string>& given);
// "10,20". Errors: invalid_argument, naming `option`.
[[nodiscard]] Result<std::vector<std::size_t>> parse_counts(const std::string& given, std::string_view option);
// "90s", "5m", "1h" in seconds. Errors: invalid_argument, naming `option`.
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

extern const Command import_command, generate_command, train_command, recommend_command, similar_command,
    explain_command, evaluate_command, tune_command, demo_command, doctor_command, serve_command, backup_command,
    restore_command, completion_command;

}  // namespace moshaver::tools
