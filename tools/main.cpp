// The one binary: finds the subcommand and runs it.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "moshaver/unfinished.hpp"
#include "tools/command_help.hpp"
#include "tools/terminal.hpp"
#include "tools/usage_errors.hpp"

using namespace moshaver::tools;

namespace {

void print_overview(std::FILE* to) {
  std::fputs("moshaver: recommendations for shops, with reasons\n\nUsage: moshaver COMMAND [options]\n\n", to);
  for (const Command* command : commands()) {
    std::fprintf(to, "  %-11s %s\n", std::string(command->name).c_str(), std::string(command->summary).c_str());
  }
  std::fputs(
      "\nmoshaver COMMAND --help lists a command's options, with examples. First steps:\n\n"
      "  moshaver demo                                         try it on a generated shop\n"
      "  moshaver import --shop my-shop --events orders.csv    use your own data\n"
      "  moshaver train --shop my-shop\n"
      "  moshaver recommend --shop my-shop --customer 17850 --explain\n",
      to);
}

const Command* find_command(const std::string& name) {
  for (const Command* command : commands()) {
    if (command->name == name) return command;
  }
  return nullptr;
}

int no_such_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command* command : commands()) names.emplace_back(command->name);
  std::fprintf(stderr, "moshaver: there is no command %s%s; moshaver --help lists them\n", printable(name).c_str(),
               suggestion(name, names).c_str());
  return wrong_usage;
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    print_overview(stderr);
    return wrong_usage;
  }
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") {
    if (arguments.size() == 1) {
      print_overview(stdout);
      return done;
    }
    const Command* command = find_command(arguments[1]);
    if (command == nullptr) return no_such_command(arguments[1]);
    print_help(*command);
    return done;
  }
  if (name == "--version") {
    std::puts("moshaver " MOSHAVER_VERSION);
    return done;
  }
  const Command* command = find_command(name);
  return command == nullptr ? no_such_command(name) : run_command(*command, {arguments.begin() + 1, arguments.end()});
}

// If a standard stream is closed, the next file opened takes its descriptor, and output would be written into that file:
// a shop's log, for example.
void occupy_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) != -1) continue;
    // Read-only for stdout, so that writing results to a closed stdout is an error.
    if (open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY) != descriptor) _exit(failed);
  }
}

// Ctrl-C leaves no partial files. `serve` installs its own handlers.
void remove_unfinished_and_end(int signal) {
  moshaver::remove_unfinished();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void end_cleanly_when_interrupted() {
  for (const int signal : {SIGINT, SIGTERM}) {
    // A program started with the signal ignored (nohup) keeps ignoring it.
    if (std::signal(signal, remove_unfinished_and_end) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
}

}  // namespace

int main(int argc, char** argv) {
  occupy_standard_streams();
  end_cleanly_when_interrupted();
  const int code = run({argv + 1, argv + argc});
  if (code != done) return code;
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return done;
  std::fprintf(stderr, "moshaver: cannot write to standard output (%s)\n",
               errno == 0 ? "not all of the output was written" : std::strerror(errno));
  return failed;
}
