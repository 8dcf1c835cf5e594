// Makes text from outside safe to show in a message or a rejects file.
#pragma once

#include <string>
#include <string_view>

namespace moshaver {

// Returns one line of valid UTF-8: escapes control characters and invalid bytes as \n, \t or \x1f, and cuts the text
// between characters to at most `max_bytes` (3 or more), with an ellipsis. O(max_bytes).
[[nodiscard]] std::string display_text(std::string_view text, std::size_t max_bytes = 80);

}  // namespace moshaver
