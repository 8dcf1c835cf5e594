// How long work tells whoever watches. The library never prints.
//
//   threads  a sink is called from one thread at a time, often (it should be cheap and may drop calls)
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace moshaver {

struct Progress {
  std::string_view stage;   // "import events.csv", "iALS sweep 3 of 16"; valid during the call only
  std::uint64_t done = 0;   // in `unit`s
  std::uint64_t total = 0;  // 0: not known
  std::string_view unit;    // "bytes", "events", "customers"
};

using ProgressSink = std::function<void(const Progress&)>;  // may be empty: nobody watches

inline void report(const ProgressSink& sink, const Progress& progress) {
  if (sink) sink(progress);
}

}  // namespace moshaver
