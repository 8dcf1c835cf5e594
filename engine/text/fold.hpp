// Folds text for matching: spellings that a reader takes for the same word become the same bytes. Answers show the text
// as the shop wrote it.
//
//   folds    NFKC and case (ﬁ, Ａ, ß); accents on letters (café); every script's digits to 0-9
//   Persian  ي ى ئ to ی; ك to ک; ة ۀ ە ھ ہ to ه; أ إ ٱ to ا (آ stays, it is another letter); ؤ to و; vowel signs,
//            hamza above and the tatweel are dropped; the zero-width non-joiner becomes a space, as in
//            چای‌ساز = چای ساز
//   words    as UAX 29 divides them, without those that hold neither a letter nor a digit
//   errors   none: bytes that are not UTF-8 separate words and are otherwise ignored
//   cost     about 100 ns a letter
//   threads  any; each has its own word breaker
//   source   ICU; the Persian table follows Lucene's PersianNormalizer
//   test     tests/text/fold_test.cpp
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace moshaver {

// UTF-8, trimmed, with single blanks between words.
[[nodiscard]] std::string folded(std::string_view text);
// The words of the folded text, in their order.
[[nodiscard]] std::vector<std::string> folded_words(std::string_view text);
// The character n-grams (n = `size`) of a folded word with a blank at either end: "tea" gives " te", "tea" and "ea "
// for n = 3. Words of less than two letters have none.
[[nodiscard]] std::vector<std::string> letter_runs(std::string_view word, std::size_t size);

}  // namespace moshaver
