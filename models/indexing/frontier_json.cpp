// to_json of moshaver/index_frontier.hpp.
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "moshaver/index_frontier.hpp"

namespace moshaver {

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put(Writer& json, const char* key, const std::string& text) {
  json.Key(key);
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
void put(Writer& json, const char* key, double number) {
  json.Key(key);
  json.Double(number);
}
void put(Writer& json, const char* key, std::uint64_t number) {
  json.Key(key);
  json.Uint64(number);
}

void put(Writer& json, const IndexPoint& point) {
  json.StartObject();
  put(json, "index", point.index);
  json.Key("settings");
  json.StartObject();
  for (const auto& [name, value] : point.settings) put(json, name.c_str(), value);
  json.EndObject();
  put(json, "recall_at_20", point.recall_at_20);
  put(json, "p50_us", point.p50_us);
  put(json, "p99_us", point.p99_us);
  put(json, "index_bytes", point.index_bytes);
  put(json, "build_seconds", point.build_seconds);
  json.Key("on_frontier");
  json.Bool(point.on_frontier);
  json.EndObject();
}

}  // namespace

std::string to_json(const IndexFrontier& frontier) {
  rapidjson::StringBuffer buffer;
  Writer json(buffer);
  json.StartObject();
  put(json, "model", frontier.model_id);
  put(json, "recipe", frontier.recipe);
  put(json, "part", frontier.part);
  put(json, "products", frontier.products);
  put(json, "dim", frontier.dim);
  put(json, "customers", frontier.customers);
  json.Key("min_recall");
  frontier.min_recall ? json.Double(*frontier.min_recall) : json.Null();
  json.Key("chosen");
  put(json, frontier.points[frontier.chosen]);
  json.Key("points");
  json.StartArray();
  for (const IndexPoint& point : frontier.points) put(json, point);
  json.EndArray();
  json.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

}  // namespace moshaver
