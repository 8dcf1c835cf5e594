// How long operations report progress to the caller. The library never prints.
//
//   threads  a sink is called often, from one thread at a time: it should be cheap and may ignore calls
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace moshaver {

struct Progress {
  std::string_view stage;   // "import events.csv", "iALS sweep 3 of 16"; valid during the call only
  std::uint64_t done = 0;   // in units of `unit`
  std::uint64_t total = 0;  // 0: unknown
  std::string_view unit;    // "bytes", "events", "customers"
};

using ProgressSink = std::function<void(const Progress&)>;  // may be empty

inline void report(const ProgressSink& sink, const Progress& progress) {
  if (sink) sink(progress);
}

}  // namespace moshaver
