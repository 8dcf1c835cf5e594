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

// Online Retail and many others call the title of an events file `Description`.
void accept_description_as_title(std::vector<std::string>& names, std::span<const std::string> columns) {
  const std::span<const FieldName> ours = columns_of(FileKind::events);
  const auto is_title = [](const FieldName& field) { return field.name == "title"; };
  std::string& title = names[static_cast<std::size_t>(std::find_if(ours.begin(), ours.end(), is_title) - ours.begin())];
  if (std::find(columns.begin(), columns.end(), title) != columns.end()) return;
  for (const std::string& column : columns) {
    const bool is_taken = std::find(names.begin(), names.end(), column) != names.end();
    if (same_word(column, "description") && !is_taken) {
      title = column;
      return;
    }
  }
}

// Reads the file to its end. `on_record` is called with every row that has no problem.
template <class Record, class OnRecord>
Result<ReadCounts> read_rows(FileKind kind, const std::filesystem::path& path, const ReadOptions& options,
                             const OnRecord& on_record, const RejectSink& on_reject) {
  const std::span<const FieldName> fields = columns_of(kind);
  MOSHAVER_CHECK(check_column_map(options.column_map, fields));
  MOSHAVER_TRY(reader, RecordReader::open(path));
  MOSHAVER_TRY(names, match_columns(options.column_map, fields, reader->columns(), path.string()));
  if (kind == FileKind::events) accept_description_as_title(names, reader->columns());
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
    Record record;
    RowProblem problem = read_row(row, record);
    if constexpr (std::is_same_v<decltype(on_record(record, row.line)), RowProblem>) {
      if (problem.is_none()) problem = on_record(record, row.line);
      if (problem.is_none()) ++counts.accepted;
    } else if (problem.is_none()) {
      ++counts.accepted;
      on_record(record, row.line);
    }
    if (!problem.is_none()) {
      reject(row, names[problem.column], row.fields[problem.column].text, reason_of(kind, problem));
    }
  }
  report_bytes(options.progress, stage, reader->source());
  return counts;
}

}  // namespace

Result<ReadCounts> read_events(const std::filesystem::path& path, const ReadOptions& options, const EventSink& on_event,
                               const RejectSink& on_reject) {
  const auto hand_over = [&](const EventRow& row, std::uint64_t) {
    on_event(row.event, row.has_product ? &row.product : nullptr);
  };
  return read_rows<EventRow>(FileKind::events, path, options, hand_over, on_reject);
}

Result<ReadCounts> read_products(const std::filesystem::path& path, const ReadOptions& options,
                                 const ProductSink& on_product, const RejectSink& on_reject) {
  return read_rows<ProductRecord>(FileKind::products, path, options, on_product, on_reject);
}

Result<ReadCounts> read_customers(const std::filesystem::path& path, const ReadOptions& options,
                                  const CustomerSink& on_customer, const RejectSink& on_reject) {
  const auto hand_over = [&](const CustomerRecord& customer, std::uint64_t) { on_customer(customer); };
  return read_rows<CustomerRecord>(FileKind::customers, path, options, hand_over, on_reject);
}

Result<ReadCounts> read_slots(const std::filesystem::path& path, const ReadOptions& options, const SlotSink& on_slot,
                              const RejectSink& on_reject) {
  const auto hand_over = [&](const SlotRecord& slot, std::uint64_t) { on_slot(slot); };
  return read_rows<SlotRecord>(FileKind::slots, path, options, hand_over, on_reject);
}

Result<ReadCounts> read_contracts(const std::filesystem::path& path, const ReadOptions& options,
                                  const ContractSink& on_term, const RejectSink& on_reject) {
  const auto hand_over = [&](const ContractTermRecord& term, std::uint64_t) {
    return RowProblem{FieldProblem::none, term.product_id.empty() ? std::size_t{2} : std::size_t{1}, on_term(term)};
  };
  return read_rows<ContractTermRecord>(FileKind::contracts, path, options, hand_over, on_reject);
}

Result<ReadCounts> read_occasions(const std::filesystem::path& path, const ReadOptions& options,
                                  const OccasionSink& on_occasion, const RejectSink& on_reject) {
  constexpr std::size_t date_column = 2;
  const auto hand_over = [&](const OccasionRecord& occasion, std::uint64_t) {
    return RowProblem{FieldProblem::none, date_column, on_occasion(occasion)};
  };
  return read_rows<OccasionRecord>(FileKind::occasions, path, options, hand_over, on_reject);
}

}  // namespace moshaver
