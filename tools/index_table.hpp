// Measured indexes as tables for people.
#pragma once

#include <string>

#include "moshaver/index_frontier.hpp"

namespace moshaver::tools {

// A line a point, those on the frontier marked, and which one would be taken.
[[nodiscard]] std::string frontier_table(const IndexFrontier&, std::size_t terminal_width);
// "Index: hnsw search_width=64 ..., recall .991, 35 µs; exact search takes 512 µs", what train says of its choice.
[[nodiscard]] std::string chosen_index_lines(const IndexFrontier&);

}  // namespace moshaver::tools
