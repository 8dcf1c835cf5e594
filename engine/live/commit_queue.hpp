// Group commit: while one thread writes to disk, other threads queue their jobs. The next thread to run commits all
// queued jobs at once, so a thousand writers cost little more than one.
//
//   threads  run() and alone() may be called from any thread; only one `commit` or `work` runs at a time
//   order    jobs are committed in the order of the run() calls
#pragma once

#include <condition_variable>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace moshaver {

template <class Job>
class CommitQueue {
 public:
  // Returns after `commit` has run with a group that contains `job`, on this thread or another.
  template <class Commit>
  void run(Job& job, const Commit& commit) {
    std::unique_lock lock(mutex_);
    Waiting mine{&job};
    waiting_.push_back(&mine);
    free_.wait(lock, [&] { return mine.done || !busy_; });
    if (mine.done) return;
    const std::vector<Waiting*> group = std::exchange(waiting_, {});
    std::vector<Job*> jobs;
    for (const Waiting* waiting : group) jobs.push_back(waiting->job);
    busy_ = true;
    lock.unlock();
    commit(std::span<Job* const>(jobs));
    lock.lock();
    for (Waiting* waiting : group) waiting->done = true;
    busy_ = false;
    free_.notify_all();
  }

  // Runs `work` while no commit runs.
  template <class Work>
  auto alone(const Work& work) {
    std::unique_lock lock(mutex_);
    free_.wait(lock, [&] { return !busy_; });
    busy_ = true;
    lock.unlock();
    auto result = work();
    lock.lock();
    busy_ = false;
    free_.notify_all();
    return result;
  }

 private:
  struct Waiting {
    Job* job;
    bool done = false;
  };
  std::mutex mutex_;
  std::condition_variable free_;
  std::vector<Waiting*> waiting_;
  bool busy_ = false;
};

}  // namespace moshaver
