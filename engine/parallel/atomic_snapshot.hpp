// A value that many threads read while now and then one replaces it. Readers keep what they took for as long as they
// like; it is freed when the last of them lets go.
//
//   cost  reading copies a shared_ptr under a lock held for just that: some 20 ns. std::atomic<std::shared_ptr> of
//         g++ 12 does the same by spinning, and ThreadSanitizer does not understand it
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
    // The old value, if nobody else has it, is freed here: outside of the lock.
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
};

// Waits until nobody but the caller has the value, or `most` is over: then it is the caller who frees it, and no reader
// that is in a hurry. For values that are published no more.
template <class T>
void wait_for_readers(const std::shared_ptr<T>& value, std::chrono::milliseconds most) {
  for (; most.count() > 0 && value.use_count() > 1; --most) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

}  // namespace moshaver
