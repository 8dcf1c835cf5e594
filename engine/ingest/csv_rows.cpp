#include "engine/ingest/csv_rows.hpp"

#include <csv.h>
#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "engine/ingest/field_parsers.hpp"

namespace moshaver {
namespace {

constexpr std::size_t unwanted = static_cast<std::size_t>(-1);
constexpr std::size_t reread_limit_bytes = std::size_t{64} << 20;

bool is_blank(char c, char delimiter) { return (c == ' ' || c == '\t' || c == '\r') && c != delimiter; }

bool is_blank_line(std::string_view line, char delimiter) {
  return std::all_of(line.begin(), line.end(), [&](char c) { return is_blank(c, delimiter); });
}

bool is_utf8(std::string_view line) { return simdjson::validate_utf8(line.data(), line.size()); }

std::string_view without_blanks(const char* begin, const char* end, char delimiter) {
  while (begin != end && is_blank(*begin, delimiter)) ++begin;
  while (begin != end && is_blank(end[-1], delimiter)) --end;
  return {begin, static_cast<std::size_t>(end - begin)};
}

// Callbacks of libcsv. It tests for the delimiter before it tests for blanks, so a tab can be both.
int csv_is_blank(unsigned char c) { return c == ' ' || c == '\t' || c == '\r'; }
int csv_is_line_end(unsigned char c) { return c == '\n'; }  // a carriage return alone is text

// The most frequent separator in the header line, outside quotes; a comma if there is none.
char delimiter_of(std::string_view header) {
  std::size_t commas = 0, tabs = 0, semicolons = 0;
  bool quoted = false;
  for (const char c : header) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    commas += c == ',' ? 1 : 0;
    tabs += c == '\t' ? 1 : 0;
    semicolons += c == ';' ? 1 : 0;
  }
  if (tabs > commas && tabs >= semicolons) return '\t';
  return semicolons > commas ? ';' : ',';
}

class CsvRows : public RecordReader {
 public:
  CsvRows(LineReader lines, char delimiter) : RecordReader(std::move(lines)), delimiter_(delimiter) {
    if (csv_init(&parser_, 0) != 0) throw std::bad_alloc();  // the only possible failure
    csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
    csv_set_space_func(&parser_, csv_is_blank);
    csv_set_term_func(&parser_, csv_is_line_end);
    csv_set_blk_size(&parser_, 4096);
  }
  CsvRows(const CsvRows&) = delete;
  CsvRows& operator=(const CsvRows&) = delete;
  ~CsvRows() override { csv_free(&parser_); }

  Result<void> read_header();
  void choose(std::span<const std::string> names) override;
  Result<bool> next(RawRow& row) override;

 private:
  void split(std::string_view line);
  Result<void> read_quoted(Line& line, RawRow& row);
  Result<void> return_to_first_line();
  void feed(std::string_view line);
  void take_field(std::string_view text);

  const char delimiter_;
  csv_parser parser_{};
  std::vector<std::size_t> slots_;  // for each column of the file: its index in fields_, or `unwanted`
  std::vector<RawField> fields_;
  std::size_t seen_ = 0;  // fields of the current row so far

  // For rows with quotes: libcsv's buffer holds one field at a time, so chosen fields are copied to copy_, and become
  // views of it when the row is complete.
  struct Copied {
    std::size_t slot, begin, size;
  };
  std::string copy_;
  std::vector<Copied> copied_;
  std::string beginning_;  // the first line of a row that has several
  bool row_ended_ = false, reading_header_ = false;
  std::size_t reread_bytes_ = 0;
};

void CsvRows::choose(std::span<const std::string> names) {
  fields_.assign(names.size(), RawField{});
  slots_.assign(columns_.size(), unwanted);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) continue;
    const auto column = std::find(columns_.begin(), columns_.end(), names[i]);
    if (column != columns_.end()) slots_[static_cast<std::size_t>(column - columns_.begin())] = i;
  }
}

Result<void> CsvRows::read_header() {
  Line line;
  RawRow row;
  bool found = true;
  do {
    MOSHAVER_TRY(more, lines_.next(line));
    found = more;
  } while (found && is_blank_line(line.text, delimiter_));
  row.problem = !found ? "the file has only blank lines" : line.too_long ? row_too_long : std::string_view{};
  if (row.problem.empty()) {
    reading_header_ = true;
    MOSHAVER_CHECK(read_quoted(line, row));
    reading_header_ = false;
  }
  if (row.problem.empty() && seen_ > max_columns) row.problem = "more than 4096 columns";
  if (!row.problem.empty()) {
    return failure(ErrorCode::bad_format, source().path().string() + ": cannot read the header line (" +
                                              std::string(row.problem) +
                                              "); the first line must have the column names");
  }
  slots_.assign(columns_.size(), unwanted);
  return {};
}

Result<bool> CsvRows::next(RawRow& row) {
  Line line;
  do {
    MOSHAVER_TRY(found, lines_.next(line));
    if (!found) return false;
  } while (is_blank_line(line.text, delimiter_) && !line.too_long);
  row = RawRow{.line = line.number, .fields = {}, .problem = {}, .beginning = line.text};
  if (line.too_long) {
    row.problem = row_too_long;
    return true;
  }
  if (line.text.find('"') == std::string_view::npos) {
    split(line.text);
  } else {
    MOSHAVER_CHECK(read_quoted(line, row));
  }
  if (!row.problem.empty()) return true;
  row.is_utf8 = row.is_utf8 && is_utf8(line.text);
  if (seen_ == slots_.size()) {
    row.fields = fields_;
  } else {
    row.problem = row_field_count;
  }
  return true;
}

void CsvRows::split(std::string_view line) {
  const char* begin = line.data();
  const char* const line_end = begin + line.size();
  for (seen_ = 0;; ++seen_) {
    const auto* found =
        static_cast<const char*>(std::memchr(begin, delimiter_, static_cast<std::size_t>(line_end - begin)));
    const char* const end = found != nullptr ? found : line_end;
    if (seen_ < slots_.size() && slots_[seen_] != unwanted) {
      fields_[slots_[seen_]].text = without_blanks(begin, end, delimiter_);
    }
    if (found == nullptr) break;
    begin = found + 1;
  }
  ++seen_;
}

void CsvRows::feed(std::string_view line) {
  const auto on_field = [](void* text, std::size_t size, void* self) {
    static_cast<CsvRows*>(self)->take_field({static_cast<const char*>(text), size});
  };
  const auto on_row = [](int, void* self) { static_cast<CsvRows*>(self)->row_ended_ = true; };
  const std::size_t taken = csv_parse(&parser_, line.data(), line.size(), on_field, on_row, this) +
                            csv_parse(&parser_, "\n", 1, on_field, on_row, this);
  if (taken != line.size() + 1) throw std::bad_alloc();  // outside strict mode libcsv fails for no other reason
}

void CsvRows::take_field(std::string_view text) {
  if (reading_header_) {
    if (seen_ < max_columns) columns_.emplace_back(trimmed(text));
  } else if (seen_ < slots_.size() && slots_[seen_] != unwanted) {
    copied_.push_back({slots_[seen_], copy_.size(), text.size()});
    copy_ += text;
  }
  ++seen_;
}

// Reads the row that starts with `line`, and sets `line` to the row's last line. libcsv detects whether the row goes
// on.
Result<void> CsvRows::read_quoted(Line& line, RawRow& row) {
  copy_.clear();
  copied_.clear();
  seen_ = 0;
  row_ended_ = false;
  feed(line.text);
  if (!row_ended_) {
    beginning_ = line.text.substr(0, 256);  // the line itself may move
    row.beginning = beginning_;
    lines_.mark();
  }
  while (!row_ended_) {
    row.is_utf8 = row.is_utf8 && is_utf8(line.text);
    bool found = false;
    if (reread_bytes_ < reread_limit_bytes) {
      MOSHAVER_TRY(more, lines_.next(line));
      found = more;
    }
    if (!found || line.too_long) {
      row.problem = found ? row_too_long : row_quote_open;
      return return_to_first_line();
    }
    feed(line.text);
  }
  lines_.unmark();
  for (const Copied& field : copied_)
    fields_[field.slot].text = std::string_view(copy_).substr(field.begin, field.size);
  return {};
}

// Goes back, so that the next line read is the one after the first line of a row that does not end.
Result<void> CsvRows::return_to_first_line() {
  csv_fini(&parser_, nullptr, nullptr, nullptr);  // drops the open field
  reread_bytes_ += lines_.rewind();
  Line first;
  MOSHAVER_CHECK(lines_.next(first));
  return {};
}

}  // namespace

Result<std::unique_ptr<RecordReader>> open_csv_rows(LineReader lines) {
  std::string_view header = lines.beginning();
  header.remove_prefix(std::min(header.find_first_not_of(" \r\n"), header.size()));
  auto rows = std::make_unique<CsvRows>(std::move(lines), delimiter_of(header.substr(0, header.find('\n'))));
  MOSHAVER_CHECK(rows->read_header());
  return rows;
}

}  // namespace moshaver
