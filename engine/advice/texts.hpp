// The sentences of an answer besides its reasons (reasons.hpp): rules, effects of events, needs of the next level, money.
// Other texts are read by key: Messages::of(language).text("item.arrives_by", {{"arrives_by", day}}); all keys and their
// arguments are in engine/text/messages/en.txt.
//
//   threads  any
//   cost     about .2 us
//   test     tests/advice/texts_test.cpp: every rule has its sentence in every language
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "engine/text/messages.hpp"

namespace moshaver {

// Why a product was left out, or what speaks against it, by the name of the rule in Advice::removed or the code of the
// verdict: "arrives_late". With `details` the sentence names them, if the rule has such a sentence; give all arguments
// of its "detail" line.
[[nodiscard]] std::string rule_text(Language, std::string_view rule,
                                    std::initializer_list<MessageArgument> details = {});

// What an event changed, by the word in `changes`: "promotion_paused".
[[nodiscard]] std::string effect_text(Language, std::string_view changes);

// What the shop can do to reach the next level, by the word in Advice::next_level_needs.
[[nodiscard]] std::string need_text(Language, std::string_view need);

// "۱۲۰٬۰۰۰ ریال", "12.5 GBP". `currency`: the code as the shop gives it; empty: the amount alone.
[[nodiscard]] std::string money_text(Language, double amount, std::string_view currency);

}  // namespace moshaver
