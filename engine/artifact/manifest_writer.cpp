// Writes a manifest as JSON.
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <simdjson.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "engine/artifact/manifest_format.hpp"
#include "engine/artifact/manifest_rules.hpp"

namespace moshaver {

namespace {

using namespace manifest_format;

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

}  // namespace

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
  text.insert(text.size() - seal_after.size(), seal_of(text));
  return text;
}

}  // namespace moshaver
