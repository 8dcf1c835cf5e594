// The --help text of a command: summary, usage, options, then prose and examples, wrapped to the terminal.
#pragma once

#include "tools/command.hpp"

namespace moshaver::tools {

void print_help(const Command&);

}  // namespace moshaver::tools
