// The one binary: picks the subcommand and leaves the rest to it.
#include <cstdio>
#include <iostream>

#include "tools/command.hpp"

using namespace moshaver::tools;

namespace {

void print_overview(std::FILE* to) {
  std::fputs("moshaver: recommendations for shops, with reasons\n\nUsage: moshaver COMMAND [options]\n\n", to);
  for (const Command* command : commands()) {
    std::fprintf(to, "  %-10s %s\n", std::string(command->name).c_str(), std::string(command->summary).c_str());
  }
  std::fputs(
      "\nmoshaver COMMAND --help tells each command's options, with examples. First steps:\n\n"
      "  moshaver demo                                         a life-like shop, made on the spot\n"
      "  moshaver import --shop my-shop --events orders.csv    your own\n"
      "  moshaver train --shop my-shop\n"
      "  moshaver recommend --shop my-shop --customer 17850 --explain\n",
      to);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.empty()) {
    print_overview(stderr);
    return wrong_usage;
  }
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") {
    print_overview(stdout);
    return done;
  }
  if (name == "--version") {
    std::puts("moshaver " MOSHAVER_VERSION);
    return done;
  }
  for (const Command* command : commands()) {
    if (command->name == name) return run_command(*command, {arguments.begin() + 1, arguments.end()});
  }
  std::fprintf(stderr, "moshaver: no command \"%s\"; moshaver --help lists them\n", name.c_str());
  return wrong_usage;
}
