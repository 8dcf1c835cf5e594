// A sentence of a reason: the compiled patterns of engine/text/message.hpp beside icu::MessageFormat.
// Sketch: a lookup among 120 keys, five arguments by name, one date from the cache, 150 bytes: about .2 us.
#include <benchmark/benchmark.h>
#include <unicode/msgfmt.h>

#include "engine/text/messages.hpp"

namespace moshaver {
namespace {

constexpr const char* key = "reason.bought_together.bought_on";

void compiled_message(benchmark::State& state) {
  const auto language = static_cast<Language>(state.range(0));
  const Messages& messages = Messages::of(language);
  std::int64_t round = 0;
  for (auto _ : state) {
    ++round;
    benchmark::DoNotOptimize(messages.text(key, {{"title", std::string_view("Mohkam Washable Wall Paint Cream")},
                                                 {"times", round % 5 + 1},
                                                 {"last", MessageTime{(20'000 + round % 700) * 86'400}},
                                                 {"customers", std::int64_t{0}}}));
  }
}
BENCHMARK(compiled_message)->ArgName("language")->Arg(0)->Arg(1);

void icu_message_format(benchmark::State& state) {
  const auto language = static_cast<Language>(state.range(0));
  std::string pattern;
  const auto lines = Messages::read(Messages::file_of(language));
  for (const auto& [name, text] : *lines) {
    if (name == key) pattern = text;
  }
  UErrorCode error = U_ZERO_ERROR;
  UParseError where;
  const icu::MessageFormat format(icu::UnicodeString::fromUTF8(pattern), icu::Locale(locale_name(language)), where,
                                  error);
  const icu::UnicodeString names[] = {"title", "times", "last"};
  std::int64_t round = 0;
  for (auto _ : state) {
    ++round;
    const icu::Formattable values[] = {
        icu::UnicodeString::fromUTF8("Mohkam Washable Wall Paint Cream"), round % 5 + 1,
        icu::Formattable(static_cast<UDate>(20'000 + round % 700) * 86'400'000, icu::Formattable::kIsDate)};
    icu::UnicodeString text;
    std::string bytes;
    format.format(names, values, 3, text, error).toUTF8String(bytes);
    benchmark::DoNotOptimize(bytes);
  }
}
BENCHMARK(icu_message_format)->ArgName("language")->Arg(0)->Arg(1);

}  // namespace
}  // namespace moshaver
