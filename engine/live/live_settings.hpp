// The settings of an open shop. When shop.toml changes, the new settings hold for the next answer; a file that is wrong
// changes nothing and gives a warning.
//
//   looks    at the file's time and size, on an answer's thread, at most five times a second (1 us); reads it when they
//            changed (2 ms)
//   threads  any; only one looks at a time, and the others take the settings that are there
//   test     tests/live/settings_test.cpp
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "engine/live/shop_settings.hpp"
#include "engine/parallel/atomic_snapshot.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

class LiveSettings {
 public:
  using OnWarning = std::function<void(const std::string&)>;

  LiveSettings();  // the defaults, for good
  // Errors: those of read_shop_settings.
  [[nodiscard]] static Result<std::shared_ptr<LiveSettings>> open(const std::filesystem::path& shop, OnWarning = {});

  [[nodiscard]] std::shared_ptr<const ShopSettings> current();

 private:
  // Of the file; all 0: there is none.
  struct Stamp {
    std::int64_t seconds = 0, nanoseconds = 0, bytes = 0, inode = 0;
    bool operator==(const Stamp&) const = default;
  };
  [[nodiscard]] Stamp stamp() const;
  void look();

  std::filesystem::path file_;  // empty: none is followed
  OnWarning on_warning_;
  AtomicSnapshot<ShopSettings> settings_;
  std::atomic<std::int64_t> next_look_ = 0;  // nanoseconds of the steady clock
  std::mutex looking_;
  Stamp seen_;
};

}  // namespace moshaver
