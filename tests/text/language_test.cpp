// Which language an answer is in: engine/text/language.hpp.
#include "engine/text/language.hpp"

#include <catch2/catch.hpp>

using namespace moshaver;

TEST_CASE("the request chooses the language, else the customer, else the shop, else English") {
  CHECK(choose_language("", "", "") == Language::english);
  CHECK(choose_language("fa", "en", "en") == Language::persian);
  CHECK(choose_language("en", "fa", "fa") == Language::english);
  CHECK(choose_language("", "fa", "en") == Language::persian);
  CHECK(choose_language("", "en", "fa") == Language::english);
  CHECK(choose_language("", "", "fa") == Language::persian);
}

TEST_CASE("a language without texts is passed over") {
  CHECK(choose_language("", "de", "fa") == Language::persian);
  CHECK(choose_language("", "fas", "") == Language::english);
  CHECK(choose_language("", "f", "") == Language::english);
  CHECK_FALSE(find_language(""));
  CHECK_FALSE(find_language("-fa"));
}

TEST_CASE("a region may follow the language, in any case") {
  for (const char* word : {"fa", "FA", "fa-IR", "fa_IR", "Fa-Latn-IR"}) {
    CAPTURE(word);
    CHECK(find_language(word) == Language::persian);
  }
  CHECK(find_language("en-GB") == Language::english);
}
