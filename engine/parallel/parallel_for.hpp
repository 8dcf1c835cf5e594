// Runs independent pieces of work on several threads.
//
//   order    pieces are started in order, each on the next free thread; results must not depend on which thread that is
//   cost     starts new threads at each call (about 20 us each): for work of milliseconds, not microseconds
//   errors   none: `body` must not throw
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace moshaver {

// 0 means as many threads as the machine has.
inline std::size_t thread_count_or_all(std::size_t threads) {
  return threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
}

// Calls body(first, last, thread) for [0, count) in pieces of `piece`. `thread` < threads: use it to index scratch
// memory.
template <class Body>
void parallel_for(std::size_t count, std::size_t piece, std::size_t threads, const Body& body) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&](std::size_t thread) {
    for (std::size_t first = next.fetch_add(piece); first < count; first = next.fetch_add(piece)) {
      body(first, std::min(first + piece, count), thread);
    }
  };
  threads = std::clamp<std::size_t>((count + piece - 1) / std::max<std::size_t>(piece, 1), 1, threads);
  std::vector<std::jthread> helpers;
  for (std::size_t thread = 1; thread < threads; ++thread) helpers.emplace_back(work, thread);
  work(0);
}

}  // namespace moshaver
