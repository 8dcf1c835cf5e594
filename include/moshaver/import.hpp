// Imports files into a shop directory in one transaction: on return either all valid rows are on disk, or nothing
// changed.
//
//   files    CSV, TSV or JSON Lines; plain, gzip or zstd; detected by content. Columns: DESIGN section 4, or mapped
//   again    importing a file twice changes nothing: an event is identified by `event_id`, or by its content and the
//            number of equal rows before it
//   slots    a slot replaces the one of its product that begins then (moshaver/slots.hpp)
//   occasion replaces the customer's one of the same name (moshaver/occasions.hpp); one whose only day is past (by UTC)
//            is rejected
//   contract the terms of an account in the files replace all terms that it had (moshaver/contracts.hpp)
//   returns  undo the purchases that they match when histories are read; the log keeps both
//   threads  one import per shop at a time; a second one waits 5 s and then fails
//   cost     about 1 us an event; memory 16 to 43 bytes an event of the shop, and its keys
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "moshaver/progress.hpp"
#include "moshaver/result.hpp"
#include "moshaver/shop_records.hpp"

namespace moshaver {

struct ImportOptions {
  std::filesystem::path shop;                                      // created if absent
  std::vector<std::filesystem::path> events, products, customers;  // at least one file in all, with those below
  std::vector<std::pair<std::string, std::string>> column_map;     // our column name -> the file's
  std::filesystem::path rejects;  // TSV of bad rows: file, line, column, value, reason; empty: none
  double max_reject_rate = 0.01;  // share of all rows; if exceeded, nothing is imported
  ProgressSink progress;
  std::vector<std::filesystem::path> slots, contracts, occasions;
  std::function<std::int64_t()> clock;  // seconds since 1970 UTC; empty: the system clock
};

struct RejectCount {
  std::string reason;
  std::uint64_t rows = 0;
  std::string example;  // "orders.csv:17: quantity = \"abc\""
};

struct ImportSummary {
  std::uint64_t rows = 0, kept = 0, duplicates = 0, rejected = 0;        // events; rows = the sum of the other three
  std::uint64_t product_rows = 0, customer_rows = 0;                     // kept rows of product and customer files
  std::uint64_t slot_rows = 0, contract_rows = 0, occasion_rows = 0;     // likewise
  std::vector<RejectCount> rejects;                                      // of all files, most frequent first
  std::array<std::uint64_t, event_kind_names.size()> kept_by_kind{};     // in the order of event_kind_names
  std::uint64_t shop_events = 0, shop_customers = 0, shop_products = 0;  // after the import
  std::string first_time, last_time;  // ISO 8601, of all events; empty: no timestamps
  std::uint64_t returns = 0, returns_matched = 0, purchases_undone = 0, gifts = 0;  // in the whole shop
  std::vector<std::string> unread_columns;  // columns that the import ignores: "orders.csv: Country"
};

// Errors: invalid_argument (no file, a bad map), not_found, no_data (an empty file), bad_format (a header without the
// required columns, a damaged file or shop), too_many_rejects, unsupported_version, io_error (full disk, shop in use).
// After an error the shop is unchanged, and a shop that did not exist is not created.
[[nodiscard]] Result<ImportSummary> import_files(const ImportOptions&);

}  // namespace moshaver
