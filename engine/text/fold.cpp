#include "engine/text/fold.hpp"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <cstdlib>
#include <memory>

namespace moshaver {

namespace {

// ICU's data is linked in, so these normalizers always exist.
const icu::Normalizer2& normalizer(const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* found = get(error);
  if (U_FAILURE(error)) std::abort();
  return *found;
}

icu::UnicodeString normalized(const icu::Normalizer2& form, const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  return form.normalize(text, error);
}

constexpr UChar32 dropped = -1;

// One letter of decomposed, case-folded text; `dropped` for marks and tatweel.
UChar32 plain_letter(UChar32 letter) {
  switch (letter) {
    case 0x064A:  // ي
    case 0x0649:  // ى
      return 0x06CC;
    case 0x0643:  // ك
      return 0x06A9;
    case 0x0629:  // ة
    case 0x06BE:  // ھ
    case 0x06C1:  // ہ
    case 0x06C3:  // ۃ
    case 0x06D5:  // ە, with hamza ۀ
      return 0x0647;
    case 0x0671:  // ٱ
      return 0x0627;
    case 0x0640:  // tatweel
    case 0x0670:  // superscript alef
      return dropped;
    case 0x0653:  // the madda of آ
      return letter;
    default:
      break;
  }
  const bool is_accent = letter >= 0x0300 && letter <= 0x036F, is_vowel = letter >= 0x064B && letter <= 0x065F;
  if (is_accent || is_vowel) return dropped;
  if (u_charType(letter) == U_DECIMAL_DIGIT_NUMBER) return '0' + u_charDigitValue(letter);
  if (u_isUWhiteSpace(letter) || letter == 0xFFFD) return ' ';
  return letter;
}

icu::UnicodeString folded_text(std::string_view text) {
  static const icu::Normalizer2& compatible = normalizer(icu::Normalizer2::getNFKCCasefoldInstance);
  static const icu::Normalizer2& decomposed = normalizer(icu::Normalizer2::getNFDInstance);
  static const icu::Normalizer2& composed = normalizer(icu::Normalizer2::getNFCInstance);
  auto letters = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  // Before NFKC_Casefold, which would remove the non-joiner.
  letters.findAndReplace(icu::UnicodeString(static_cast<UChar32>(0x200C)), icu::UnicodeString(u' '));
  letters = normalized(decomposed, normalized(compatible, letters));
  icu::UnicodeString plain;
  for (std::int32_t at = 0; at < letters.length(); at = letters.moveIndex32(at, 1)) {
    const UChar32 letter = plain_letter(letters.char32At(at));
    const bool is_second_blank = letter == ' ' && (plain.isEmpty() || plain[plain.length() - 1] == u' ');
    if (letter != dropped && !is_second_blank) plain.append(letter);
  }
  return normalized(composed, plain.trim());
}

std::string utf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

icu::BreakIterator& word_breaks() {
  thread_local const std::unique_ptr<icu::BreakIterator> breaks = [] {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), error));
    if (U_FAILURE(error)) std::abort();
    return made;
  }();
  return *breaks;
}

}  // namespace

std::string folded(std::string_view text) { return utf8(folded_text(text)); }

std::vector<std::string> folded_words(std::string_view text) {
  const icu::UnicodeString plain = folded_text(text);
  icu::BreakIterator& breaks = word_breaks();
  breaks.setText(plain);
  std::vector<std::string> words;
  std::int32_t first = breaks.first();
  for (std::int32_t last = breaks.next(); last != icu::BreakIterator::DONE; first = last, last = breaks.next()) {
    if (breaks.getRuleStatus() >= UBRK_WORD_NONE_LIMIT) words.push_back(utf8(plain.tempSubStringBetween(first, last)));
  }
  return words;
}

std::vector<std::string> letter_runs(std::string_view word, std::size_t size) {
  std::vector<std::size_t> starts;  // of letters, in bytes
  const std::string padded = " " + std::string(word) + " ";
  for (std::size_t at = 0; at < padded.size(); ++at) {
    if ((static_cast<unsigned char>(padded[at]) & 0xC0U) != 0x80U) starts.push_back(at);
  }
  starts.push_back(padded.size());
  std::vector<std::string> runs;
  if (starts.size() < 5) return runs;  // two blanks, two letters, the end
  for (std::size_t first = 0; first + size < starts.size(); ++first) {
    runs.push_back(padded.substr(starts[first], starts[first + size] - starts[first]));
  }
  return runs;
}

}  // namespace moshaver
