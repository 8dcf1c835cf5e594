// The files of texts, engine/text/messages/: the languages agree, and the texts keep to what the house promises.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <set>

#include "engine/text/messages.hpp"

using namespace moshaver;

namespace {

// A count may be a number in one language and a plural in another.
std::set<std::string> arguments_of(const Message& message) {
  std::set<std::string> found;
  for (const auto& [name, uses] : message.arguments()) {
    const bool is_text = uses == "text" || uses == "select", is_date = uses == "date";
    found.insert(name + (is_text ? " text" : is_date ? " date" : " number"));
  }
  return found;
}

// The text with a value for each argument.
std::string example(const Message& message, std::int64_t number) {
  std::vector<MessageArgument> arguments;
  const auto uses = message.arguments();
  for (const auto& [name, use] : uses) {
    if (use == "text") arguments.push_back({name, std::string_view("چای")});
    if (use == "date") arguments.push_back({name, MessageTime{20'000 * 86'400}});
    if (use != "text" && use != "date") arguments.push_back({name, number});
  }
  std::string text;
  message.append(arguments, text);
  return text;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the languages have the same texts, with the same arguments") {
  const auto &english = Messages::of(Language::english).all(), &persian = Messages::of(Language::persian).all();
  CHECK(english.size() > 80);
  for (const auto& [key, message] : english) {
    CAPTURE(key);
    REQUIRE(persian.count(key) == 1);
    CHECK(arguments_of(message) == arguments_of(persian.at(key)));
  }
  for (const auto& [key, message] : persian) {
    CAPTURE(key);
    CHECK(english.count(key) == 1);
  }
}

TEST_CASE("the keys stand in the same order in every file, so that translators find them") {
  const auto english = Messages::read(Messages::file_of(Language::english)),
             persian = Messages::read(Messages::file_of(Language::persian));
  REQUIRE(english);
  REQUIRE(persian);
  REQUIRE(english->size() == persian->size());
  for (std::size_t at = 0; at < english->size(); ++at) CHECK((*english)[at].first == (*persian)[at].first);
}

TEST_CASE("Persian texts have Persian letters, digits and quotation marks") {
  for (const auto& [key, message] : Messages::of(Language::persian).all()) {
    for (const std::int64_t number : {1, 3}) {
      const std::string text = example(message, number);
      CAPTURE(key, text);
      CHECK(std::none_of(text.begin(), text.end(), [](char letter) { return letter >= '0' && letter <= '9'; }));
      for (const char* foreign : {"ي", "ك", "\"", "?", ";", ",", "{", "  "}) CHECK_FALSE(contains(text, foreign));
      CHECK_FALSE(contains(text, " \u200c"));
      CHECK_FALSE(contains(text, "\u200c "));
      // Names of fields are Latin; nothing else is.
      if (key == "need.lead_days" || key == "need.need_by") continue;
      CHECK(std::none_of(text.begin(), text.end(),
                         [](char letter) { return (letter | 0x20) >= 'a' && (letter | 0x20) <= 'z'; }));
    }
  }
}

TEST_CASE("no text claims that one thing is the cause of another") {
  constexpr std::array causal = {"because",         "Because", "since you", "that is why", "therefore",       "due to",
                                 "led to",          "چون ",    "زیرا",      "به خاطر",     "به‌خاطر", "به دلیل",
                                 "به‌دلیل", "باعث"};
  for (const Language language : {Language::english, Language::persian}) {
    for (const auto& [key, message] : Messages::of(language).all()) {
      for (const std::int64_t number : {1, 3}) {
        const std::string text = example(message, number);
        CAPTURE(key, text);
        for (const char* word : causal) CHECK_FALSE(contains(text, word));
      }
    }
  }
}

TEST_CASE("reasons and rules have no full stop, effects and needs are whole sentences") {
  for (const Language language : {Language::english, Language::persian}) {
    for (const auto& [key, message] : Messages::of(language).all()) {
      const std::string text = example(message, 3);
      CAPTURE(key, text);
      const bool whole = key.rfind("effect.", 0) == 0 || key.rfind("need.", 0) == 0;
      CHECK(text.ends_with(".") == whole);
    }
  }
}
