#include "engine/live/maintenance.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>

#include "engine/store/snapshot.hpp"

namespace moshaver {

namespace {

using namespace std::chrono_literals;

constexpr auto until_calm = 1s;
constexpr auto pause = 50ms;  // between two rounds, so that there is something to gather
constexpr std::uintmax_t worth_moving = std::uintmax_t{4} << 20;
// Commits without a gap never let the file start again from its beginning: then it is begun anew while they wait.
constexpr std::uintmax_t too_long = std::uintmax_t{64} << 20;
constexpr int most_merges = 16;  // a round

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
  const auto written = write_snapshot(config_.shop, store_);  // nobody else is at the disk: in a hurry
  if (!written) remark("no snapshot was written, the next start reads the log", written.error());
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
  // Linux: of this thread alone. Answers come first; not by much, for now and then commits wait for it.
  (void)::setpriority(PRIO_PROCESS, 0, 5);
  std::unique_lock lock(mutex_);
  bool calm = false;  // nothing has come for a while: done once, until something comes
  while (true) {
    const auto awake = [&] { return dirty_ || stopping_; };
    if (calm) wake_.wait(lock, awake);
    calm = !wake_.wait_for(lock, until_calm, awake);
    if (stopping_) return;
    dirty_ = false;
    lock.unlock();
    {
      const std::lock_guard working(working_);
      round(calm ? Pace::calm : Pace::busy);
    }
    lock.lock();
    wake_.wait_for(lock, pause, [&] { return stopping_.load(); });
  }
}

void Maintenance::round(Pace pace) {
  move_write_ahead_log();
  merge_blocks(pace);
  const std::uint64_t share = event_count_ / 64;
  if (snapshot_is_due(std::max(config_.snapshot_events, share))) take_snapshot();
}

void Maintenance::move_write_ahead_log() {
  const std::uintmax_t bytes = write_ahead_bytes(config_.shop);
  // The file does not shrink: a second without growth says as little as its size whether there is much in it.
  const auto now = std::chrono::steady_clock::now();
  if (bytes < worth_moving || (bytes <= moved_bytes_ && now < moved_at_ + 1s)) return;
  moved_bytes_ = bytes;
  moved_at_ = now;
  if (auto moved = store_.checkpoint(); !moved) remark("the write-ahead log stays as long as it is", moved.error());
  if (bytes < too_long) return;
  if (auto restarted = config_.restart_write_ahead_log(); !restarted) {
    remark("the write-ahead log stays as long as it is", restarted.error());
  }
}

void Maintenance::merge_blocks(Pace pace) {
  for (int merges = 0; merges < most_merges && !giving_up_ && !stopping_; ++merges) {
    const auto block = prepare_merge(store_, pace, settled_[static_cast<std::size_t>(pace)]);
    if (!block) return remark("small blocks of events stay unmerged", block.error());
    if (!*block) return;
    const auto begun = std::chrono::steady_clock::now();
    const auto replaced = config_.replace(**block);
    if (!replaced) return remark("small blocks of events stay unmerged", replaced.error());
    if (!*replaced) return;
    // Four fifths of the disk's and the queue's time are for those who commit meanwhile.
    const auto took = std::chrono::steady_clock::now() - begun;
    std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(4 * took, 200ms));
  }
  const std::lock_guard lock(mutex_);
  dirty_ = true;  // there may be more
}

bool Maintenance::snapshot_is_due(std::uint64_t least) const {
  if (config_.snapshot_events == 0) return false;
  const std::uint64_t events = event_count_, covered = covered_;
  return events > covered && events - covered >= std::max<std::uint64_t>(least, 1);
}

void Maintenance::take_snapshot() {
  const auto given_up = [this] {
    move_write_ahead_log();  // a large snapshot takes seconds, and commits go on
    return giving_up_ || stopping_;
  };
  const auto written = write_snapshot(config_.shop, store_, given_up);
  if (written) {
    covered_ = written->event_count;
  } else if (!giving_up_ && !stopping_) {
    covered_ = event_count_.load();  // tried again when as many have come once more
    remark("no snapshot was written, the next start reads the log", written.error());
  }
}

void Maintenance::forget() {
  covered_ = 0;
  settled_ = {};
  if (auto removed = remove_snapshots(config_.shop); !removed) remark("a snapshot stays", removed.error());
}

void Maintenance::remark(const std::string& what, const Error& error) {
  if (config_.remark) config_.remark(what + ": " + error.message);
}

}  // namespace moshaver
