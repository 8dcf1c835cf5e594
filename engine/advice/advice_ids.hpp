// Ids of answers, to be sent back with events: no two answers of any process share one.
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
  std::uint64_t base_ = 0;  // random, of this process
  std::atomic<std::uint64_t> next_ = 0;
};

}  // namespace moshaver
