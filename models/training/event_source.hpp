// EventSource (moshaver/train.hpp) to data, and data to a finished model directory: what train and evaluate share.
#pragma once

#include <chrono>

#include "engine/data/dataset.hpp"
#include "moshaver/train.hpp"

namespace moshaver {

// The events of a shop, or of files. Errors: those of Store::read and read_files; invalid_argument for neither.
[[nodiscard]] Result<EventTable> read_source(const EventSource&, const ProgressSink&);

// Seconds since it was made. Times what is reported; no result depends on it.
class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace moshaver
