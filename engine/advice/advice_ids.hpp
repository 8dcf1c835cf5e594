// Creates the ids of answers, which shops send back with events. Unique across all processes.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace moshaver {

class AdviceIds {
 public:
  AdviceIds();
  // 32 hexadecimal digits. From any thread.
  [[nodiscard]] std::string next();

 private:
  std::uint64_t base_ = 0;  // random for each process
  std::atomic<std::uint64_t> next_ = 0;
};

}  // namespace moshaver
