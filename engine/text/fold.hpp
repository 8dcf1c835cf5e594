// Text made comparable: what readers take for the same word becomes the same bytes. For matching; text is shown as given.
//
//   folds    NFKC and case (ﬁ, Ａ, ß); accents on letters (café); every script's digits to 0-9
//   Persian  ي ى ئ to ی; ك to ک; ة ۀ ە ھ ہ to ه; أ إ ٱ to ا (آ stays, it is another letter); ؤ to و; vowel signs,
//            hamza above and the tatweel go; the zero-width non-joiner becomes a space, as چای‌ساز is also written چای ساز
//   words    between the boundaries of UAX 29, those with a letter or a digit
//   bytes    that are not UTF-8 divide words and are otherwise ignored
//   cost     some 100 ns a letter
//   threads  may be called on any thread; each keeps a word breaker of its own
//   source   ICU; the Persian table follows Lucene's PersianNormalizer
//   test     tests/text/fold_test.cpp
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace moshaver {

// UTF-8, without blanks at either end and with single ones between.
[[nodiscard]] std::string folded(std::string_view text);
// The words of the folded text, in their order.
[[nodiscard]] std::vector<std::string> folded_words(std::string_view text);
// All runs of `size` letters of a folded word, with a blank at either end: "tea" gives " te", "tea" and "ea " at 3.
// ItemBitmap of less than two letters have none.
[[nodiscard]] std::vector<std::string> letter_runs(std::string_view word, std::size_t size);

}  // namespace moshaver
