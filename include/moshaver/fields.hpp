// How a record is described: one line a field. Files, the store, checks, JSON, /openapi.json and --help are all made from
// these lines, so a new field is a member and a line.
//
//   table    fields_of<Record>: a tuple of Field, Group and Inlined, in the order in which they are written
//   use      for_each_field<Record>([](const auto& field) {...}): unrolled at compile time
//   example  shop_records.hpp (what a shop sends), advice_fields.hpp (requests and answers)
//   tests    tests/ingest/described_records_test.cpp, tests/server/contract_test.py
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "moshaver/result.hpp"

namespace moshaver {

inline constexpr std::size_t max_id_bytes = 1024;
inline constexpr std::size_t max_text_bytes = std::size_t{64} << 10;
inline constexpr double max_quantity = 1e9;
inline constexpr double max_money = 1e12;
inline constexpr double max_lead_days = 36'500;

// What a text stands for.
enum class TextForm {
  text,       // at most max_text_bytes
  id,         // at most max_id_bytes
  time,       // ISO 8601 or Unix seconds, from 1970 to 2099
  month_day,  // MM-DD
  word,       // one of a few words, in any case
};

// What a value of the field may be. Its C++ type says whether it is a text, a number, a flag or a list of these.
struct FieldRule {
  TextForm form = TextForm::text;
  bool required = false;  // of what comes in: it must be given; of what goes out: it is always there
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  bool zero = true;                              // whether 0 is allowed
  std::string_view unit = {};                    // of a number
  std::span<const std::string_view> words = {};  // of a word
};

namespace rules {
inline constexpr FieldRule text{};
inline constexpr FieldRule id{.form = TextForm::id};
inline constexpr FieldRule time{.form = TextForm::time};
inline constexpr FieldRule month_day{.form = TextForm::month_day};
inline constexpr FieldRule number{};
inline constexpr FieldRule flag{};
inline constexpr FieldRule texts{};
inline constexpr FieldRule ids{.form = TextForm::id};
inline constexpr FieldRule record{};
inline constexpr FieldRule count{.least = 0};
inline constexpr FieldRule share{.least = 0, .most = 1};
inline constexpr FieldRule money{.least = 0, .most = max_money, .unit = "the shop's currency"};

constexpr FieldRule word(std::span<const std::string_view> words) { return {.form = TextForm::word, .words = words}; }
// Of a member that is an enumeration with words_of.
inline constexpr FieldRule one_of{.form = TextForm::word};
constexpr FieldRule between(double least, double most, std::string_view unit = {}) {
  return {.least = least, .most = most, .unit = unit};
}
constexpr FieldRule required(FieldRule rule) {
  rule.required = true;
  return rule;
}
constexpr FieldRule without_zero(FieldRule rule) {
  rule.zero = false;
  return rule;
}
}  // namespace rules

// `member` may be a base's.
template <class Record, class Member>
struct Field {
  using Value = Member;
  const char* name;
  Member Record::*member;
  FieldRule rule;
  const char* meaning;
};
template <class Record, class Member>
Field(const char*, Member Record::*, FieldRule, const char*) -> Field<Record, Member>;

// Members of the record itself that stand together, as an object of their own, under one name.
template <class... Members>
struct Group {
  const char* name;
  std::tuple<Members...> members;
  const char* meaning;
};
template <class... Members>
Group(const char*, std::tuple<Members...>, const char*) -> Group<Members...>;

// A member that is a record of its own, whose fields stand among those of the record that holds it.
template <class Record, class Member>
struct Inlined {
  Member Record::*member;
};
template <class Record, class Member>
Inlined(Member Record::*) -> Inlined<Record, Member>;

// Specialised for each record that is described.
template <class Record>
inline constexpr std::tuple<> fields_of;

template <class Record>
inline constexpr std::size_t field_count = std::tuple_size_v<std::remove_cvref_t<decltype(fields_of<Record>)>>;

template <class Record>
concept Described = field_count<std::remove_cvref_t<Record>>
!= 0;

// The words of an enumeration, in the order of its values. Specialised for each that has names.
template <class E>
inline constexpr std::span<const std::string_view> words_of = {};

// Which of the words `text` is, in any case. Errors: invalid_argument with the field.
[[nodiscard]] Result<std::size_t> find_word(std::span<const std::string_view> words, std::string_view text,
                                            const std::string& field);
template <class E>
[[nodiscard]] Result<E> parse_word(std::string_view text, const std::string& field) {
  return find_word(words_of<E>, text, field).map([](std::size_t at) { return static_cast<E>(at); });
}

// Calls visit(field) for each line of the table.
template <class Record, class Visit>
constexpr void for_each_field(Visit&& visit) {
  std::apply([&](const auto&... fields) { (visit(fields), ...); }, fields_of<Record>);
}

// Calls visit(a, b) for the same line of two tables: two forms of one record.
template <class A, class B, class Visit>
constexpr void for_each_field_of_both(Visit&& visit) {
  static_assert(field_count<A> == field_count<B>);
  const auto visit_all = [&]<std::size_t... at>(std::index_sequence<at...>) {
    (visit(std::get<at>(fields_of<A>), std::get<at>(fields_of<B>)), ...);
  };
  visit_all(std::make_index_sequence<field_count<A>>());
}

}  // namespace moshaver
