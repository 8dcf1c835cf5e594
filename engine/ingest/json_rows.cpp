#include "engine/ingest/json_rows.hpp"

#include <simdjson.h>

#include <algorithm>

namespace moshaver {
namespace {

namespace ondemand = simdjson::ondemand;
static_assert(LineReader::padding >= simdjson::SIMDJSON_PADDING);

constexpr int header_lines = 100;

bool is_blank_line(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

std::string_view without_trailing_blanks(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

class JsonRows : public RecordReader {
 public:
  explicit JsonRows(LineReader lines) : RecordReader(std::move(lines)) {}

  Result<void> collect_keys();
  void choose(std::span<const std::string> names) override {
    names_.assign(names.begin(), names.end());
    fields_.assign(names.size(), RawField{});
  }
  Result<bool> next(RawRow& row) override;

 private:
  template <class OnField>  // void(std::string_view key, RawField)
  std::string_view parse(std::string_view line, const OnField& on_field);

  ondemand::parser parser_;
  std::vector<std::string> names_;
  std::vector<RawField> fields_;
};

// Reads a value as text; false if it is invalid. The view points into the line or the parser's buffer.
bool take_value(ondemand::value value, RawField& field) {
  ondemand::json_type type;
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  switch (type) {
    case ondemand::json_type::string:
      return value.get_string().get(field.text) == simdjson::SUCCESS;
    case ondemand::json_type::number: {
      // Parsed only to check it, and kept as written: an id of thirty digits must not be rounded to a double.
      field.text = without_trailing_blanks(value.raw_json_token());
      double number = 0;
      return value.get_double().get(number) == simdjson::SUCCESS;
    }
    case ondemand::json_type::boolean: {
      bool truth = false;
      if (value.get_bool().get(truth) != simdjson::SUCCESS) return false;
      field.text = truth ? "true" : "false";
      return true;
    }
    case ondemand::json_type::null: {
      bool is_null = false;
      return value.is_null().get(is_null) == simdjson::SUCCESS && is_null;
    }
    case ondemand::json_type::object:
    case ondemand::json_type::array:
      field.nested = true;
      field.text = value.raw_json_token();
      return true;
  }
  return false;
}

// Returns what is wrong with the line; empty if it is valid.
template <class OnField>
std::string_view JsonRows::parse(std::string_view line, const OnField& on_field) {
  ondemand::document document;
  const simdjson::padded_string_view padded(line.data(), line.size(), line.size() + LineReader::padding);
  if (const auto status = parser_.iterate(padded).get(document); status != simdjson::SUCCESS) {
    return status == simdjson::UTF8_ERROR ? row_not_utf8 : row_not_json;
  }
  ondemand::object object;
  if (const auto status = document.get_object().get(object); status != simdjson::SUCCESS) {
    return status == simdjson::INCORRECT_TYPE ? row_not_object : row_not_json;
  }
  for (auto entry : object) {
    ondemand::field pair;
    std::string_view key;
    RawField field;
    if (std::move(entry).get(pair) != simdjson::SUCCESS || pair.unescaped_key().get(key) != simdjson::SUCCESS ||
        !take_value(pair.value(), field)) {
      return row_not_json;
    }
    on_field(key, field);
  }
  // Nothing may follow the last brace.
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS ? std::string_view{} : row_not_json;
}

Result<void> JsonRows::collect_keys() {
  Line line;
  int parsed = 0;
  for (int i = 0; i < header_lines; ++i) {
    MOSHAVER_TRY(found, lines_.next(line));
    if (i == 0) lines_.mark();
    if (!found || line.too_long) break;
    const auto problem = parse(line.text, [&](std::string_view key, const RawField&) {
      if (columns_.size() == max_columns) return;
      if (std::find(columns_.begin(), columns_.end(), key) == columns_.end()) columns_.emplace_back(key);
    });
    parsed += problem.empty() ? 1 : 0;
  }
  if (parsed == 0) {
    return failure(ErrorCode::bad_format,
                   source().path().string() +
                       ": starts like JSON Lines, but none of its first lines is a complete JSON "
                       "object; write one object a line");
  }
  lines_.rewind();
  return {};
}

Result<bool> JsonRows::next(RawRow& row) {
  Line line;
  do {
    MOSHAVER_TRY(found, lines_.next(line));
    if (!found) return false;
  } while (is_blank_line(line.text) && !line.too_long);
  row = RawRow{.line = line.number, .fields = {}, .problem = row_too_long, .beginning = line.text};
  if (line.too_long) return true;

  std::fill(fields_.begin(), fields_.end(), RawField{});
  row.problem = parse(line.text, [&](std::string_view key, const RawField& field) {
    const auto name = std::find(names_.begin(), names_.end(), key);
    if (name != names_.end() && !key.empty()) fields_[static_cast<std::size_t>(name - names_.begin())] = field;
  });
  if (row.problem.empty()) row.fields = fields_;
  return true;
}

}  // namespace

Result<std::unique_ptr<RecordReader>> open_json_rows(LineReader lines) {
  auto rows = std::make_unique<JsonRows>(std::move(lines));
  MOSHAVER_CHECK(rows->collect_keys());
  return rows;
}

}  // namespace moshaver
