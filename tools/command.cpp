#include "tools/command.hpp"

#include <cstdio>
#include <iostream>
#include <sstream>

#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

po::options_description options_of(const Command& command) {
  po::options_description options("Options");
  command.describe(options);
  options.add_options()("quiet,q", "no progress, no remarks")("help,h", "this text");
  return options;
}

void print_help(const Command& command, const po::options_description& options) {
  std::ostringstream text;
  text << "moshaver " << command.name << ": " << command.summary << "\n\nUsage: moshaver " << command.name << " "
       << command.usage << "\n\n"
       << options << "\n"
       << command.help;
  std::cout << text.str();
}

int complain(const Command& command, std::string_view what) {
  std::fprintf(stderr, "moshaver %s: %.*s (moshaver %s --help lists the options)\n", std::string(command.name).c_str(),
               static_cast<int>(what.size()), what.data(), std::string(command.name).c_str());
  return wrong_usage;
}

std::string flattened(std::string message) {
  for (char& letter : message) {
    if (letter == '\n' || letter == '\r') letter = ' ';
  }
  return message;
}

}  // namespace

const std::vector<const Command*>& commands() {
  static const std::vector<const Command*> all = {
      &demo_command,    &generate_command, &import_command,   &train_command,  &recommend_command,
      &similar_command, &explain_command,  &evaluate_command, &doctor_command,
  };
  return all;
}

int run_command(const Command& command, const std::vector<std::string>& arguments) {
  const po::options_description options = options_of(command);
  po::variables_map values;
  try {
    // No guessing at shortened names: a script must not change its meaning when an option is added.
    const int style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(arguments).options(options).positional({}).style(style).run(), values);
    if (has(values, "help")) {
      print_help(command, options);
      return done;
    }
    po::notify(values);
  } catch (const po::error& error) {
    return complain(command, error.what());
  }
  const Result<void> result = command.run(values);
  end_progress();
  if (result) return done;
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
