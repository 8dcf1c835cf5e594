#include "tools/json/write.hpp"

#include <simdjson.h>

#include "tools/terminal.hpp"

namespace moshaver::tools {

void put_value(JsonWriter& json, std::string_view text) {
  if (simdjson::validate_utf8(text.data(), text.size())) {
    json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    return;
  }
  const std::string valid = valid_utf8(text);
  json.String(valid.data(), static_cast<rapidjson::SizeType>(valid.size()));
}

void put_value(JsonWriter& json, const std::vector<Removed>& removed) {
  json.StartObject();
  for (const Removed& one : removed) put(json, one.rule.c_str(), one.count);
  json.EndObject();
}

}  // namespace moshaver::tools
