// Group commit: while one thread waits for the disk, the work of others gathers, and the next of them takes all of it
// to the disk at once. A thousand writers then cost little more than one.
//
//   threads  run() may be called by any number; `commit` runs on one of them at a time
//   order    jobs are handed over in the order in which run() was called
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
  // Returns when `commit` has been called, here or by another thread, with a group that holds `job`.
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

  // Runs `work` while no commit does.
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
