// Keeps the shop's disk in order behind the back of those who write to it: moves the write-ahead log into the database,
// merges small blocks, and takes a snapshot when enough has come since the last.
//
//   threads  one of its own, which sleeps until something has been committed; all members may be called from any
//   waits    commits wait for it only while a merged block takes its place (one transaction of some milliseconds);
//            answers never do
//   errors   of its work are remarks: the log is on disk already, and nothing that was acknowledged depends on it
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "engine/store/compaction.hpp"
#include "engine/store/store.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

struct MaintenanceConfig {
  std::filesystem::path shop;
  std::uint64_t snapshot_events = 0;  // a snapshot after so many new events, and a 64th of the log; 0: never
  std::function<Result<bool>(const MergedBlock&)> replace;  // by the shop's writer
  std::function<Result<void>()> restart_write_ahead_log;    // likewise, while nobody writes
  std::function<void(const std::string&)> remark;           // may be empty
};

class Maintenance {
 public:
  // The store is its own connection. `covered`: events in the snapshot that stands there.
  Maintenance(MaintenanceConfig, Store, std::uint64_t covered, std::uint64_t event_count);
  Maintenance(const Maintenance&) = delete;
  Maintenance& operator=(const Maintenance&) = delete;
  // Ends its thread; then takes a last snapshot if that saves the next start some reading.
  ~Maintenance();

  // The log now holds so many events. Cheap.
  void committed(std::uint64_t event_count);

  // Runs `work`, which takes people out of the shop, while the maintenance does nothing: what it was at is given up, and no
  // snapshot stands when work begins. Call it before waiting for the writers' queue, never within.
  template <class Work>
  auto alone(const Work& work) {
    giving_up_ = true;
    const std::lock_guard lock(working_);
    giving_up_ = false;
    forget();
    auto done = work();
    committed(event_count_);
    return done;
  }

 private:
  void run();
  void round(Pace);
  void move_write_ahead_log();
  void merge_blocks(Pace);
  void take_snapshot();
  void forget();
  [[nodiscard]] bool snapshot_is_due(std::uint64_t least) const;
  void remark(const std::string& what, const Error&);

  MaintenanceConfig config_;
  Store store_;
  std::mutex working_;  // held while it works on the shop
  std::atomic<bool> giving_up_ = false, stopping_ = false;
  std::atomic<std::uint64_t> event_count_, covered_;
  std::array<std::uint64_t, 2> settled_ = {};  // by pace: blocks before this event are large enough
  std::uintmax_t moved_bytes_ = 0;             // of the write-ahead log, when last moved
  std::chrono::steady_clock::time_point moved_at_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool dirty_ = true;
  std::thread thread_;
};

}  // namespace moshaver
