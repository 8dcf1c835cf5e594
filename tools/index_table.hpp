// Measured vector indexes as tables for people.
#pragma once

#include <string>

#include "moshaver/index_frontier.hpp"

namespace moshaver::tools {

// A row for every index and setting. Marks those on the frontier and the one that train would choose.
[[nodiscard]] std::string frontier_table(const IndexFrontier&, std::size_t terminal_width);
// What train prints: "Index hnsw (search_width=64): finds 0.9910 of the exact top 20 in 35.0 µs; exact search takes 512 µs".
[[nodiscard]] std::string chosen_index_lines(const IndexFrontier&);

}  // namespace moshaver::tools
