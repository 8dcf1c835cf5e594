// One subcommand of the binary, and running it: options, help, exit codes.
//
//   exit codes   0 done, 1 refused or failed (one line says why and what to do), 2 wrong usage
//   output       results to stdout, or to --out; everything else to stderr
//   errors       an invalid_argument counts as wrong usage
#pragma once

#include <boost/program_options.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "moshaver/result.hpp"
#include "tools/option_values.hpp"

namespace moshaver::tools {

enum ExitCode : int { done = 0, failed = 1, wrong_usage = 2 };

struct Command {
  std::string_view name, summary;
  std::string_view usage;  // the arguments after "moshaver NAME "
  std::string_view help;   // details and examples, below the options
  std::function<void(po::options_description&)> describe;
  std::function<Result<void>(const po::variables_map&)> run;
  std::string_view argument = {};  // the option whose value may be given without its name; empty: none
};

// In the order of `moshaver --help`.
[[nodiscard]] const std::vector<const Command*>& commands();

// All options of a command, with --quiet and --help. Their description is wrapped at `columns`.
[[nodiscard]] po::options_description options_of(const Command&, std::size_t columns = 80);

// The value's name in help, without the default: "FILE...", "table|json|tsv"; empty for a switch.
[[nodiscard]] std::string value_name(const po::option_description&);

// Parses the arguments and runs the command; prints its help, or an error in one line. Returns the exit code.
[[nodiscard]] int run_command(const Command&, const std::vector<std::string>& arguments);

extern const Command import_command, generate_command, train_command, recommend_command, similar_command,
    explain_command, occasions_command, evaluate_command, tune_command, demo_command, doctor_command, serve_command,
    backup_command, restore_command, completion_command;

}  // namespace moshaver::tools
