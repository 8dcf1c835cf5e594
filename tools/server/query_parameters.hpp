// What may follow the ? of an address: fields of requests, read and described by their tables.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "moshaver/fields.hpp"
#include "moshaver/result.hpp"
#include "tools/json/schema.hpp"

namespace moshaver::tools {

// Of AdviceRequest, AudienceRequest, OccasionsRequest and ReportOptions.
inline constexpr std::array<std::string_view, 5> customer_parameters = {"count", "max_reasons", "region", "language",
                                                                        "placement"};
inline constexpr std::array<std::string_view, 4> product_parameters = {"count", "max_reasons", "region", "language"};
inline constexpr std::array<std::string_view, 3> audience_parameters = {"count", "include_purchased", "most_scored"};
inline constexpr std::array<std::string_view, 4> occasions_parameters = {"days", "count", "now", "language"};
inline constexpr std::array<std::string_view, 2> report_parameters = {"days", "count"};

using Parameters = std::map<std::string, std::string>;

inline Result<void> read_parameter(const std::string&, const std::string& text, std::string& out) {
  out = text;
  return {};
}
Result<void> read_parameter(const std::string& name, const std::string& text, std::size_t& out);
Result<void> read_parameter(const std::string& name, const std::string& text, bool& out);
template <class Word>
requires std::is_enum_v<Word> Result<void> read_parameter(const std::string& name, const std::string& text, Word& out) {
  MOSHAVER_TRY(word, parse_word<Word>(text, name));
  out = word;
  return {};
}

// Calls visit(field, record) for the fields of the record, and of records in it, that may be given in an address.
template <class Record, class Visit>
void for_each_parameter(Record& record, std::span<const std::string_view> allowed, const Visit& visit) {
  for_each_field<std::remove_const_t<Record>>([&](const auto& field) {
    auto& value = record.*field.member;
    if constexpr (Described<decltype(value)>) {
      for_each_parameter(value, allowed, visit);
    } else if constexpr (requires(std::remove_cvref_t<decltype(value)> out) { read_parameter("", "", out); }) {
      for (const std::string_view name : allowed) {
        if (name == field.name) visit(field, value);
      }
    }
  });
}

// Errors: invalid_argument with the parameter.
template <class Record>
[[nodiscard]] Result<void> read_parameters(const Parameters& parameters, std::span<const std::string_view> allowed,
                                           Record& out) {
  for (const auto& [name, text] : parameters) {
    Result<void> done;
    bool known = false;
    for_each_parameter(out, allowed, [&](const auto& field, auto& value) {
      if (known || name != field.name) return;
      known = true;
      done = read_parameter(name, text, value);
    });
    MOSHAVER_CHECK(done);
    if (known) continue;
    std::string names;
    for (const std::string_view one : allowed) names += (names.empty() ? "" : ", ") + std::string(one);
    return failure(ErrorCode::invalid_argument, "there is no parameter \"" + name + "\" here; there are " + names,
                   name);
  }
  return {};
}

// Each as an OpenAPI parameter.
template <class Record>
void describe_parameters(JsonWriter& json, std::span<const std::string_view> names) {
  Record record;
  for_each_parameter(record, names, [&](const auto& field, const auto& value) {
    json.StartObject();
    put(json, "name", field.name);
    put(json, "in", "query");
    put(json, "description", field.meaning);
    json.Key("schema");
    json.StartObject();
    // What is given is not null.
    schema::put_value_schema<std::remove_cvref_t<decltype(value)>>(json, field.rule, SchemaOf::request, true);
    schema::put_default(json, value);
    json.EndObject();
    json.EndObject();
  });
}

}  // namespace moshaver::tools
