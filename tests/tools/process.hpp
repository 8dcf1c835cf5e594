// Runs the binary as a user does: a child process with arguments, streams and an exit code, in a temporary directory.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "tests/paths.hpp"

extern char** environ;  // NOLINT: POSIX names it so

namespace cli {

struct Ran {
  int code = -1;  // exit code, or 128 + the signal that ended the process
  std::string out, err;
};

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

inline std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, '\t');) cells.push_back(cell);
  return cells;
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A started process. wait() takes at most 300 s, so that a process that hangs fails its test (under sanitizers the demo
// trains for over a minute).
class Process {
 public:
  Process(const std::vector<std::string>& command, const posix_spawn_file_actions_t& actions,
          const posix_spawnattr_t* attributes = nullptr) {
    std::vector<char*> argv;
    for (const std::string& argument : command) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    if (posix_spawnp(&id_, argv[0], &actions, attributes, argv.data(), environ) != 0)
      throw std::runtime_error("cannot start " + command.front());
  }
  [[nodiscard]] int wait() const {
    for (int tries = 0; tries < 300'000; ++tries) {
      int status = 0;
      if (waitpid(id_, &status, WNOHANG) == id_)
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
    throw std::runtime_error("still running after 300 s");
  }
  [[nodiscard]] pid_t id() const { return id_; }

 private:
  pid_t id_ = 0;
};

class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  posix_spawn_file_actions_t* operator&() { return &actions_; }  // NOLINT: the address of the wrapped object
  posix_spawn_file_actions_t& get() { return actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

// A temporary directory, removed by the destructor, in which the binary runs: paths in arguments are relative to it.
class Workplace {
 public:
  Workplace() {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("moshaver_tools_" + std::to_string(getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  ~Workplace() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] bool has(const std::string& name) const {
    return std::filesystem::exists(std::filesystem::symlink_status(path_ / name));
  }
  void write(const std::string& name, std::string_view content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
  }
  [[nodiscard]] std::string read(const std::string& name) const { return read_file(path_ / name); }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  // Runs `moshaver ARGUMENTS` with `input` as standard input, and standard output to `out` if it is given.
  Ran run(std::vector<std::string> arguments, std::string_view input = "", const std::string& out = "") const {
    arguments.insert(arguments.begin(), moshaver_binary);
    return run_program(arguments, input, out);
  }
  Ran run_program(const std::vector<std::string>& command, std::string_view input = "",
                  const std::string& out = "") const {
    const Workplace streams;
    streams.write("in", input);
    const std::string in_path = streams / "in", err_path = streams / "err";
    const std::string out_path = out.empty() ? std::string(streams / "out") : out;
    FileActions actions;
    posix_spawn_file_actions_addopen(&actions, 0, in_path.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, out_path.c_str(), O_WRONLY | O_CREAT, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, err_path.c_str(), O_WRONLY | O_CREAT, 0600);
    posix_spawn_file_actions_addchdir_np(&actions, path_.c_str());
    Ran ran;
    ran.code = Process(command, actions.get()).wait();
    if (out.empty()) ran.out = streams.read("out");
    ran.err = streams.read("err");
    return ran;
  }

  // Runs it on a terminal of `columns` columns, which gets standard output and standard error.
  Ran run_on_terminal(std::vector<std::string> arguments, unsigned short columns) const {
    arguments.insert(arguments.begin(), moshaver_binary);
    const int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
      throw std::runtime_error("cannot open a pseudo terminal");
    const std::string name = ptsname(master);
    const int slave = open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    const winsize size{40, columns, 0, 0};
    ioctl(slave, TIOCSWINSZ, &size);
    FileActions actions;
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, slave, 1);
    posix_spawn_file_actions_adddup2(&actions, slave, 2);
    posix_spawn_file_actions_addchdir_np(&actions, path_.c_str());
    const Process process(arguments, actions.get());
    close(slave);
    Ran ran;
    char buffer[4096];
    // Ends with an error when no process has the other side open.
    for (ssize_t count = 0; (count = read(master, buffer, sizeof buffer)) > 0;)
      ran.out.append(buffer, static_cast<std::size_t>(count));
    close(master);
    ran.code = process.wait();
    for (std::size_t at = 0; (at = ran.out.find("\r\n", at)) != std::string::npos;) ran.out.erase(at, 1);
    return ran;
  }

 private:
  [[nodiscard]] static ssize_t read(int descriptor, char* buffer, std::size_t size) {
    return ::read(descriptor, buffer, size);
  }
  std::filesystem::path path_;
};

// Checks the exit code, that standard output is empty, and that standard error is one line that contains `says`.
inline void check_refused(const Ran& ran, int code, const std::string& command, const std::string& says) {
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == code);
  CHECK(ran.out.empty());
  CHECK(lines_of(ran.err).size() == 1);
  CHECK_THAT(ran.err, Catch::StartsWith("moshaver " + command + ": ") && Catch::EndsWith("\n"));
  CHECK_THAT(ran.err, Catch::Contains(says));
}

inline void check_done(const Ran& ran) {
  CAPTURE(ran.err);
  CHECK(ran.code == 0);
}

}  // namespace cli
