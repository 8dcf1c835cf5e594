// Reads an EventSource (moshaver/train.hpp), and measures times: shared by train, evaluate and tune.
#pragma once

#include <chrono>

#include "engine/data/dataset.hpp"
#include "moshaver/train.hpp"

namespace moshaver {

// The events of a shop, or of files. Errors: those of Store::read and read_files; invalid_argument unless exactly one is
// given.
[[nodiscard]] Result<EventTable> read_source(const EventSource&, const ProgressSink&);

// Seconds since construction. For reports and time budgets only.
class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace moshaver
