// What counts as the same word: engine/text/fold.hpp.
#include "engine/text/fold.hpp"

#include <catch2/catch.hpp>

using namespace moshaver;
using ItemBitmap = std::vector<std::string>;

TEST_CASE("Arabic and Persian letters that look alike become one") {
  CHECK(folded("كتاب علي") == folded("کتاب علی"));
  CHECK(folded("كتاب علي") == "کتاب علی");
  CHECK(folded("موسيقى") == "موسیقی");
  CHECK(folded("قهوة") == "قهوه");
  CHECK(folded("خانۀ") == "خانه");
  CHECK(folded("أحمد إيران ٱ") == "احمد ایران ا");
  CHECK(folded("مسئول مؤثر") == "مسیول موثر");
}

TEST_CASE("alef with madda stays the letter that it is") {
  CHECK(folded("آب") == "آب");
  CHECK(folded("\u0627\u0653ب") == "آب");  // written as two marks
  CHECK(folded("آب") != folded("اب"));
}

TEST_CASE("vowel signs, tatweel and direction marks go") {
  CHECK(folded("كِتابٌ") == "کتاب");
  CHECK(folded("چــــای") == "چای");
  CHECK(folded("\u200Fچای\u200E") == "چای");
}

TEST_CASE("the zero-width non-joiner divides words as a space does") {
  CHECK(folded_words("چای‌ساز") == ItemBitmap{"چای", "ساز"});
  CHECK(folded("می‌خواهم") == folded("می خواهم"));
}

TEST_CASE("digits of every script become the same digits") {
  CHECK(folded("۱۲۳ ١٢٣ 123 １２３ १२३") == "123 123 123 123 123");
  CHECK(folded_words("چای ۲۵۰ گرم") == ItemBitmap{"چای", "250", "گرم"});
}

TEST_CASE("case, width, ligatures and accents do not tell words apart") {
  CHECK(folded("CAFÉ Ｔｅａ ﬁne Straße") == "cafe tea fine strasse");
  CHECK(folded("cafe\u0301") == folded("café"));
}

TEST_CASE("letters of other scripts keep marks that belong to them") {
  CHECK(folded("が") == "が");
  CHECK(folded("が") != folded("か"));
}

TEST_CASE("words end at punctuation; what has neither letter nor digit is none") {
  CHECK(folded_words("Tea, green (loose-leaf) & more!") == ItemBitmap{"tea", "green", "loose", "leaf", "more"});
  CHECK(folded_words("FRZN MEAT/MEAT DINNERS") == ItemBitmap{"frzn", "meat", "meat", "dinners"});
  CHECK(folded_words("چای سبز، ۱۰۰ گرم؛ تازه") == ItemBitmap{"چای", "سبز", "100", "گرم", "تازه"});
  CHECK(folded_words("!؟ — …").empty());
}

TEST_CASE("blanks of any kind are single and inside only") {
  CHECK(folded("  tea \t\n  time\u00A0\u3000") == "tea time");
  CHECK(folded("").empty());
  CHECK(folded(" \u200C ").empty());
  CHECK(folded_words("").empty());
}

TEST_CASE("bytes that are no UTF-8 divide words and do no other harm") {
  CHECK(folded_words("tea\xFFtime") == ItemBitmap{"tea", "time"});
  CHECK(folded("\xC3").empty());
  CHECK(folded("\xED\xA0\x80\xF5\x80 tea") == "tea");  // half a surrogate pair, a byte that begins nothing
  CHECK(folded(std::string_view("a\0b", 3)).size() == 3);
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = "tea " + std::string(1, static_cast<char>(byte)) + " time";
    const ItemBitmap words = folded_words(text);
    CAPTURE(byte);
    REQUIRE(words.size() >= 2);
    CHECK(words.front() == "tea");
    CHECK(words.back() == "time");
  }
}

TEST_CASE("folding what is folded changes nothing") {
  for (const char* text :
       {"كتاب علي", "CAFÉ Ｔｅａ ﬁne Straße", "خانۀ ما", "مسئول", "آب‌میوه ۱۲", "İstanbul", "ΣΊΣΥΦΟΣ"}) {
    CHECK(folded(folded(text)) == folded(text));
  }
}

TEST_CASE("runs of letters count letters, not bytes, and know where a word begins and ends") {
  CHECK(letter_runs("tea", 3) == ItemBitmap{" te", "tea", "ea "});
  CHECK(letter_runs("چای", 3) == ItemBitmap{" چا", "چای", "ای "});
  CHECK(letter_runs("چای", 5) == ItemBitmap{" چای "});
  CHECK(letter_runs("چای", 6).empty());
  CHECK(letter_runs("a", 3).empty());
  CHECK(letter_runs("", 3).empty());
}
