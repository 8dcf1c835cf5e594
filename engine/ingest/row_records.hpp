// Our fields for each kind of file, and how a raw row becomes a record. The order of the names is the order in which
// RecordReader::choose must have been asked for them.
#pragma once

#include <array>
#include <span>

#include "engine/data/records.hpp"
#include "engine/ingest/columns.hpp"
#include "engine/ingest/row_check.hpp"

namespace moshaver {

std::span<const FieldName> event_fields();
std::span<const FieldName> product_fields();
std::span<const FieldName> customer_fields();

// Where `title` stands among event_fields(): a column `Description` may take its place.
std::size_t event_title_field();

// What an events file also says about the product of the row, if anything.
struct EventRow {
  EventRecord event;
  ProductRecord product;
  bool has_product = false;
};

// Meaningful only if `check` found no problem. Views point into the row.
EventRow to_event(RowCheck& check);
ProductRecord to_product(RowCheck& check);
CustomerRecord to_customer(RowCheck& check);

}  // namespace moshaver
