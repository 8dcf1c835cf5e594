#include "engine/ingest/reading.hpp"

#include <algorithm>

#include "engine/ingest/display_text.hpp"
#include "engine/ingest/row_records.hpp"

namespace moshaver {
namespace {

constexpr std::uint64_t rows_per_report = 4096;

void report_bytes(const ProgressSink& sink, std::string_view stage, const ByteSource& source) {
  report(sink, {.stage = stage, .done = source.consumed_bytes(), .total = source.file_bytes(), .unit = "bytes"});
}

std::vector<std::string> not_in(std::span<const std::string> all, std::span<const std::string> read) {
  std::vector<std::string> rest;
  std::copy_if(all.begin(), all.end(), std::back_inserter(rest),
               [&](const std::string& name) { return std::find(read.begin(), read.end(), name) == read.end(); });
  return rest;
}

std::vector<std::string_view> names_of(std::span<const FieldName> fields) {
  std::vector<std::string_view> names;
  for (const FieldName& field : fields) names.push_back(field.name);
  return names;
}

// Online Retail and many others call the title so.
void accept_description_as_title(std::vector<std::string>& names, std::span<const std::string> columns) {
  std::string& title = names[event_title_field()];
  if (std::find(columns.begin(), columns.end(), title) != columns.end()) return;
  for (const std::string& column : columns) {
    const bool is_taken = std::find(names.begin(), names.end(), column) != names.end();
    if (same_word(column, "description") && !is_taken) {
      title = column;
      return;
    }
  }
}

// What differs between the three kinds of file.
struct Shape {
  std::span<const FieldName> fields;
  void (*adjust)(std::vector<std::string>& names, std::span<const std::string> columns) = nullptr;
};

// Reads the file to its end. `on_row` takes a RowCheck and returns what hands the record over, to be called only when
// the check found no problem.
template <class OnRow>
Result<ReadCounts> read_rows(const std::filesystem::path& path, const ReadOptions& options, const Shape& shape,
                             const OnRow& on_row, const RejectSink& on_reject) {
  MOSHAVER_CHECK(check_column_map(options.column_map, shape.fields));
  MOSHAVER_TRY(reader, RecordReader::open(path));
  MOSHAVER_TRY(names, match_columns(options.column_map, shape.fields, reader->columns(), path.string()));
  if (shape.adjust != nullptr) shape.adjust(names, reader->columns());
  reader->choose(names);

  const std::string stage = "read " + path.filename().string();
  ReadCounts counts;
  counts.unread_columns = not_in(reader->columns(), names);
  const auto reject = [&](const RawRow& row, std::string_view column, std::string_view value, std::string_view reason) {
    ++counts.rejected;
    const std::string shown_value = display_text(value);
    if (on_reject) on_reject({path, row.line, column, shown_value, reason});
  };
  RawRow row;
  for (;; ++counts.rows) {
    if (counts.rows % rows_per_report == 0) report_bytes(options.progress, stage, reader->source());
    MOSHAVER_TRY(found, reader->next(row));
    if (!found) break;
    if (!row.problem.empty()) {
      reject(row, {}, row.beginning, row.problem);
      continue;
    }
    RowCheck check(row);
    const auto hand_over = on_row(check);
    if (check.problem() == FieldProblem::none) {
      ++counts.accepted;
      hand_over();
    } else {
      const std::size_t field = check.problem_field();
      const std::string reason = std::string(shape.fields[field].name) + " " + std::string(phrase(check.problem()));
      reject(row, names[field], row.fields[field].text, reason);
    }
  }
  report_bytes(options.progress, stage, reader->source());
  return counts;
}

}  // namespace

Result<ReadCounts> read_events(const std::filesystem::path& path, const ReadOptions& options, const EventSink& on_event,
                               const RejectSink& on_reject) {
  const auto on_row = [&](RowCheck& check) {
    return [&on_event, row = to_event(check)] { on_event(row.event, row.has_product ? &row.product : nullptr); };
  };
  return read_rows(path, options, {event_fields(), accept_description_as_title}, on_row, on_reject);
}

Result<ReadCounts> read_products(const std::filesystem::path& path, const ReadOptions& options,
                                 const ProductSink& on_product, const RejectSink& on_reject) {
  const auto on_row = [&](RowCheck& check) { return [&on_product, row = to_product(check)] { on_product(row); }; };
  return read_rows(path, options, {product_fields()}, on_row, on_reject);
}

Result<ReadCounts> read_customers(const std::filesystem::path& path, const ReadOptions& options,
                                  const CustomerSink& on_customer, const RejectSink& on_reject) {
  const auto on_row = [&](RowCheck& check) { return [&on_customer, row = to_customer(check)] { on_customer(row); }; };
  return read_rows(path, options, {customer_fields()}, on_row, on_reject);
}

std::vector<std::string_view> event_field_names() { return names_of(event_fields()); }
std::vector<std::string_view> product_field_names() { return names_of(product_fields()); }
std::vector<std::string_view> customer_field_names() { return names_of(customer_fields()); }

}  // namespace moshaver
