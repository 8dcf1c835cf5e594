// Which spellings count as the same word: engine/text/fold.hpp.
#include "engine/text/fold.hpp"

#include <catch2/catch.hpp>

using namespace moshaver;
using Words = std::vector<std::string>;

TEST_CASE("Arabic and Persian forms of a letter fold to one") {
  CHECK(folded("كتاب علي") == folded("کتاب علی"));
  CHECK(folded("كتاب علي") == "کتاب علی");
  CHECK(folded("موسيقى") == "موسیقی");
  CHECK(folded("قهوة") == "قهوه");
  CHECK(folded("خانۀ") == "خانه");
  CHECK(folded("أحمد إيران ٱ") == "احمد ایران ا");
  CHECK(folded("مسئول مؤثر") == "مسیول موثر");
}

TEST_CASE("alef with madda stays a letter of its own") {
  CHECK(folded("آب") == "آب");
  CHECK(folded("\u0627\u0653ب") == "آب");  // as two code points
  CHECK(folded("آب") != folded("اب"));
}

TEST_CASE("vowel signs, tatweel and direction marks are removed") {
  CHECK(folded("كِتابٌ") == "کتاب");
  CHECK(folded("چــــای") == "چای");
  CHECK(folded("\u200Fچای\u200E") == "چای");
}

TEST_CASE("the zero-width non-joiner separates words like a space") {
  CHECK(folded_words("چای‌ساز") == Words{"چای", "ساز"});
  CHECK(folded("می‌خواهم") == folded("می خواهم"));
}

TEST_CASE("digits of every script become the same digits") {
  CHECK(folded("۱۲۳ ١٢٣ 123 １２３ १२३") == "123 123 123 123 123");
  CHECK(folded_words("چای ۲۵۰ گرم") == Words{"چای", "250", "گرم"});
}

TEST_CASE("words that differ in case, width, ligatures or accents fold to the same") {
  CHECK(folded("CAFÉ Ｔｅａ ﬁne Straße") == "cafe tea fine strasse");
  CHECK(folded("cafe\u0301") == folded("café"));
}

TEST_CASE("letters of other scripts keep the marks that belong to them") {
  CHECK(folded("が") == "が");
  CHECK(folded("が") != folded("か"));
}

TEST_CASE("words end at punctuation, and a word has a letter or a digit") {
  CHECK(folded_words("Tea, green (loose-leaf) & more!") == Words{"tea", "green", "loose", "leaf", "more"});
  CHECK(folded_words("FRZN MEAT/MEAT DINNERS") == Words{"frzn", "meat", "meat", "dinners"});
  CHECK(folded_words("چای سبز، ۱۰۰ گرم؛ تازه") == Words{"چای", "سبز", "100", "گرم", "تازه"});
  CHECK(folded_words("!؟ — …").empty());
}

TEST_CASE("blanks of any kind become single spaces and are removed at both ends") {
  CHECK(folded("  tea \t\n  time\u00A0\u3000") == "tea time");
  CHECK(folded("").empty());
  CHECK(folded(" \u200C ").empty());
  CHECK(folded_words("").empty());
}

TEST_CASE("invalid UTF-8 separates words and leaves the rest unchanged") {
  CHECK(folded_words("tea\xFFtime") == Words{"tea", "time"});
  CHECK(folded("\xC3").empty());
  CHECK(folded("\xED\xA0\x80\xF5\x80 tea") == "tea");  // half a surrogate pair, an invalid first byte
  CHECK(folded(std::string_view("a\0b", 3)).size() == 3);
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = "tea " + std::string(1, static_cast<char>(byte)) + " time";
    const Words words = folded_words(text);
    CAPTURE(byte);
    REQUIRE(words.size() >= 2);
    CHECK(words.front() == "tea");
    CHECK(words.back() == "time");
  }
}

TEST_CASE("folding twice gives the same as folding once") {
  for (const char* text :
       {"كتاب علي", "CAFÉ Ｔｅａ ﬁne Straße", "خانۀ ما", "مسئول", "آب‌میوه ۱۲", "İstanbul", "ΣΊΣΥΦΟΣ"}) {
    CHECK(folded(folded(text)) == folded(text));
  }
}

TEST_CASE("letter runs count characters, not bytes, and mark the beginning and end of a word") {
  CHECK(letter_runs("tea", 3) == Words{" te", "tea", "ea "});
  CHECK(letter_runs("چای", 3) == Words{" چا", "چای", "ای "});
  CHECK(letter_runs("چای", 5) == Words{" چای "});
  CHECK(letter_runs("چای", 6).empty());
  CHECK(letter_runs("a", 3).empty());
  CHECK(letter_runs("", 3).empty());
}
