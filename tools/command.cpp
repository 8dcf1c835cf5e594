#include "tools/command.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <sstream>

#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

int complain(const Command& command, const std::string& what) {
  const std::string name(command.name);
  const std::string help = "moshaver " + name + " --help";
  const bool told = what.find("--help") != std::string::npos;
  std::fprintf(stderr, "moshaver %s: %s%s\n", name.c_str(), what.c_str(),
               told ? "" : (" (" + help + " lists the options)").c_str());
  return wrong_usage;
}

std::string flattened(std::string message) {
  for (char& letter : message) {
    if (letter == '\n' || letter == '\r') letter = ' ';
  }
  return message;
}

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

// What boost says of a wrong command line, in the words of a shop.
std::string explained(const po::error& error, const po::options_description& options) {
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
    return "one word more than there is a use for";
  return error.what();
}

// boost reads "-5" for an unsigned number, and takes it for 2^64 - 5.
template <class Number>
bool is_whole(const std::string& text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

// What the command line gives for options that take numbers, and words that no option asks for. Empty: all is well.
std::string unfit_value(const po::parsed_options& parsed, const Command& command,
                        const po::options_description& options) {
  for (const po::option& given : parsed.options) {
    if (given.string_key.empty()) {
      const std::string word = given.value.empty() ? "" : given.value.front();
      return "what is \"" + word + "\"? every value follows its option, as in: moshaver " + std::string(command.name) +
             " " + std::string(command.usage.substr(0, command.usage.find(" |")));
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

}  // namespace

const std::vector<const Command*>& commands() {
  static const std::vector<const Command*> all = {
      &demo_command,    &generate_command, &import_command,   &train_command,      &recommend_command,
      &similar_command, &explain_command,  &evaluate_command, &tune_command,       &serve_command,
      &backup_command,  &restore_command,  &doctor_command,   &completion_command,
  };
  return all;
}

po::options_description options_of(const Command& command, std::size_t columns) {
  const auto width = static_cast<unsigned>(columns);
  po::options_description options("Options", width, width / 2);
  command.describe(options);
  options.add_options()("quiet,q", "no progress, no remarks")("help,h", "this text");
  return options;
}

std::string value_name(const po::option_description& option) {
  if (option.semantic()->max_tokens() == 0) return "";
  const std::string name = option.semantic()->name();
  return name.substr(0, name.find(" (="));
}

void print_help(const Command& command) {
  const std::size_t terminal = terminal_columns(STDOUT_FILENO);
  std::ostringstream options;
  options << options_of(command, terminal == 0 ? 100 : std::clamp<std::size_t>(terminal, 40, 100));
  const std::string name(command.name);
  std::string text = wrapped("moshaver " + name + ": " + std::string(command.summary), 2, terminal) + "\n\n" +
                     wrapped("Usage: moshaver " + name + " " + std::string(command.usage), 9, terminal) + "\n\n";
  std::istringstream lines(options.str());
  for (std::string line; std::getline(lines, line);) {
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  text += "\n";
  // Prose follows the terminal; a command stays on its line, to be copied.
  std::istringstream help{std::string(command.help)};
  bool continued = false;
  for (std::string line; std::getline(help, line);) {
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t column = line.find("  ", indent);  // where a definition begins
    const std::size_t hang = column == std::string::npos ? indent : line.find_first_not_of(' ', column);
    const bool is_command = continued || (line.find("moshaver ") == indent && indent > 0);
    continued = is_command && line.ends_with('\\');
    text += (is_command ? line : wrapped(line, std::min(hang, line.size()), terminal)) + "\n";
  }
  std::fputs(text.c_str(), stdout);
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  const auto distance = [&](const std::string& candidate) { return edits_between(word, candidate); };
  const auto best = std::min_element(candidates.begin(), candidates.end(),
                                     [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
  if (best == candidates.end() || distance(*best) > (word.size() < 4 ? 1 : std::max<std::size_t>(2, word.size() / 3)))
    return "";
  return "; did you mean " + *best + "?";
}

int run_command(const Command& command, const std::vector<std::string>& arguments) {
  const po::options_description options = options_of(command);
  po::variables_map values;
  try {
    // No guessing at shortened names: a script must not change its meaning when an option is added.
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
    if (const std::string unfit = unfit_value(parsed, command, options); !unfit.empty())
      return complain(command, flattened(unfit));
    po::store(parsed, values);
    po::notify(values);
  } catch (const po::error& error) {
    return complain(command, flattened(explained(error, options)));
  }
  const Result<void> result = command.run(values);
  end_progress();
  if (result) return done;
  std::fflush(stdout);  // what was found before comes before what went wrong
  if (result.error().code == ErrorCode::invalid_argument) return complain(command, flattened(result.error().message));
  std::fprintf(stderr, "moshaver %s: %s\n", std::string(command.name).c_str(),
               flattened(result.error().message).c_str());
  return failed;
}

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
