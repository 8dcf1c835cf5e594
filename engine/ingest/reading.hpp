// From a file of events, products or customers to checked records, one call each. Start here.
//
//   files     CSV, TSV or JSON Lines; plain, gzip or zstd; all by content (record_reader.hpp, byte_source.hpp)
//   columns   our names (DESIGN section 4), or theirs through the map. An optional column may be missing, and an empty
//             optional field is absent. Blanks around values are trimmed
//   bounds    0 < |quantity| <= 1e9, prices 0..1e12, ids at most 1,024 bytes, text at most 64 KiB, time 1970..2099
//   bad rows  handed to on_reject, never dropped and never the end of reading; whoever calls decides how many are too
//             many. A reason is one of a few phrases without the value in it, so that reasons can be counted
//   views     in records and rejects: valid during the callback
//   threads   callbacks come from the calling thread, in file order
//   cost      O(file bytes); 1.5 MiB of buffers, some 8 MiB more once a row comes near 1 MiB, and the window of a zstd
//             file. No allocation for an accepted row, once buffers have grown to the longest.
//             Rates: bench/ingest_bench.cpp
//   errors    the map and the header are checked before the first callback; a damaged file is found when it is reached,
//             so callbacks may have been called before an error comes back
//   tests     tests/ingest/reading_test.cpp
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/records.hpp"
#include "engine/ingest/columns.hpp"
#include "moshaver/progress.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

struct ReadOptions {
  ColumnMap column_map;   // ours -> theirs
  ProgressSink progress;  // stage "read FILE", in bytes of the file as it lies on disk
};

struct Reject {
  const std::filesystem::path& path;
  std::uint64_t line;       // physical line on which the row starts, from 1
  std::string_view column;  // theirs, as in the file; empty: the row as a whole
  std::string_view value;   // or the row's beginning: shown on one line, at most 80 bytes of valid UTF-8
  std::string_view reason;  // "customer_id is missing"
};

struct ReadCounts {
  std::uint64_t rows = 0;  // accepted + rejected; blank lines are none
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;
  std::vector<std::string> unread_columns;  // of the file: worth telling the user, who may have meant to map one
};

// `product` is what the same row says of the product (title, title_fa, category, brand, price), or null if nothing. An
// unmapped title may be called `Description`, in any case.
using EventSink = std::function<void(const EventRecord& event, const ProductRecord* product)>;
using ProductSink = std::function<void(const ProductRecord&)>;
using CustomerSink = std::function<void(const CustomerRecord&)>;
using RejectSink = std::function<void(const Reject&)>;

// The three share their errors: not_found and io_error for the file; no_data when it is empty (a header alone is fine:
// no rows); bad_format when it is damaged, foreign, or lacks a required column; invalid_argument for a map that names a
// field we do not have, a column that is not there, either twice, or a sensitive attribute.

// A negative quantity of a purchase arrives as a return of the positive quantity.
[[nodiscard]] Result<ReadCounts> read_events(const std::filesystem::path& path, const ReadOptions& options,
                                             const EventSink& on_event, const RejectSink& on_reject);
[[nodiscard]] Result<ReadCounts> read_products(const std::filesystem::path& path, const ReadOptions& options,
                                               const ProductSink& on_product, const RejectSink& on_reject);
[[nodiscard]] Result<ReadCounts> read_customers(const std::filesystem::path& path, const ReadOptions& options,
                                                const CustomerSink& on_customer, const RejectSink& on_reject);

}  // namespace moshaver
