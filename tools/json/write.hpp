// Records as JSON, by their tables of fields (moshaver/fields.hpp): the same on the command line and over HTTP.
//
//   absent   a field that is not required is left out where it is empty, zero or none
//   text     what is not UTF-8 becomes U+FFFD
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "moshaver/advice_fields.hpp"
#include "moshaver/fields.hpp"
#include "moshaver/is_given.hpp"

namespace moshaver::tools {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

// ---- values ----

void put_value(JsonWriter&, std::string_view text);
inline void put_value(JsonWriter& json, const std::string& text) { put_value(json, std::string_view(text)); }
inline void put_value(JsonWriter& json, bool value) { json.Bool(value); }
template <std::floating_point Number>
void put_value(JsonWriter& json, Number value) {
  json.Double(value);  // finite
}
template <std::integral Number>
void put_value(JsonWriter& json, Number value) {
  if constexpr (std::is_signed_v<Number>) {
    json.Int64(value);
  } else {
    json.Uint64(value);
  }
}
template <class T>
void put_value(JsonWriter& json, const std::optional<T>& value) {
  value ? put_value(json, *value) : (void)json.Null();
}
// {"out_of_stock": 4}
void put_value(JsonWriter&, const std::vector<Removed>&);
template <Described Record>
void put_value(JsonWriter&, const Record&);

template <class List>
void put_list(JsonWriter& json, const List& list) {
  json.StartArray();
  for (const auto& one : list) put_value(json, one);
  json.EndArray();
}
template <class T>
void put_value(JsonWriter& json, const std::vector<T>& list) {
  put_list(json, list);
}
template <class T, std::size_t N>
void put_value(JsonWriter& json, const std::array<T, N>& list) {
  put_list(json, list);
}

template <class T>
void put(JsonWriter& json, const char* name, const T& value) {
  json.Key(name);
  put_value(json, value);
}
inline void put(JsonWriter& json, const char* name, const char* text) { put(json, name, std::string_view(text)); }

// ---- records ----

template <class Record>
void put_fields(JsonWriter&, const Record&);

template <class Record, class Owner, class Member>
void put_field(JsonWriter& json, const Record& record, const Field<Owner, Member>& field) {
  const Member& value = record.*field.member;
  if constexpr (Described<Member>) {
    put(json, field.name, value);
  } else {
    if (field.rule.required || is_given(value)) put(json, field.name, value);
  }
}
template <class Record, class... Members>
void put_field(JsonWriter& json, const Record& record, const Group<Members...>& group) {
  json.Key(group.name);
  json.StartObject();
  std::apply([&](const auto&... fields) { (put_field(json, record, fields), ...); }, group.members);
  json.EndObject();
}
template <class Record, class Owner, class Member>
void put_field(JsonWriter& json, const Record& record, const Inlined<Owner, Member>& inlined) {
  put_fields(json, record.*inlined.member);
}

// What is within the braces.
template <class Record>
void put_fields(JsonWriter& json, const Record& record) {
  for_each_field<Record>([&](const auto& field) { put_field(json, record, field); });
}
template <Described Record>
void put_value(JsonWriter& json, const Record& record) {
  json.StartObject();
  put_fields(json, record);
  json.EndObject();
}

// One object, filled in by `fill(JsonWriter&)`.
template <class Fill>
[[nodiscard]] std::string json_object(const Fill& fill) {
  rapidjson::StringBuffer buffer;
  JsonWriter json(buffer);
  json.StartObject();
  fill(json);
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}
template <Described Record>
[[nodiscard]] std::string json_of(const Record& record) {
  return json_object([&](JsonWriter& json) { put_fields(json, record); });
}

}  // namespace moshaver::tools
