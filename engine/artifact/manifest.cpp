#include "engine/artifact/manifest.hpp"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include "engine/artifact/manifest_rules.hpp"

namespace moshaver {

namespace {

constexpr std::string_view format_marker = "moshaver-model";
constexpr std::array<std::string_view, 6> kind_names = {"factors", "item_item", "repeat",
                                                        "table",   "additive",  "relation"};

// How the text ends, around the 32 digits of the seal.
constexpr std::string_view seal_before = "\"checksum\": \"";
constexpr std::string_view seal_after = "\"\n}\n";
constexpr std::size_t seal_digits = 32;

// --- the fields of each record, once for writing and reading: `visit(name, value)` in the order of the file ---

template <class T, class Record>
concept Is = std::same_as<std::remove_const_t<T>, Record>;

template <class Visit, Is<DataSummary> Self>
void each_field(Visit& visit, Self& self) {
  visit("fingerprint", self.fingerprint);
  visit("events", self.events);
  visit("customers", self.customers);
  visit("products", self.products);
  visit("window_from", self.window_from);
  visit("window_until", self.window_until);
}

template <class Visit, Is<ManifestMetric> Self>
void each_field(Visit& visit, Self& self) {
  visit("name", self.name);
  visit("k", self.k);
  visit("mean", self.mean);
  visit("low", self.low);
  visit("high", self.high);
  visit("recipe", self.recipe);
  visit("protocol", self.protocol);
}

template <class Visit, Is<ManifestPart> Self>
void each_field(Visit& visit, Self& self) {
  visit("name", self.name);
  visit("kind", self.kind);
  visit("weight", self.weight);
  visit("settings", self.settings);
}

template <class Visit, Is<ManifestReliability> Self>
void each_field(Visit& visit, Self& self) {
  visit("confidence", self.confidence);
  visit("bought", self.bought);
  visit("answers", self.answers);
}

template <class Visit, Is<ManifestIndex> Self>
void each_field(Visit& visit, Self& self) {
  visit("kind", self.kind);
  visit("settings", self.settings);
  visit("recall_at_20", self.recall_at_20);
  visit("p50_us", self.p50_us);
  visit("queries", self.queries);
}

template <class Visit, Is<ManifestFile> Self>
void each_field(Visit& visit, Self& self) {
  visit("name", self.name);
  visit("bytes", self.bytes);
  visit("xxh3_128", self.xxh3_128);
}

template <class Visit, Is<Manifest> Self>
void each_field(Visit& visit, Self& self) {
  visit("format_version", self.format_version);
  visit("tool_version", self.tool_version);
  visit("id", self.id);
  visit("recipe", self.recipe);
  visit("settings", self.settings);
  visit("seed", self.seed);
  visit("data", self.data);
  visit("metrics", self.metrics);
  visit("reliability", self.reliability);
  visit("parts", self.parts);
  visit("index", self.index);
  visit("files", self.files);
}

// --- writing ---

class JsonWriter {
 public:
  JsonWriter() : json_(buffer_) { json_.SetIndent(' ', 2); }

  template <class T>
  void operator()(std::string_view name, const T& value) {
    key(name);
    put(value);
  }
  template <class Record>
  void operator()(std::string_view name, const std::optional<Record>& record) {
    if (record) (*this)(name, *record);
  }
  template <class Record>
  void put(const Record& record) {
    json_.StartObject();
    each_field(*this, record);
    json_.EndObject();
  }
  void put(const Manifest& manifest) {
    json_.StartObject();
    (*this)("format", std::string(format_marker));
    each_field(*this, manifest);
    (*this)("checksum", std::string());
    json_.EndObject();
  }

  [[nodiscard]] std::string text() const { return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n"; }

 private:
  void key(std::string_view name) { json_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }
  void put(const std::string& text) { json_.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }
  void put(std::uint64_t number) { json_.Uint64(number); }
  void put(std::uint32_t number) { json_.Uint(number); }
  void put(bool value) { json_.Bool(value); }
  void put(PartKind kind) { put(std::string(to_string(kind))); }
  void put(const SettingValue& value) {
    std::visit([this](const auto& held) { put(held); }, value);
  }
  void put(const Settings& settings) {
    json_.StartObject();
    for (const Setting& setting : settings) (*this)(setting.name, setting.value);
    json_.EndObject();
  }
  template <class Record>
  void put(const std::vector<Record>& list) {
    json_.StartArray();
    for (const Record& record : list) put(record);
    json_.EndArray();
  }
  // to_chars, because rapidjson's own algorithm (Grisu2) is not always the shortest. From 1e15 on with an exponent:
  // digits alone would read as an integer, which JSON parsers limit to 64 bits. -0 becomes 0, for the same reason.
  void put(double number) {
    std::array<char, 32> digits;
    number += 0.0;
    const auto end = std::abs(number) < 1e15 ? std::to_chars(digits.data(), digits.data() + digits.size(), number)
                                             : std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                                             std::chars_format::scientific);
    json_.RawValue(digits.data(), static_cast<std::size_t>(end.ptr - digits.data()), rapidjson::kNumberType);
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> json_;
};

// --- reading: keeps the first problem, and from then on does nothing ---

class JsonReader {
 public:
  JsonReader(simdjson::dom::object object, std::string prefix, std::optional<ManifestProblem>& problem)
      : object_(object), prefix_(std::move(prefix)), problem_(problem) {}

  template <class T>
  void operator()(std::string_view name, T& value) {
    if (problem_) return;
    known_.push_back(name);
    simdjson::dom::element element;
    const std::string field = prefix_ + std::string(name);
    if (object_[name].get(element)) {
      problem_ = {field, "is missing"};
    } else {
      get(field, element, value);
    }
  }

  template <class Record>
  void operator()(std::string_view name, std::optional<Record>& record) {
    if (problem_ || object_[name].error() == simdjson::NO_SUCH_FIELD) return;
    (*this)(name, record.emplace());
  }

  // Every field of the object must have been read, and stand there once.
  void nothing_else() {
    for (const auto& [name, value] : object_) {
      if (problem_) return;
      const auto found = std::find(known_.begin(), known_.end(), name);
      if (found == known_.end()) {
        problem_ = {prefix_ + std::string(name), "is not a field of this format, or appears twice"};
      } else {
        known_.erase(found);
      }
    }
  }

 private:
  void wrong(const std::string& field, std::string what) { problem_ = {field, std::move(what)}; }

  void get(const std::string& field, simdjson::dom::element element, std::string& value) {
    std::string_view text;
    if (element.get(text)) return wrong(field, "is not a string");
    value = text;
  }
  void get(const std::string& field, simdjson::dom::element element, std::uint64_t& value) {
    if (element.get(value)) wrong(field, "is not a whole number from 0 on");
  }
  void get(const std::string& field, simdjson::dom::element element, std::uint32_t& value) {
    std::uint64_t wide = 0;
    if (element.get(wide) || wide > std::numeric_limits<std::uint32_t>::max()) {
      return wrong(field, "is not a whole number from 0 to 4294967295");
    }
    value = static_cast<std::uint32_t>(wide);
  }
  void get(const std::string& field, simdjson::dom::element element, double& value) {
    if (element.get(value)) wrong(field, "is not a number");
  }
  void get(const std::string& field, simdjson::dom::element element, PartKind& kind) {
    std::string_view name;
    if (element.get(name)) return wrong(field, "is not a string");
    const auto found = std::find(kind_names.begin(), kind_names.end(), name);
    if (found == kind_names.end()) return wrong(field, "`" + std::string(name) + "` is no kind of part");
    kind = static_cast<PartKind>(found - kind_names.begin());
  }
  void get(const std::string& field, simdjson::dom::element element, Settings& settings) {
    simdjson::dom::object object;
    if (element.get(object)) return wrong(field, "is not an object");
    for (const auto& [name, value] : object) {
      SettingValue held;
      if (value.is_bool()) {
        held = bool(value.get_bool().value_unsafe());
      } else if (value.is_number()) {
        held = double(value.get_double().value_unsafe());
      } else if (value.is_string()) {
        held = std::string(value.get_string().value_unsafe());
      } else {
        return wrong(field + "." + std::string(name), "is not a string, number or true or false");
      }
      settings.push_back({std::string(name), std::move(held)});
    }
  }
  template <class Record>
  void get(const std::string& field, simdjson::dom::element element, std::vector<Record>& list) {
    simdjson::dom::array array;
    if (element.get(array)) return wrong(field, "is not an array");
    for (const simdjson::dom::element item : array) {
      if (problem_) return;
      const std::string at = field + "[" + std::to_string(list.size()) + "]";
      get(at, item, list.emplace_back());
    }
  }
  template <class Record>
  void get(const std::string& field, simdjson::dom::element element, Record& record) {
    simdjson::dom::object object;
    if (element.get(object)) return wrong(field, "is not an object");
    JsonReader reader(object, field + ".", problem_);
    each_field(reader, record);
    reader.nothing_else();
  }

  simdjson::dom::object object_;
  std::string prefix_;  // "data."
  std::optional<ManifestProblem>& problem_;
  std::vector<std::string_view> known_;
};

// The text with its seal taken out, and the seal; nothing when it does not end as to_json ends it.
struct Sealed {
  std::string unsealed, seal;
};
std::optional<Sealed> take_seal(std::string_view json) {
  const std::size_t tail = seal_digits + seal_after.size();
  if (json.size() < tail + seal_before.size() || !json.ends_with(seal_after)) return std::nullopt;
  const std::string_view body = json.substr(0, json.size() - tail);
  if (!body.ends_with(seal_before)) return std::nullopt;
  return Sealed{std::string(body) + std::string(seal_after), std::string(json.substr(body.size(), seal_digits))};
}

std::string checksum_of(std::string_view text) { return checksum_hex(std::as_bytes(std::span(text))); }

}  // namespace

std::string_view this_tool_version() { return MOSHAVER_VERSION; }

std::string_view to_string(PartKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

Result<std::string> to_json(const Manifest& manifest) {
  if (const auto problem = problem_of(manifest)) {
    return failure(ErrorCode::invalid_argument, "model manifest: field `" + problem->field + "`: " + problem->what);
  }
  JsonWriter writer;
  writer.put(manifest);
  std::string text = writer.text();
  if (!simdjson::validate_utf8(text)) {
    return failure(ErrorCode::invalid_argument, "model manifest: holds text that is not UTF-8");
  }
  text.insert(text.size() - seal_after.size(), checksum_of(text));
  return text;
}

Result<Manifest> parse_manifest(std::string_view json, const std::string& source) {
  const auto wrong = [&](const std::string& field, const std::string& what) {
    return failure(ErrorCode::bad_format, source + ": field `" + field + "`: " + what);
  };
  simdjson::dom::parser parser;
  simdjson::dom::object root;
  if (const auto error = parser.parse(simdjson::padded_string(json)).get(root)) {
    return failure(ErrorCode::bad_format,
                   source + ": not a JSON object, or cut short: " + simdjson::error_message(error));
  }
  // The marker and the version come before all else: a newer format may differ in everything that follows.
  std::string_view marker;
  if (root["format"].get(marker) || marker != format_marker) {
    return wrong("format", "is not `" + std::string(format_marker) + "`: this is not a model's manifest");
  }
  std::uint64_t version = 0;
  if (root["format_version"].get(version) || version == 0) return wrong("format_version", "is not a version");
  if (version < model_format_version) {
    return failure(ErrorCode::unsupported_version,
                   source + ": field `format_version`: written by an older moshaver (format " +
                       std::to_string(version) + ", this one reads " + std::to_string(model_format_version) +
                       "): train again");
  }
  if (version > model_format_version) {
    return failure(ErrorCode::unsupported_version,
                   source + ": field `format_version`: written by a newer moshaver (format " + std::to_string(version) +
                       ", this one reads " + std::to_string(model_format_version) + "): upgrade, or train again");
  }
  const std::optional<Sealed> sealed = take_seal(json);
  if (!sealed || checksum_of(sealed->unsealed) != sealed->seal) {
    return wrong("checksum", "does not match: the file was altered or damaged; copy it again, or train again");
  }

  Manifest manifest;
  std::optional<ManifestProblem> problem;
  JsonReader reader(root, "", problem);
  std::string format, seal;
  reader("format", format);
  each_field(reader, manifest);
  reader("checksum", seal);
  reader.nothing_else();
  if (!problem) problem = problem_of(manifest);
  if (!problem && manifest.id.empty()) problem = {"id", "is empty"};
  if (problem) return wrong(problem->field, problem->what);
  return manifest;
}

Result<std::string> content_id(Manifest manifest) {
  manifest.id.clear();
  manifest.index.reset();
  MOSHAVER_TRY(json, to_json(manifest));
  return manifest.recipe + "-" + checksum_of(json).substr(0, 12);
}

}  // namespace moshaver
