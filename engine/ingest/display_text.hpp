// Text of unknown origin made fit for a message or a rejects file.
#pragma once

#include <string>
#include <string_view>

namespace moshaver {

// One line of valid UTF-8: control characters and stray bytes as \n, \t or \x1f, cut between characters to at most
// `max_bytes` (3 or more), the cut shown by an ellipsis. O(max_bytes).
[[nodiscard]] std::string display_text(std::string_view text, std::size_t max_bytes = 80);

}  // namespace moshaver
