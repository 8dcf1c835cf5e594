// Threads for requests that must wait (for the disk, or for seconds of work), with a limit on how many wait.
//
//   threads   admit, run and leave may be called from any thread
#pragma once

#include <prometheus/gauge.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <utility>

namespace moshaver::tools {

class LaneQueue {
 public:
  // `depth` shows how many requests wait or run.
  LaneQueue(std::size_t threads, std::size_t max_waiting, prometheus::Gauge& depth)
      : max_waiting_(max_waiting), depth_(depth), pool_(threads) {}

  // Counts one more request; false when `max_waiting` are there already. Who is admitted calls run(), and `work`
  // calls leave() once, when the answer is made.
  [[nodiscard]] bool admit() {
    if (waiting_.fetch_add(1) >= max_waiting_) {
      --waiting_;
      return false;
    }
    depth_.Increment();
    return true;
  }
  template <class Work>
  void run(Work&& work) {
    boost::asio::post(pool_, std::forward<Work>(work));
  }
  void leave() {
    --waiting_;
    depth_.Decrement();
  }

  void join() { pool_.join(); }
  // Work that has not begun is dropped.
  void stop() { pool_.stop(); }

 private:
  std::size_t max_waiting_;
  std::atomic<std::size_t> waiting_ = 0;
  prometheus::Gauge& depth_;
  boost::asio::thread_pool pool_;
};

}  // namespace moshaver::tools
