// Reads a manifest from JSON, and refuses whatever to_json would not have written.
#include <simdjson.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "engine/artifact/manifest_format.hpp"
#include "engine/artifact/manifest_rules.hpp"

namespace moshaver {

namespace {

using namespace manifest_format;

// Reads the fields that each_field names. Keeps the first problem and does nothing after it.
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

  // Every field of the object must have been read, and must appear once.
  void refuse_other_fields() {
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
    const auto found = std::find(part_kind_names.begin(), part_kind_names.end(), name);
    if (found == part_kind_names.end()) return wrong(field, "`" + std::string(name) + "` is not a kind of part");
    kind = static_cast<PartKind>(found - part_kind_names.begin());
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
    reader.refuse_other_fields();
  }

  simdjson::dom::object object_;
  std::string prefix_;  // "data."
  std::optional<ManifestProblem>& problem_;
  std::vector<std::string_view> known_;
};

// The text with an empty seal, and the seal; nullopt if the text does not end as to_json ends it.
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

}  // namespace

Result<Manifest> parse_manifest(std::string_view json, const std::string& source) {
  const auto wrong = [&](const std::string& field, const std::string& what) {
    return failure(ErrorCode::bad_format, source + ": field `" + field + "`: " + what);
  };
  simdjson::dom::parser parser;
  simdjson::dom::object root;
  if (const auto error = parser.parse(simdjson::padded_string(json)).get(root)) {
    return failure(ErrorCode::bad_format,
                   source + ": not a JSON object, or truncated: " + simdjson::error_message(error));
  }
  // The marker and the version come first, because a newer format may differ in everything that follows.
  std::string_view marker;
  if (root["format"].get(marker) || marker != format_marker) {
    return wrong("format", "is not `" + std::string(format_marker) + "`: the file is not a model manifest");
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
  if (!sealed || seal_of(sealed->unsealed) != sealed->seal) {
    return wrong("checksum", "does not match: the file was altered or damaged; copy it again, or train again");
  }

  Manifest manifest;
  std::optional<ManifestProblem> problem;
  JsonReader reader(root, "", problem);
  std::string format, seal;
  reader("format", format);
  each_field(reader, manifest);
  reader("checksum", seal);
  reader.refuse_other_fields();
  if (!problem) problem = problem_of(manifest);
  if (!problem && manifest.id.empty()) problem = {"id", "is empty"};
  if (problem) return wrong(problem->field, problem->what);
  return manifest;
}

}  // namespace moshaver
