#include "engine/ingest/row_records.hpp"

#include <algorithm>

namespace moshaver {
namespace {

constexpr bool stands_in_events(std::string_view product_field) {
  return std::find(std::begin(product_columns_of_events), std::end(product_columns_of_events), product_field) !=
         std::end(product_columns_of_events);
}

// Calls visit(field) for every column of files of this kind, in order.
template <class Visit>
void for_each_column(FileKind kind, const Visit& visit) {
  switch (kind) {
    case FileKind::events:
      for_each_field<EventRecord>(visit);
      for_each_field<ProductRecord>([&](const auto& field) {
        if (stands_in_events(field.name)) visit(field);
      });
      break;
    case FileKind::products:
      for_each_field<ProductRecord>(visit);
      break;
    case FileKind::customers:
      for_each_field<CustomerRecord>(visit);
      break;
    case FileKind::slots:
      for_each_field<SlotRecord>(visit);
      break;
    case FileKind::contracts:
      for_each_field<ContractTermRecord>(visit);
      break;
    case FileKind::occasions:
      for_each_field<OccasionRecord>(visit);
      break;
  }
}

std::vector<FieldName> list_columns(FileKind kind) {
  std::vector<FieldName> columns;
  for_each_column(kind, [&](const auto& field) { columns.push_back({field.name, field.rule}); });
  return columns;
}

// Takes one column after another and remembers the first that cannot be read.
class ColumnTaker {
 public:
  explicit ColumnTaker(const RawRow& row) : row_(row) {}

  template <class Record, class Field>
  void take(const Field& field, Record& record) {
    const RawField& raw = row_.fields[next_];
    refuse(next_,
           raw.nested ? FieldProblem::nested : read_field(field.rule, raw.text, row_.is_utf8, record.*field.member));
    ++next_;
  }
  template <class Record>
  void take_all(Record& record) {
    for_each_field<Record>([&](const auto& field) { take(field, record); });
  }
  void refuse(std::size_t column, FieldProblem problem) {
    if (problem != FieldProblem::none && first_.problem == FieldProblem::none) first_ = {problem, column};
  }
  [[nodiscard]] const RowProblem& problem() const { return first_; }

 private:
  const RawRow& row_;
  std::size_t next_ = 0;
  RowProblem first_;
};

constexpr std::size_t quantity_column = [] {
  std::size_t at = 0, found = 0;
  for_each_field<EventRecord>([&](const auto& field) {
    if (std::string_view(field.name) == "quantity") found = at;
    ++at;
  });
  return found;
}();

template <class Record>
std::size_t place_in(std::string_view field_name) {
  std::size_t at = 0, found = 0;
  for_each_field<Record>([&](const auto& field) {
    if (field.name == field_name) found = at;
    ++at;
  });
  return found;
}

template <class Record>
RowProblem read_whole_row(const RawRow& row, Record& record) {
  ColumnTaker taker(row);
  taker.take_all(record);
  return taker.problem();
}

}  // namespace

std::span<const FieldName> columns_of(FileKind kind) {
  static const std::vector<FieldName> columns[] = {
      list_columns(FileKind::events), list_columns(FileKind::products),  list_columns(FileKind::customers),
      list_columns(FileKind::slots),  list_columns(FileKind::contracts), list_columns(FileKind::occasions)};
  return columns[static_cast<std::size_t>(kind)];
}

RowProblem read_row(const RawRow& row, EventRow& out) {
  ColumnTaker taker(row);
  taker.take_all(out.event);
  if (taker.problem().problem == FieldProblem::none) taker.refuse(quantity_column, settle_quantity(out.event));
  ProductRecord& product = out.product;
  for_each_field<ProductRecord>([&](const auto& field) {
    if (stands_in_events(field.name)) taker.take(field, product);
  });
  product.product_id = out.event.product_id;
  out.has_product = !product.title.empty() || !product.title_fa.empty() || !product.category.empty() ||
                    !product.brand.empty() || product.price.has_value();
  return taker.problem();
}

RowProblem read_row(const RawRow& row, ProductRecord& out) { return read_whole_row(row, out); }
RowProblem read_row(const RawRow& row, CustomerRecord& out) { return read_whole_row(row, out); }

RowProblem read_row(const RawRow& row, SlotRecord& out) {
  const RowProblem problem = read_whole_row(row, out);
  if (!problem.is_none()) return problem;
  return {FieldProblem::none, place_in<SlotRecord>("end"), slot_problem(out)};
}

RowProblem read_row(const RawRow& row, ContractTermRecord& out) {
  const RowProblem problem = read_whole_row(row, out);
  if (!problem.is_none()) return problem;
  return {FieldProblem::none, place_in<ContractTermRecord>("product_id"), contract_problem(out)};
}

RowProblem read_row(const RawRow& row, OccasionRecord& out) { return read_whole_row(row, out); }

std::string reason_of(FileKind kind, const RowProblem& problem) {
  const FieldName& column = columns_of(kind)[problem.column];
  return std::string(column.name) + " " +
         (problem.rule.empty() ? phrase(problem.problem, column.rule) : std::string(problem.rule));
}

}  // namespace moshaver
