#include "engine/text/local_format.hpp"

#include <unicode/locid.h>
#include <unicode/numberformatter.h>
#include <unicode/plurrule.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <optional>

namespace moshaver {

namespace {

constexpr std::int64_t kept_numbers = 1'000;
constexpr std::size_t kept_dates = 1'024;

// ICU's data has both languages; without it nothing can be formatted.
void check(UErrorCode error) {
  if (U_FAILURE(error)) std::abort();
}

void append_utf8(const icu::UnicodeString& text, std::string& out) { text.toUTF8String(out); }

// One thread's dates of one pattern. The dates of a shop lie within a few years, so a date's place is its day number
// modulo the size, and two dates rarely share a place.
class KeptDates {
 public:
  explicit KeptDates(const DatePattern& pattern) {
    UErrorCode error = U_ZERO_ERROR;
    format_ = std::make_unique<icu::SimpleDateFormat>(icu::UnicodeString::fromUTF8(pattern.pattern()),
                                                      icu::Locale(locale_name(pattern.language())), error);
    check(error);
    format_->adoptTimeZone(icu::TimeZone::getGMT()->clone());
  }
  const std::string& text(MessageTime time) {
    Kept& kept = dates_[static_cast<std::uint64_t>(time.seconds / 86'400) % kept_dates];
    if (kept.time != time) {
      icu::UnicodeString text;
      format_->format(static_cast<UDate>(time.seconds) * 1'000, text);
      kept.text.clear();
      append_utf8(text, kept.text);
      kept.time = time;
    }
    return kept.text;
  }

 private:
  struct Kept {
    std::optional<MessageTime> time;
    std::string text;
  };
  std::unique_ptr<icu::SimpleDateFormat> format_;
  std::array<Kept, kept_dates> dates_;
};

}  // namespace

MessageTime day_of(std::string_view iso_date) {
  int year = 0;
  unsigned month = 0, day = 0;
  const auto read = [&](std::size_t at, std::size_t size, auto& out) {
    if (iso_date.size() < at + size) return false;
    const char* const end = iso_date.data() + at + size;
    return std::from_chars(iso_date.data() + at, end, out).ptr == end;
  };
  if (!read(0, 4, year) || !read(5, 2, month) || !read(8, 2, day)) return {};
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  return date.ok() ? MessageTime{std::chrono::sys_days(date).time_since_epoch().count() * std::int64_t{86'400}}
                   : MessageTime{};
}

DatePattern::DatePattern(Language language, std::string pattern) : language_(language), pattern_(std::move(pattern)) {
  static std::atomic<std::size_t> next = 0;
  id_ = next++;
}

void append_date(MessageTime time, const DatePattern& pattern, std::string& out) {
  thread_local std::vector<std::unique_ptr<KeptDates>> by_pattern;
  if (by_pattern.size() <= pattern.id()) by_pattern.resize(pattern.id() + 1);
  auto& dates = by_pattern[pattern.id()];
  if (!dates) dates = std::make_unique<KeptDates>(pattern);
  out += dates->text(time);
}

const char* locale_name(Language language) {
  return language == Language::persian ? "fa_IR@calendar=persian;numbers=arabext" : "en_GB@calendar=gregorian";
}

struct LocalFormat::Icu {
  icu::number::LocalizedNumberFormatter numbers;
  std::unique_ptr<icu::PluralRules> plurals;

  explicit Icu(Language language) {
    const icu::Locale locale(locale_name(language));
    numbers = icu::number::NumberFormatter::withLocale(locale).precision(icu::number::Precision::maxFraction(3));
    UErrorCode error = U_ZERO_ERROR;
    plurals.reset(icu::PluralRules::forLocale(locale, error));
    check(error);
  }
  void append(const icu::number::FormattedNumber& number, std::string& out) const {
    UErrorCode error = U_ZERO_ERROR;
    append_utf8(number.toTempString(error), out);
    check(error);
  }
  void append(std::int64_t number, std::string& out) const {
    UErrorCode error = U_ZERO_ERROR;
    append(numbers.formatInt(number, error), out);
  }
  void append(double number, std::string& out) const {
    UErrorCode error = U_ZERO_ERROR;
    append(numbers.formatDouble(number, error), out);
  }
  [[nodiscard]] std::string plural_form(std::int64_t number) const {
    std::string form;
    append_utf8(plurals->select(static_cast<double>(number)), form);
    return form;
  }
};

LocalFormat::LocalFormat(Language language) : icu_(std::make_unique<Icu>(language)) {
  for (std::int64_t number = 0; number < kept_numbers; ++number) {
    icu_->append(number, numbers_.emplace_back());
    plural_forms_.push_back(icu_->plural_form(number));
  }
}

LocalFormat::~LocalFormat() = default;

const LocalFormat& LocalFormat::of(Language language) {
  static const LocalFormat english(Language::english), persian(Language::persian);
  return language == Language::persian ? persian : english;
}

void LocalFormat::append(std::int64_t number, std::string& out) const {
  const bool kept = number >= 0 && number < kept_numbers;
  kept ? (void)(out += numbers_[static_cast<std::size_t>(number)]) : icu_->append(number, out);
}

void LocalFormat::append(double number, std::string& out) const { icu_->append(number, out); }

std::string LocalFormat::plural_form(std::int64_t number) const {
  const bool kept = number >= 0 && number < kept_numbers;
  return kept ? plural_forms_[static_cast<std::size_t>(number)] : icu_->plural_form(number);
}

}  // namespace moshaver
