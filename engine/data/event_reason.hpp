// Why a product was returned or complained about: what shops write in `reason`, as one of a few kinds.
//
//   words  quality: quality, defect, broken, damaged, faulty, کیفیت, خراب, معیوب, شکسته
//          size: size, not fit, too small, too large, too big, too tight, too loose, سایز, اندازه, کوچک, بزرگ, تنگ, گشاد
//          not_as_described: not as described, description, wrong item, مغایرت, اشتباه
//   match  any of the words within the text, in any case, _ as a blank; the first kind above that matches
//   test   tests/data/event_reason_test.cpp
#pragma once

#include <cstdint>
#include <string_view>

namespace moshaver {

enum class EventReason : std::uint8_t { none, quality, size, not_as_described, other };

// An empty text gives `none`.
[[nodiscard]] EventReason event_reason(std::string_view text);

}  // namespace moshaver
