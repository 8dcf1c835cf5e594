#include "engine/artifact/manifest.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "tests/artifact/small_model.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

Manifest whole_manifest() {
  Manifest manifest = small_manifest();
  manifest.files = {{"tensors.safetensors", 128, std::string(32, 'a')}};
  manifest.id = "low-pass-0123456789ab";
  return manifest;
}

std::string json_of(const Manifest& manifest) {
  const auto json = to_json(manifest);
  REQUIRE(json);
  return *json;
}

// Changes the text and recomputes its checksum, as an attacker or a careless tool could.
std::string altered(std::string json, const std::string& from, const std::string& to) {
  const auto at = json.find(from);
  REQUIRE(at != std::string::npos);
  json.replace(at, from.size(), to);
  const std::size_t tail = std::string("\"\n}\n").size();
  json.erase(json.size() - tail - 32, 32);
  return json.insert(json.size() - tail, checksum_hex(as_bytes(json)));
}

Error refusal(const std::string& json) {
  const auto manifest = parse_manifest(json, "m/model.json");
  CAPTURE(json);
  REQUIRE_FALSE(manifest);
  CHECK_THAT(manifest.error().message, Catch::StartsWith("m/model.json: "));
  return manifest.error();
}

}  // namespace

TEST_CASE("a manifest reads back as it was written, and is written again to the same bytes") {
  const std::string json = json_of(whole_manifest());
  const auto manifest = parse_manifest(json, "model.json");
  REQUIRE(manifest);
  CHECK(*manifest == whole_manifest());
  CHECK(json_of(*manifest) == json);
}

TEST_CASE("a manifest records an index only if one was chosen, and the model's id does not depend on it") {
  Manifest manifest = whole_manifest();
  CHECK_THAT(json_of(manifest), !Catch::Contains("\"index\""));
  const std::string id = content_id(manifest).value();
  manifest.index = ManifestIndex{"hnsw", {{"links", 16.0}, {"codes", true}}, 0.98, 31.5, 500};
  const std::string json = json_of(manifest);
  const auto back = parse_manifest(json, "model.json");
  REQUIRE(back);
  CHECK(*back == manifest);
  CHECK(json_of(*back) == json);
  CHECK(content_id(manifest).value() == id);
  for (const auto& [from, to, field] : std::vector<std::array<std::string, 3>>{
           {"\"recall_at_20\": 0.98", "\"recall_at_20\": 1.5", "`index.recall_at_20`"},
           {"\"p50_us\": 31.5", "\"p50_us\": -1", "`index.p50_us`"},
           {"\"queries\": 500", "\"queries\": 500, \"more\": 1", "`index.more`"},
           {"\"links\": 16", "\"codes\": 16", "`index.settings[1]`"}}) {
    CHECK_THAT(refusal(altered(json, from, to)).message, Catch::Contains("field " + field));
  }
}

TEST_CASE("a manifest records how varied lists are only if that was measured") {
  Manifest manifest = whole_manifest();
  CHECK_THAT(json_of(manifest), !Catch::Contains("\"diversity\""));
  manifest.diversity = ManifestDiversity{0.1, -0.002, 1'377};
  const std::string json = json_of(manifest);
  CHECK_THAT(json, Catch::Contains("\"value\": 0.1,"));
  const auto back = parse_manifest(json, "model.json");
  REQUIRE(back);
  CHECK(*back == manifest);
  CHECK_THAT(refusal(altered(json, "\"value\": 0.1", "\"value\": 1.5")).message,
             Catch::Contains("field `diversity.value`"));
  CHECK_THAT(refusal(altered(json, "\"customers\": 1377", "\"customers\": -1")).message,
             Catch::Contains("field `diversity.customers`"));
}

TEST_CASE("a manifest is indented JSON") {
  Manifest manifest;
  manifest.tool_version = "0.1.0";
  manifest.id = "popular-1";
  manifest.recipe = "popular";
  manifest.settings = {{"half_life_days", 30.0}};
  CHECK_THAT(json_of(manifest), Catch::StartsWith(R"({
  "format": "moshaver-model",
  "format_version": 5,
  "tool_version": "0.1.0",
  "id": "popular-1",
  "recipe": "popular",
  "settings": {
    "half_life_days": 30
  },
  "seed": 0,
  "data": {
    "fingerprint": "",
    "events": 0,
    "customers": 0,
    "products": 0,
    "window_from": "",
    "window_until": ""
  },
  "metrics": [],
  "confidence": {
    "why_none": "",
    "error": 0,
    "customers": 0,
    "answers": 0,
    "bins": []
  },
  "parts": [],
  "files": [],
  "checksum": ")"));
}

TEST_CASE("every double reads back from a manifest bit for bit") {
  for (const double value : {0.1, 1.0 / 3, 1e15, 123456789012345678.0, 1e20, 1.5e300, 5e-324, -2.2250738585072014e-308,
                             9007199254740993.0, 999999999999999.9, 5e22, 1.7976931348623157e308}) {
    Manifest manifest = whole_manifest();
    manifest.settings = {{"value", value}};
    const auto again = parse_manifest(json_of(manifest), "model.json");
    CAPTURE(value);
    REQUIRE(again);
    CHECK(std::get<double>(again->settings[0].value) == value);
  }
}

TEST_CASE("a manifest with any one byte flipped, dropped or added is refused") {
  const std::string json = json_of(whole_manifest());
  for (std::size_t i = 0; i < json.size(); ++i) {
    for (const int mask : {0x01, 0x20, 0x80}) {
      std::string flipped = json;
      flipped[i] = static_cast<char>(flipped[i] ^ mask);
      REQUIRE_FALSE(parse_manifest(flipped, "model.json"));
    }
    REQUIRE_FALSE(parse_manifest(std::string(json).erase(i, 1), "model.json"));
    REQUIRE_FALSE(parse_manifest(std::string(json).insert(i, " "), "model.json"));
    REQUIRE_FALSE(parse_manifest(json.substr(0, i), "model.json"));
  }
  CHECK_THAT(refusal(json + "\n").message, Catch::Contains("checksum"));
}

TEST_CASE("a manifest of a newer format is refused with advice to upgrade, whatever else it holds") {
  const std::string json = json_of(whole_manifest());
  std::string newer = json;
  newer.replace(newer.find("\"format_version\": 5"), 19, "\"format_version\": 6");
  for (const std::string& text : {newer, std::string(R"({"format": "moshaver-model", "format_version": 6})")}) {
    const Error error = refusal(text);
    CHECK(error.code == ErrorCode::unsupported_version);
    CHECK_THAT(error.message,
               Catch::Contains("written by a newer moshaver (format 6, this one reads 5): upgrade, or train again"));
  }
  CHECK(refusal(altered(json, "\"format_version\": 5", "\"format_version\": 0")).code == ErrorCode::bad_format);
}

TEST_CASE("JSON that is no manifest is refused") {
  for (const std::string& text : {std::string(), std::string("[]"), std::string("7"), std::string("{}"),
                                  std::string("\0\0", 2), std::string(R"({"name": "a package", "version": "1.0"})"),
                                  std::string(R"({"format": 1})"), std::string(R"({"format": "moshaver-model"})"),
                                  std::string(R"({"format": "moshaver-model", "format_version": "1"})"),
                                  std::string(R"({"format": "moshaver-model", "format_version": 5})")}) {
    CHECK(refusal(text).code == ErrorCode::bad_format);
  }
}

TEST_CASE(
    "a manifest with a field missing, mistyped, repeated, unknown or out of range is refused and the field named") {
  const std::string json = json_of(whole_manifest());
  REQUIRE(parse_manifest(altered(json, "00ff", "00fe"), "model.json"));  // a recomputed checksum is accepted
  struct Case {
    std::string from, to, field;
  };
  for (const Case& c : std::vector<Case>{
           {"\"seed\": 18446744073709551615", "\"seed\": -1", "`seed`"},
           {"\"seed\": 18446744073709551615", "\"seed\": 1.5", "`seed`"},
           {"\"seed\": 18446744073709551615", "\"seed\": 1, \"seed\": 1", "`seed`"},
           {"\"seed\": 18446744073709551615", "\"need\": 1", "`seed`"},
           {"\"seed\": 18446744073709551615", "\"seed\": 1, \"need\": 1", "`need`"},
           {"\"events\": 12", "\"events\": \"12\"", "`data.events`"},
           {"\"k\": 10", "\"k\": 4294967296", "`metrics[0].k`"},
           {"\"mean\": 0.25", "\"mean\": null", "`metrics[0].mean`"},
           {"\"kind\": \"table\"", "\"kind\": \"tables\"", "`parts[1].kind`"},
           {"\"kind\": \"table\"", "\"kind\": 3", "`parts[1].kind`"},
           {"\"name\": \"popular\"", "\"name\": \"taste\"", "`parts[1]`"},
           {"\"cut\": 0.1", "\"cut\": []", "`settings.cut`"},
           {"\"cut\": 0.1", "\"dim\": 0.1", "`settings[1]`"},
           {"\"recipe\": \"low-pass\"", "\"recipe\": \"../..\"", "`recipe`"},
           {"\"id\": \"low-pass-0123456789ab\"", "\"id\": \"../low-pass\"", "`id`"},
           {"\"id\": \"low-pass-0123456789ab\"", "\"id\": \"\"", "`id`"},
           {"\"bytes\": 128", "\"bytes\": 128.0", "`files[0].bytes`"},
           {std::string(32, 'a'), std::string(32, 'A'), "`files[0].xxh3_128`"},
           {"\"files\": [", "\"files\": [7, ", "`files[0]`"},
           {"\"data\": {", "\"data\": {\"more\": 1, ", "`data.more`"},
       }) {
    const Error error = refusal(altered(json, c.from, c.to));
    CAPTURE(c.to);
    CHECK(error.code == ErrorCode::bad_format);
    CHECK_THAT(error.message, Catch::Contains("field " + c.field));
  }
}

TEST_CASE("a manifest that could not be read back is refused on writing") {
  const auto refused = [](auto change) {
    Manifest manifest = whole_manifest();
    change(manifest);
    const auto json = to_json(manifest);
    return !json && json.error().code == ErrorCode::invalid_argument;
  };
  CHECK(refused([](Manifest& m) { m.metrics[0].low = std::nan(""); }));
  CHECK(refused([](Manifest& m) { m.parts[0].weight = std::numeric_limits<double>::infinity(); }));
  CHECK(refused([](Manifest& m) { m.settings[0].value = std::nan(""); }));
  CHECK(refused([](Manifest& m) { m.parts[0].settings = {{"a", 1.0}, {"a", 2.0}}; }));
  CHECK(refused([](Manifest& m) { m.parts[1].name = m.parts[0].name; }));
  CHECK(refused([](Manifest& m) { m.data.fingerprint = "\xff"; }));
  CHECK(refused([](Manifest& m) { m.recipe = ""; }));
  CHECK(refused([](Manifest& m) { m.recipe = "a/b"; }));
  CHECK(refused([](Manifest& m) { m.id = "a/b"; }));
  CHECK(refused([](Manifest& m) { m.files[0].xxh3_128 = "aa"; }));
  CHECK(refused([](Manifest& m) { m.format_version = 6; }));
}

TEST_CASE("a model's id is its recipe and the beginning of a checksum over its content") {
  Manifest manifest = whole_manifest();
  const auto id = content_id(manifest);
  REQUIRE(id);
  CHECK_THAT(*id, Catch::Matches("low-pass-[0-9a-f]{12}"));
  manifest.id = "another";
  CHECK(content_id(manifest) == *id);
  manifest.seed = 1;
  CHECK(content_id(manifest) != *id);
}
