// A value that many threads read and one sometimes replaces. A reader may keep the value it read; the last reader frees
// it.
//
//   cost  reading copies a shared_ptr under a lock: about 20 ns. std::atomic<std::shared_ptr> of g++ 12 does the same
//         by spinning, and ThreadSanitizer does not understand it
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace moshaver {

template <class T>
class AtomicSnapshot {
 public:
  explicit AtomicSnapshot(std::shared_ptr<const T> value = nullptr) : value_(std::move(value)) {}

  [[nodiscard]] std::shared_ptr<const T> get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }
  void set(std::shared_ptr<const T> value) {
    {
      const std::lock_guard lock(mutex_);
      value_.swap(value);
    }
    // The old value, if no reader holds it, is freed here: outside the lock.
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
};

// Waits until only the caller holds the value, at most `timeout`, so that the caller frees it and not a thread that is
// answering a request. For a value that has been replaced.
template <class T>
void wait_for_readers(const std::shared_ptr<T>& value, std::chrono::milliseconds timeout) {
  for (; timeout.count() > 0 && value.use_count() > 1; --timeout) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace moshaver
