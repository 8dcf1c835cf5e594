// Files and directories that are half written, so that a program that is interrupted can remove them. The library
// registers what it writes; whether an interruption removes it is the program's choice.
//
//   threads  any
//   signals  remove_unfinished() is async-signal-safe: a handler of SIGINT may call it before it ends the process
//   limits   256 paths at a time, of at most 1,023 bytes; what is beyond stays behind
//   test     tests/tools/interrupt_test.py
#pragma once

#include <cstddef>
#include <filesystem>

namespace moshaver {

// Registered from construction to destruction.
class Unfinished {
 public:
  Unfinished() = default;
  explicit Unfinished(const std::filesystem::path&);
  Unfinished(Unfinished&&) noexcept;
  Unfinished& operator=(Unfinished&&) noexcept;
  ~Unfinished();

 private:
  std::size_t slot_ = 0;  // 0: none; else one more than its place in the table
};

// Removes what is registered, the latest first, so that a directory comes after its files. A directory that holds
// anything else stays.
void remove_unfinished() noexcept;

}  // namespace moshaver
