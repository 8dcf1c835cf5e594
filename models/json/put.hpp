// Writes JSON fields, one per call, and an object as one line of text.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "moshaver/evaluation_report.hpp"

namespace moshaver {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

inline void put_key(JsonWriter& json, std::string_view key) {
  json.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
}
// Null if not finite: JSON has no infinity and no NaN.
inline void put(JsonWriter& json, std::string_view key, double number) {
  put_key(json, key);
  std::isfinite(number) ? json.Double(number) : json.Null();
}
inline void put(JsonWriter& json, std::string_view key, std::uint64_t number) {
  put_key(json, key);
  json.Uint64(number);
}
// A string literal selects this overload; the bool one accepts only bool.
inline void put(JsonWriter& json, std::string_view key, std::string_view text) {
  put_key(json, key);
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
// Takes no implicit conversions.
template <std::same_as<bool> Bool>
void put(JsonWriter& json, std::string_view key, Bool value) {
  put_key(json, key);
  json.Bool(value);
}

template <class Fill>
void put_object(JsonWriter& json, const Fill& fill) {
  json.StartObject();
  fill();
  json.EndObject();
}
// A map as an object.
template <class Map>
void put_map(JsonWriter& json, std::string_view key, const Map& map) {
  put_key(json, key);
  put_object(json, [&] {
    for (const auto& [name, value] : map) put(json, name, value);
  });
}
template <class Entries, class PutEntry>
void put_list(JsonWriter& json, std::string_view key, const Entries& entries, const PutEntry& put_entry) {
  put_key(json, key);
  json.StartArray();
  for (const auto& entry : entries) put_entry(entry);
  json.EndArray();
}
inline void put(JsonWriter& json, std::string_view key, const MetricEstimate& estimate) {
  const auto figure = [&](std::string_view name, double number) {
    put(json, name, estimate.customers == 0 ? std::nan("") : number);
  };
  put_key(json, key);
  put_object(json, [&] {
    figure("mean", estimate.mean);
    figure("low", estimate.low);
    figure("high", estimate.high);
    put(json, "customers", std::uint64_t{estimate.customers});
  });
}
inline void put_null(JsonWriter& json, std::string_view key) {
  put_key(json, key);
  json.Null();
}
template <class T>
void put(JsonWriter& json, std::string_view key, const std::optional<T>& value) {
  value ? put(json, key, *value) : put_null(json, key);
}

// {...} with the fields that fill(json) puts, and a newline.
template <class Fill>
std::string json_line(const Fill& fill) {
  rapidjson::StringBuffer buffer;
  JsonWriter json(buffer);
  put_object(json, [&] { fill(json); });
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

}  // namespace moshaver
