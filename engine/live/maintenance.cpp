#include "engine/live/maintenance.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>

#include "engine/store/snapshot.hpp"

namespace moshaver {

namespace {

using namespace std::chrono_literals;

constexpr auto until_calm = 1s;
constexpr auto pause = 50ms;  // between two rounds, so that commits can accumulate
constexpr std::uintmax_t checkpoint_bytes = std::uintmax_t{4} << 20;
// Under commits without a gap SQLite never restarts the file from its beginning, and it grows. Beyond this size we
// restart it while commits wait.
constexpr std::uintmax_t restart_bytes = std::uintmax_t{64} << 20;
constexpr int max_merges_per_round = 16;

std::uintmax_t write_ahead_bytes(const std::filesystem::path& shop) {
  std::error_code unknown;
  const std::uintmax_t bytes = std::filesystem::file_size(shop / "events.db-wal", unknown);
  return unknown ? 0 : bytes;
}

}  // namespace

Maintenance::Maintenance(MaintenanceConfig config, Store store, std::uint64_t covered, std::uint64_t event_count)
    : config_(std::move(config)), store_(std::move(store)), event_count_(event_count), covered_(covered) {
  thread_ = std::thread([this] { run(); });
}

Maintenance::~Maintenance() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  if (!snapshot_is_due(config_.snapshot_events / 100)) return;
  const auto written = write_snapshot(config_.shop, store_);
  if (!written) warn("no snapshot was written; the next start reads the event log", written.error());
}

void Maintenance::committed(std::uint64_t event_count) {
  event_count_ = event_count;
  {
    const std::lock_guard lock(mutex_);
    if (dirty_) return;
    dirty_ = true;
  }
  wake_.notify_all();
}

void Maintenance::run() {
  // On Linux this applies to this thread only. Answers come first, but not by much: commits sometimes wait for this
  // thread.
  (void)::setpriority(PRIO_PROCESS, 0, 5);
  std::unique_lock lock(mutex_);
  bool calm = false;  // no commit for a while: run one calm round, then sleep until the next commit
  while (true) {
    const auto awake = [&] { return dirty_ || stopping_; };
    if (calm) wake_.wait(lock, awake);
    calm = !wake_.wait_for(lock, until_calm, awake);
    if (stopping_) return;
    dirty_ = false;
    lock.unlock();
    {
      const std::lock_guard working(working_);
      run_tasks(calm ? Pace::calm : Pace::busy);
    }
    lock.lock();
    wake_.wait_for(lock, pause, [&] { return stopping_.load(); });
  }
}

void Maintenance::run_tasks(Pace pace) {
  checkpoint();
  merge_blocks(pace);
  const std::uint64_t share = event_count_ / 64;
  if (snapshot_is_due(std::max(config_.snapshot_events, share))) take_snapshot();
}

void Maintenance::checkpoint() {
  const std::uintmax_t bytes = write_ahead_bytes(config_.shop);
  // The file never shrinks, so its size does not say how much of it is new. If it has not grown, checkpoint once a
  // second.
  const auto now = std::chrono::steady_clock::now();
  if (bytes < checkpoint_bytes || (bytes <= checkpointed_bytes_ && now < checkpointed_at_ + 1s)) return;
  checkpointed_bytes_ = bytes;
  checkpointed_at_ = now;
  if (auto done = store_.checkpoint(); !done) warn("the write-ahead log was not checkpointed", done.error());
  if (bytes < restart_bytes) return;
  if (auto restarted = config_.restart_write_ahead_log(); !restarted) {
    warn("the write-ahead log was not restarted", restarted.error());
  }
}

void Maintenance::merge_blocks(Pace pace) {
  for (int merges = 0; merges < max_merges_per_round && !cancelled_ && !stopping_; ++merges) {
    const auto block = prepare_merge(store_, pace, settled_[static_cast<std::size_t>(pace)]);
    if (!block) return warn("small blocks of events were not merged", block.error());
    if (!*block) return;
    const auto begun = std::chrono::steady_clock::now();
    const auto replaced = config_.replace(**block);
    if (!replaced) return warn("small blocks of events were not merged", replaced.error());
    if (!*replaced) return;
    // Sleep four times as long as the work took, so that commits get four fifths of the disk and the queue.
    const auto took = std::chrono::steady_clock::now() - begun;
    std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(4 * took, 200ms));
  }
  const std::lock_guard lock(mutex_);
  dirty_ = true;  // there may be more to merge
}

bool Maintenance::snapshot_is_due(std::uint64_t least) const {
  if (config_.snapshot_events == 0) return false;
  const std::uint64_t events = event_count_, covered = covered_;
  return events > covered && events - covered >= std::max<std::uint64_t>(least, 1);
}

void Maintenance::take_snapshot() {
  const auto is_cancelled = [this] {
    checkpoint();  // a large snapshot takes seconds, and commits go on
    return cancelled_ || stopping_;
  };
  const auto written = write_snapshot(config_.shop, store_, is_cancelled);
  if (written) {
    covered_ = written->event_count;
  } else if (!cancelled_ && !stopping_) {
    covered_ = event_count_.load();  // try again after as many new events
    warn("no snapshot was written; the next start reads the event log", written.error());
  }
}

void Maintenance::drop_snapshots() {
  covered_ = 0;
  settled_ = {};
  if (auto removed = remove_snapshots(config_.shop); !removed) warn("a snapshot was not removed", removed.error());
}

void Maintenance::warn(const std::string& what, const Error& error) {
  if (config_.on_warning) config_.on_warning(what + ": " + error.message);
}

}  // namespace moshaver
