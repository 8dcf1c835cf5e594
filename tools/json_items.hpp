// Answers as JSON, the same on the command line and over HTTP.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string>
#include <string_view>
#include <vector>

#include "moshaver/recommender.hpp"

namespace moshaver::tools {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

void put(JsonWriter&, const char* name, std::string_view text);  // what is not UTF-8 becomes U+FFFD
void put(JsonWriter&, const char* name, double value);           // finite
void put(JsonWriter&, const char* name, std::uint64_t value);
void put_text(JsonWriter&, std::string_view text);  // a value alone
void put_texts(JsonWriter&, const char* name, const std::vector<std::string>& texts);
void put_item(JsonWriter&, const RecommendedItem&);
void put_items(JsonWriter&, const std::vector<RecommendedItem>&);
// What is within the braces of an answer. put_advice_fields leaves out whom it is for.
void put_advice(JsonWriter&, const Advice&);
void put_advice_fields(JsonWriter&, const Advice&);

// One object, filled in by `fill(JsonWriter&)`.
template <class Fill>
std::string json_object(const Fill& fill) {
  rapidjson::StringBuffer buffer;
  JsonWriter json(buffer);
  json.StartObject();
  fill(json);
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace moshaver::tools
