// Background maintenance of the shop's files: checkpoints the write-ahead log into the database, merges small blocks of
// events, and writes a snapshot when enough new events have been committed.
//
//   threads  has its own thread, which sleeps until something is committed; all functions may be called from any thread
//   waits    commits wait only while a merged block replaces others (one transaction of a few milliseconds); answers
//            never wait
//   errors   are reported as warnings: every acknowledged write is on disk already
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
  // Write a snapshot after this many new events, and at least a 64th of the log. 0: never.
  std::uint64_t snapshot_events = 0;
  std::function<Result<bool>(const MergedBlock&)> replace;  // runs in the shop's queue of writers
  std::function<Result<void>()> restart_write_ahead_log;    // likewise
  std::function<void(const std::string&)> on_warning;       // may be empty
};

class Maintenance {
 public:
  // `Store`: a connection for maintenance alone. `covered`: number of events in the existing snapshot.
  Maintenance(MaintenanceConfig, Store, std::uint64_t covered, std::uint64_t event_count);
  Maintenance(const Maintenance&) = delete;
  Maintenance& operator=(const Maintenance&) = delete;
  // Stops the thread, then writes a last snapshot if that makes the next start faster.
  ~Maintenance();

  // Call after each commit, with the number of events in the log. Cheap.
  void committed(std::uint64_t event_count);

  // Runs `work`, which erases customers, while maintenance is paused. Cancels the task that is running and removes all
  // snapshots first. Call it before entering the queue of writers, never within.
  template <class Work>
  auto alone(const Work& work) {
    cancelled_ = true;
    const std::lock_guard lock(working_);
    cancelled_ = false;
    drop_snapshots();
    auto done = work();
    committed(event_count_);
    return done;
  }

 private:
  void run();
  void run_tasks(Pace);
  void checkpoint();
  void merge_blocks(Pace);
  void take_snapshot();
  void drop_snapshots();
  [[nodiscard]] bool snapshot_is_due(std::uint64_t least) const;
  void warn(const std::string& what, const Error&);

  MaintenanceConfig config_;
  Store store_;
  std::mutex working_;  // held while a task runs
  std::atomic<bool> cancelled_ = false, stopping_ = false;
  std::atomic<std::uint64_t> event_count_, covered_;
  std::array<std::uint64_t, 2> settled_ = {};  // by pace: blocks before this event are large enough
  std::uintmax_t checkpointed_bytes_ = 0;      // size of the write-ahead log at the last checkpoint
  std::chrono::steady_clock::time_point checkpointed_at_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool dirty_ = true;
  std::thread thread_;
};

}  // namespace moshaver
