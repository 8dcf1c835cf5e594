// to_json and to_toml of moshaver/tune.hpp.
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>
#include <charconv>
#include <cmath>

#include "moshaver/tune.hpp"

namespace moshaver {

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put(Writer& json, const char* key, double number) {
  json.Key(key);
  if (std::isfinite(number)) {
    json.Double(number);
  } else {
    json.Null();
  }
}
void put(Writer& json, const char* key, std::size_t number) {
  json.Key(key);
  json.Uint64(number);
}
void put(Writer& json, const char* key, const std::string& text) {
  json.Key(key);
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
void put(Writer& json, const char* key, bool truth) {
  json.Key(key);
  json.Bool(truth);
}
void put(Writer& json, const char* key, const MetricEstimate& estimate) {
  const auto figure = [&](const char* name, double number) {
    put(json, name, estimate.customers == 0 ? std::nan("") : number);
  };
  json.Key(key);
  json.StartObject();
  figure("mean", estimate.mean);
  figure("low", estimate.low);
  figure("high", estimate.high);
  put(json, "customers", estimate.customers);
  json.EndObject();
}
void put(Writer& json, const char* key, const SettingValues& settings) {
  json.Key(key);
  json.StartObject();
  for (const auto& [name, value] : settings) put(json, name.c_str(), value);
  json.EndObject();
}

std::string shortest(double number) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

}  // namespace

std::string to_json(const TuneReport& report) {
  rapidjson::StringBuffer buffer;
  Writer json(buffer);
  json.StartObject();
  put(json, "recipe", report.recipe);
  put(json, "protocol", report.protocol);
  put(json, "seed", std::size_t{report.seed});
  put(json, "include_purchased", report.include_purchased);
  put(json, "given", report.given);
  put(json, "k", std::size_t{10});
  put(json, "customers_choosing", report.choosing);
  put(json, "customers_confirming", report.confirming);
  put(json, "trials_asked", report.trials_asked);
  put(json, "out_of_time", report.out_of_time);
  put(json, "seconds", report.seconds);
  put(json, "best", report.trials[report.best].number);
  put(json, "best_settings", report.trials[report.best].settings);
  if (report.confirmed) {
    put(json, "confirmed", *report.confirmed);
  } else {
    json.Key("confirmed");
    json.Null();
  }
  json.Key("trials");
  json.StartArray();
  for (const Trial& trial : report.trials) {
    json.StartObject();
    put(json, "trial", trial.number);
    put(json, "share", trial.share);
    put(json, "settings", trial.settings);
    put(json, "ndcg", trial.ndcg);
    put(json, "difference", trial.difference);
    put(json, "relative", trial.relative);
    put(json, "seconds", trial.seconds);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

std::string to_toml(const TuneReport& report) {
  std::string text = "# moshaver tune: " + std::to_string(report.trials_asked) + " trials on " + report.protocol +
                     "\nrecipe = \"" + report.recipe + "\"\nseed = " + std::to_string(report.seed) + "\n";
  // A blend calls its parts' settings "ials.dim": in a file those are tables of their own. Names ascend, so each is one.
  std::string table;
  for (const auto& [name, value] : report.trials[report.best].settings) {
    const std::size_t point = name.find('.');
    const std::string of = point == std::string::npos ? report.recipe : name.substr(0, point);
    if (of != table) text += "\n[" + of + "]\n";
    table = of;
    text += name.substr(point == std::string::npos ? 0 : point + 1) + " = " + shortest(value) + "\n";
  }
  return text;
}

}  // namespace moshaver
