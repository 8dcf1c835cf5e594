// From a raw row to a checked record, by the tables of moshaver/shop_records.hpp.
#pragma once

#include <span>
#include <vector>

#include "engine/data/contract_term.hpp"
#include "engine/data/occasion.hpp"
#include "engine/data/records.hpp"
#include "engine/data/service_slot.hpp"
#include "engine/ingest/columns.hpp"
#include "engine/ingest/field_values.hpp"
#include "engine/ingest/record_reader.hpp"

namespace moshaver {

enum class FileKind { events, products, customers, slots, contracts, occasions };

// The columns that files of this kind may have. RecordReader::choose must be asked for them in this order.
[[nodiscard]] std::span<const FieldName> columns_of(FileKind);

// An events file may say these of the product of its row.
inline constexpr std::string_view product_columns_of_events[] = {"title", "title_fa", "category", "brand", "price"};

// The first field of a row that cannot be read.
struct RowProblem {
  FieldProblem problem = FieldProblem::none;
  std::size_t column = 0;      // in the order of columns_of
  std::string_view rule = {};  // what is broken, where no FieldProblem says it

  [[nodiscard]] bool is_none() const { return problem == FieldProblem::none && rule.empty(); }
};

struct EventRow {
  EventRecord event;
  ProductRecord product;
  bool has_product = false;  // the row says more of the product than its id
};

// The records are meaningful only without a problem. Views point into the row.
[[nodiscard]] RowProblem read_row(const RawRow&, EventRow&);
[[nodiscard]] RowProblem read_row(const RawRow&, ProductRecord&);
[[nodiscard]] RowProblem read_row(const RawRow&, CustomerRecord&);
[[nodiscard]] RowProblem read_row(const RawRow&, SlotRecord&);          // it ends after its start
[[nodiscard]] RowProblem read_row(const RawRow&, ContractTermRecord&);  // of a product or of a category
[[nodiscard]] RowProblem read_row(const RawRow&, OccasionRecord&);      // its date is not read yet

// What is wrong, without the value, so that equal reasons can be counted: "quantity is zero".
[[nodiscard]] std::string reason_of(FileKind, const RowProblem&);

}  // namespace moshaver
