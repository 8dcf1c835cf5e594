// The files and directories that are still being written, so that an interrupted program can remove them. The library
// registers them; the program decides whether an interruption removes them.
//
//   threads  any
//   signals  remove_unfinished() is async-signal-safe: a handler of SIGINT may call it before it ends the process
//   limits   256 paths at a time, of at most 1,023 bytes; paths beyond that are not removed
//   test     tests/tools/interrupt_test.py
#pragma once

#include <cstddef>
#include <filesystem>

namespace moshaver {

// The path is registered from construction to destruction.
class Unfinished {
 public:
  Unfinished() = default;
  explicit Unfinished(const std::filesystem::path&);
  Unfinished(Unfinished&&) noexcept;
  Unfinished& operator=(Unfinished&&) noexcept;
  ~Unfinished();

 private:
  std::size_t slot_ = 0;  // index in the table + 1; 0: none
};

// Removes all registered paths, the latest first, so that a directory comes after its files. A directory that holds
// other files stays.
void remove_unfinished() noexcept;

}  // namespace moshaver
