#include "tools/command_help.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "tools/terminal.hpp"

namespace moshaver::tools {

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
  // Prose is wrapped to the terminal; a command stays on one line, so that it can be copied.
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

}  // namespace moshaver::tools
