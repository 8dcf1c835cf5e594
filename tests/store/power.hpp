// Simulates power cuts: an SQLite VFS, the default one while the object lives, that records beside the real files what a
// disk would hold after a power cut: everything that was synced, and any part of what was written since.
//
//   watches  files under one directory; others pass through
//   cut()    an image of the disk: of each write since the last sync all, nothing, or some of its sectors; files whose
//            creation or deletion was not synced may exist or not. The -shm files are in memory and are lost
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

  // Takes the present content of the files as synced.
  void start();
  [[nodiscard]] DiskImage cut();
  // `step` is called before and after every write, sync, truncation and deletion, on the thread that does it.
  void on_step(std::function<void()> step) { step_ = std::move(step); }
  // From now on syncs do nothing, which no shop survives: shows that the test would notice a loss.
  void ignore_syncs() { ignores_syncs_ = true; }

  // ---- for the VFS ----
  struct Change {
    std::uint64_t offset = 0;
    std::optional<std::string> bytes;  // nullopt: truncated to `offset`
  };
  struct File {
    std::optional<std::string> synced;  // nullopt: does not exist
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
  bool ignores_syncs_ = false;
};

}  // namespace moshaver::testing
