#include "tools/command.hpp"

#include <algorithm>
#include <cstdio>

#include "tools/command_help.hpp"
#include "tools/progress_bar.hpp"
#include "tools/usage_errors.hpp"

namespace moshaver::tools {

namespace {

// Prints the error, and names --help unless the error does.
int report_wrong_usage(const Command& command, const std::string& what) {
  const std::string name(command.name);
  const std::string help = "moshaver " + name + " --help";
  const bool names_help = what.find("--help") != std::string::npos;
  std::fprintf(stderr, "moshaver %s: %s%s\n", name.c_str(), what.c_str(),
               names_help ? "" : (" (" + help + " lists the options)").c_str());
  return wrong_usage;
}

std::string on_one_line(std::string message) {
  for (char& letter : message) {
    if (letter == '\n' || letter == '\r') letter = ' ';
  }
  return message;
}

}  // namespace

const std::vector<const Command*>& commands() {
  static const std::vector<const Command*> all = {
      &demo_command,    &generate_command, &import_command,    &train_command,    &recommend_command,
      &similar_command, &explain_command,  &occasions_command, &evaluate_command, &tune_command,
      &serve_command,   &backup_command,   &restore_command,   &doctor_command,   &completion_command,
  };
  return all;
}

po::options_description options_of(const Command& command, std::size_t columns) {
  const auto width = static_cast<unsigned>(columns);
  po::options_description options("Options", width, width / 2);
  command.describe(options);
  options.add_options()("quiet,q", "print no progress and no remarks")("help,h", "print this help");
  return options;
}

std::string value_name(const po::option_description& option) {
  if (option.semantic()->max_tokens() == 0) return "";
  const std::string name = option.semantic()->name();
  return name.substr(0, name.find(" (="));
}

int run_command(const Command& command, const std::vector<std::string>& arguments) {
  const po::options_description options = options_of(command);
  po::variables_map values;
  try {
    // No shortened option names: a script must not change its meaning when an option is added.
    const int style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    po::command_line_parser parser(arguments);
    parser.options(options).style(style);
    po::positional_options_description argument;
    if (!command.argument.empty()) parser.positional(argument.add(std::string(command.argument).c_str(), 1));
    const po::parsed_options parsed = parser.run();
    const bool asks_help = std::any_of(parsed.options.begin(), parsed.options.end(),
                                       [](const po::option& option) { return option.string_key == "help"; });
    if (asks_help) {
      print_help(command);
      return done;
    }
    if (const std::string invalid = invalid_value_text(parsed, command, options); !invalid.empty())
      return report_wrong_usage(command, on_one_line(invalid));
    po::store(parsed, values);
    po::notify(values);
  } catch (const po::error& error) {
    return report_wrong_usage(command, on_one_line(usage_error_text(error, options)));
  }
  const Result<void> result = command.run(values);
  end_progress();
  if (result) return done;
  std::fflush(stdout);  // results come before the error
  if (result.error().code == ErrorCode::invalid_argument)
    return report_wrong_usage(command, on_one_line(result.error().message));
  std::fprintf(stderr, "moshaver %s: %s\n", std::string(command.name).c_str(),
               on_one_line(result.error().message).c_str());
  return failed;
}

}  // namespace moshaver::tools
