// Patterns, numbers, plurals and dates: engine/text/message.hpp and local_format.hpp. ICU's own MessageFormat is the judge.
#include "engine/text/messages.hpp"

#include <unicode/msgfmt.h>
#include <unicode/timezone.h>

#include <array>
#include <catch2/catch.hpp>
#include <memory>
#include <thread>

using namespace moshaver;
using Catch::Contains;

namespace {

constexpr std::array both = {Language::english, Language::persian};

std::string said(Language language, std::string_view pattern, std::vector<MessageArgument> arguments = {}) {
  const auto message = Message::parse(language, pattern);
  if (!message) FAIL(message.error().message);
  std::string text;
  message->append(arguments, text);
  return text;
}

const std::string isolate = "\u2068", end_of_isolate = "\u2069";

// The value with this number, for an argument that is used so.
MessageArgument value(std::string_view name, const std::string& uses, std::size_t number) {
  static constexpr std::array<std::string_view, 4> texts = {"Mohkam Saw", "اره", "", "چای Ahmad 500"};
  static constexpr std::array<std::int64_t, 14> wholes = {0,   1,   2,    3,     11,        21, 100,
                                                          101, 999, 1000, 12345, 120000000, -1, -1234};
  static constexpr std::array<double, 7> numbers = {0, 1, .5, 120'000, 1'234.5678, 9'900'000.25, -3};
  static constexpr std::array<std::int64_t, 8> days = {0, 1, 365, 19'802, 20'168, 20'730, 20'731, 47'000};
  if (uses == "text") return {name, texts[number % texts.size()]};
  if (uses == "number") return {name, numbers[number % numbers.size()]};
  if (uses == "date") return {name, MessageTime{days[number % days.size()] * 86'400 + (number % 3 == 0 ? 0 : 37'800)}};
  return {name, wholes[number % wholes.size()]};
}

icu::UnicodeString wide(const std::string& text) { return icu::UnicodeString::fromUTF8(text); }

std::string by_icu(Language language, const std::string& pattern, const std::vector<MessageArgument>& arguments) {
  UErrorCode error = U_ZERO_ERROR;
  UParseError where;
  const icu::MessageFormat format(wide(pattern), icu::Locale(locale_name(language)), where, error);
  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  for (const auto& [name, given] : arguments) {
    names.push_back(wide(std::string(name)));
    if (const auto* text = std::get_if<std::string_view>(&given)) {
      const bool word = *text == "book" || *text == "toy";  // of a select: not shown
      const bool isolated = (language == Language::persian && !word) || *text == "اره" || *text == "چای Ahmad 500";
      const std::string isolates = isolate + std::string(*text) + end_of_isolate;
      values.emplace_back(wide(isolated ? isolates : std::string(*text)));
    } else if (const auto* whole = std::get_if<std::int64_t>(&given)) {
      values.emplace_back(*whole);
    } else if (const auto* number = std::get_if<double>(&given)) {
      values.emplace_back(*number);
    } else {
      values.emplace_back(static_cast<UDate>(std::get<MessageTime>(given).seconds) * 1'000, icu::Formattable::kIsDate);
    }
  }
  icu::UnicodeString text;
  format.format(names.data(), values.data(), static_cast<int>(values.size()), text, error);
  REQUIRE(U_SUCCESS(error));
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

// icu::MessageFormat writes times in the process's time zone.
class InGreenwich {
 public:
  InGreenwich() : before_(icu::TimeZone::createDefault()) { icu::TimeZone::setDefault(*icu::TimeZone::getGMT()); }
  ~InGreenwich() { icu::TimeZone::adoptDefault(before_.release()); }
  InGreenwich(const InGreenwich&) = delete;
  InGreenwich& operator=(const InGreenwich&) = delete;

 private:
  std::unique_ptr<icu::TimeZone> before_;
};

}  // namespace

TEST_CASE("every text in both languages reads as ICU's MessageFormat would write it") {
  const InGreenwich zone;
  std::size_t compared = 0;
  for (const Language language : both) {
    const auto lines = Messages::read(Messages::file_of(language));
    REQUIRE(lines);
    for (const auto& [key, pattern] : *lines) {
      const Message& message = Messages::of(language).all().at(key);
      const auto uses = message.arguments();
      for (std::size_t round = 0; round < 56; ++round) {
        std::vector<MessageArgument> arguments;
        std::size_t number = round;
        for (const auto& [name, use] : uses) {
          arguments.push_back(value(name, use, number));
          number = number * 3 + 1;
        }
        std::string text;
        message.append(arguments, text);
        CAPTURE(key, round);
        REQUIRE(text == by_icu(language, pattern, arguments));
        ++compared;
      }
    }
  }
  CHECK(compared > 10'000);
}

TEST_CASE("plurals, selects, nested messages and apostrophes are read as ICU reads them") {
  const InGreenwich zone;
  for (const std::string pattern :
       {"{n, plural, =0 {none} =1 {it's one} one {single #} other {# of {n, number}}}",
        "{n, plural, other {# {d, date,d MMM y HH:mm} '{'#'}'}} {d, date,EEEE}",
        "shop's {who, select, book {a book} other {{n, plural, one {#} other {## more}}}}"}) {
    for (const Language language : both) {
      for (std::size_t round = 0; round < 40; ++round) {
        const std::vector<MessageArgument> arguments = {
            value("n", "plural", round), value("d", "date", round * 5), {"who", round % 2 == 0 ? "book" : "toy"}};
        CAPTURE(pattern, round);
        REQUIRE(said(language, pattern, arguments) == by_icu(language, pattern, arguments));
      }
    }
  }
}

TEST_CASE("whole numbers read as ICU writes them, small or large") {
  for (const Language language : both) {
    for (std::int64_t number = -2'000; number < 3'000; ++number) {
      const std::vector<MessageArgument> arguments = {{"n", number}};
      REQUIRE(said(language, "{n, number}", arguments) == by_icu(language, "{n, number}", arguments));
    }
  }
}

TEST_CASE("Persian has Persian digits and Jalali dates, English the Gregorian calendar") {
  const std::vector<MessageArgument> arguments = {{"n", std::int64_t{1'234'567}}, {"d", day_of("2026-10-04")}};
  CHECK(said(Language::persian, "{n, number}، {d, date,EEEE d MMMM y}", arguments) == "۱٬۲۳۴٬۵۶۷، یکشنبه ۱۲ مهر ۱۴۰۵");
  CHECK(said(Language::english, "{n, number}, {d, date,EEEE d MMMM y}", arguments) ==
        "1,234,567, Sunday 4 October 2026");
  // The last day of a leap year, and the first of the next.
  CHECK(said(Language::persian, "{d, date,d MMMM y}", {{"d", day_of("2025-03-20")}}) == "۳۰ اسفند ۱۴۰۳");
  CHECK(said(Language::persian, "{d, date,d MMMM y}", {{"d", day_of("2025-03-21")}}) == "۱ فروردین ۱۴۰۴");
}

TEST_CASE("a day is read from the start of an ISO 8601 date") {
  CHECK(day_of("1970-01-02").seconds == 86'400);
  CHECK(day_of("2026-12-02T23:59:59+03:30") == day_of("2026-12-02"));
  for (const char* wrong : {"", "soon", "2026-02-30", "2026-1-1", "2026-13-01", "20261202"}) {
    CAPTURE(wrong);
    CHECK(day_of(wrong).seconds == 0);
  }
}

TEST_CASE("dates whose places in the cache are the same do not take each other's text") {
  const std::string pattern = "{d, date,yyyy-MM-dd}";
  const auto message = Message::parse(Language::english, pattern);
  REQUIRE(message);
  for (int round = 0; round < 3; ++round) {
    for (const auto& [day, expected] : {std::pair{std::int64_t{0}, "1970-01-01"}, {1'024, "1972-10-21"}}) {
      const std::array arguments = {MessageArgument{"d", MessageTime{day * 86'400}}};
      std::string text;
      message->append(arguments, text);
      CHECK(text == expected);
    }
  }
}

TEST_CASE("a title in a Persian sentence is isolated, and in an English one if it is written from right to left") {
  const std::string_view latin = "Bosch GSR 12V", persian = "دریل";
  CHECK(said(Language::persian, "شبیه «{title}» است", {{"title", latin}}) ==
        "شبیه «" + isolate + "Bosch GSR 12V" + end_of_isolate + "» است");
  CHECK(said(Language::persian, "شبیه «{title}» است", {{"title", persian}}) ==
        "شبیه «" + isolate + "دریل" + end_of_isolate + "» است");
  CHECK(said(Language::english, "similar to {title}", {{"title", latin}}) == "similar to Bosch GSR 12V");
  CHECK(said(Language::english, "similar to {title}", {{"title", persian}}) ==
        "similar to " + isolate + "دریل" + end_of_isolate);
}

TEST_CASE("an argument that is not given stays visible") {
  CHECK(said(Language::english, "costs {price}") == "costs {price}");
}

TEST_CASE("a pattern that ICU cannot parse, or that this engine does not know, is refused") {
  for (const char* wrong :
       {"{", "{title", "{n, plural, one {x}}", "{n, choice, 0#a|1#b}", "{n, plural, offset:1 other {#}}",
        "{n, number, percent}", "{d, date}", "{d, time,HH:mm}", "{n, selectordinal, other {#}}"}) {
    CAPTURE(wrong);
    const auto message = Message::parse(Language::english, wrong);
    REQUIRE_FALSE(message);
    CHECK(message.error().code == ErrorCode::bad_format);
  }
}

TEST_CASE("a file of texts has one key a line, comments, and indented lines that continue") {
  const auto messages =
      Messages::parse(Language::english, "# a comment\n\nhello = hello {name}\r\nlong =\n  one\n  two\n");
  REQUIRE(messages);
  CHECK(messages->text("hello", {{"name", std::string_view("you")}}) == "hello you");
  CHECK(messages->text("long") == "one two");
  CHECK(messages->text("none") == "none");
  CHECK_FALSE(messages->has("none"));
}

TEST_CASE("a wrong file of texts is refused with the line or the key") {
  const auto problem = [](std::string_view file) {
    const auto messages = Messages::parse(Language::english, file);
    REQUIRE_FALSE(messages);
    return messages.error().message;
  };
  CHECK_THAT(problem("good = yes\nno divider\n"), Contains("line 2"));
  CHECK_THAT(problem("  continues\n"), Contains("line 1"));
  CHECK_THAT(problem("twice = a\ntwice = b\n"), Contains("twice"));
  CHECK_THAT(problem("wrong = {\n"), Contains("wrong"));
}

TEST_CASE("many threads read the same texts") {
  const auto all_texts = [] {
    std::string all;
    for (std::int64_t day = 18'000; day < 21'000; day += 7) {
      for (const Language language : both) {
        all += Messages::of(language).text("reason.buy_again.bought_on",
                                           {{"times", day % 5 + 1}, {"last", MessageTime{day * 86'400}}});
      }
    }
    return all;
  };
  const std::string expected = all_texts();
  std::array<std::string, 4> found;
  std::vector<std::thread> threads;
  for (std::string& text : found) threads.emplace_back([&text, &all_texts] { text = all_texts(); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& text : found) CHECK(text == expected);
}
