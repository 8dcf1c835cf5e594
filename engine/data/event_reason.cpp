#include "engine/data/event_reason.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "engine/data/ascii.hpp"

namespace moshaver {

namespace {

constexpr std::array<std::string_view, 9> quality_words = {"quality", "defect", "broken", "damaged", "faulty",
                                                           "کیفیت",   "خراب",   "معیوب",  "شکسته"};
constexpr std::array<std::string_view, 14> size_words = {"size",    "not fit",   "n't fit",   "too small", "too large",
                                                         "too big", "too tight", "too loose", "سایز",      "اندازه",
                                                         "کوچک",    "بزرگ",      "تنگ",       "گشاد"};
constexpr std::array<std::string_view, 5> description_words = {"not as described", "description", "wrong item",
                                                               "مغایرت", "اشتباه"};

}  // namespace

EventReason event_reason(std::string_view text) {
  if (text.empty()) return EventReason::none;
  std::string folded = lower_ascii(text);
  std::replace(folded.begin(), folded.end(), '_', ' ');
  const auto holds_any = [&](const auto& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return folded.find(word) != std::string::npos; });
  };
  if (holds_any(quality_words)) return EventReason::quality;
  if (holds_any(size_words)) return EventReason::size;
  if (holds_any(description_words)) return EventReason::not_as_described;
  return EventReason::other;
}

}  // namespace moshaver
