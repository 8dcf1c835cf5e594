// A disk that can lose power: an SQLite VFS, the default one while it lives, that keeps beside the real files what a disk
// would hold if the power went now: all that was synced, and of what was written since any part.
//
//   watches  files under one directory; all others pass through
//   cut()    an image: of each write since the last sync all, nothing, or some of its sectors; files whose making or
//            deletion was not synced may be there or not. The -shm files are memory and gone
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace moshaver::testing {

using DiskImage = std::map<std::string, std::string>;  // name to bytes

class Power {
 public:
  Power(std::filesystem::path watched, unsigned seed);
  Power(const Power&) = delete;
  Power& operator=(const Power&) = delete;
  ~Power();

  // What files hold already is on the disk.
  void start();
  [[nodiscard]] DiskImage cut();
  // Called before and after every write, sync, truncation and deletion, on the thread that does it.
  void on_step(std::function<void()> step) { step_ = std::move(step); }
  // Says that it synced and does not: what no shop survives. To see that a loss would be noticed.
  void lie() { lying_ = true; }

  // ---- for the VFS ----
  struct Change {
    std::uint64_t offset = 0;
    std::optional<std::string> bytes;  // nothing: cut to `offset`
  };
  struct File {
    std::optional<std::string> synced;  // nothing: not there
    std::vector<Change> since;
    bool exists = false;
  };
  void changed(const std::string& path, Change change);
  void synced(const std::string& path);
  void removed(const std::string& path, bool synced);
  [[nodiscard]] bool watches(const char* path) const;
  void step() {
    if (step_) step_();
  }
  sqlite3_vfs* below = nullptr;

 private:
  static void apply(std::string& bytes, const Change& change);

  std::filesystem::path watched_;
  std::mutex mutex_;
  std::mt19937 random_;
  std::map<std::string, File> files_;
  std::function<void()> step_;
  bool lying_ = false;
};

}  // namespace moshaver::testing
