// Reads a file of events, products, customers, slots, contracts or occasions and hands over checked records. Start here.
//
//   files     CSV, TSV or JSON Lines; plain, gzip or zstd; all by content (record_reader.hpp, byte_source.hpp)
//   columns   our names (moshaver/shop_records.hpp), or the file's through the map. An optional column may be missing, and an empty
//             optional field is absent. Blanks around values are trimmed
//   bounds    the rules of fields_of<...>
//   bad rows  go to on_reject, and reading goes on; the caller decides how many are too many. The reason does not contain
//             the value, so that equal reasons can be counted
//   views     in records and rejects: valid during the callback
//   threads   callbacks come from the calling thread, in file order
//   cost      O(file bytes); 1.5 MiB of buffers, about 8 MiB more if a row is near 1 MiB long, and the window of a zstd
//             file. No allocation for an accepted row, once buffers have grown to the longest.
//             Rates: bench/ingest_bench.cpp
//   errors    map and header are checked before the first callback. Damage is found only when reading reaches it, so
//             an error may come after callbacks
//   tests     tests/ingest/reading_test.cpp
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/contract_term.hpp"
#include "engine/data/occasion.hpp"
#include "engine/data/records.hpp"
#include "engine/data/service_slot.hpp"
#include "engine/ingest/columns.hpp"
#include "moshaver/progress.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

struct ReadOptions {
  ColumnMap column_map;   // ours -> theirs
  ProgressSink progress;  // stage "read FILE", in bytes of the file on disk
};

struct Reject {
  const std::filesystem::path& path;
  std::uint64_t line;       // physical line on which the row starts, from 1
  std::string_view column;  // the file's name of it; empty: the row as a whole
  std::string_view value;   // or the beginning of the row: at most 80 bytes of valid UTF-8 without line breaks
  std::string_view reason;  // "customer_id is missing"
};

struct ReadCounts {
  std::uint64_t rows = 0;  // accepted + rejected; blank lines do not count
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;
  std::vector<std::string> unread_columns;  // of the file; the user may have meant to map one
};

// `product` has what the same row says about the product (title, title_fa, category, brand, price); null if nothing. An
// unmapped title may be called `Description`, in any case.
using EventSink = std::function<void(const EventRecord& event, const ProductRecord* product)>;
using ProductSink = std::function<void(const ProductRecord&, std::uint64_t line)>;
using CustomerSink = std::function<void(const CustomerRecord&)>;
using SlotSink = std::function<void(const SlotRecord&)>;
// Returns why the term is refused, or an empty text.
using ContractSink = std::function<std::string_view(const ContractTermRecord&)>;
// Returns why the date is refused, or an empty text.
using OccasionSink = std::function<std::string_view(const OccasionRecord&)>;
using RejectSink = std::function<void(const Reject&)>;

// Errors of all: not_found and io_error for the file; no_data if it is empty (a header without rows is fine);
// bad_format if it is damaged, of another format, or lacks a required column; invalid_argument if the map names an unknown
// field, a missing column, one of them twice, or a sensitive attribute.

// A negative quantity of a purchase arrives as a return of the positive quantity.
[[nodiscard]] Result<ReadCounts> read_events(const std::filesystem::path& path, const ReadOptions& options,
                                             const EventSink& on_event, const RejectSink& on_reject);
[[nodiscard]] Result<ReadCounts> read_products(const std::filesystem::path& path, const ReadOptions& options,
                                               const ProductSink& on_product, const RejectSink& on_reject);
[[nodiscard]] Result<ReadCounts> read_customers(const std::filesystem::path& path, const ReadOptions& options,
                                                const CustomerSink& on_customer, const RejectSink& on_reject);
[[nodiscard]] Result<ReadCounts> read_slots(const std::filesystem::path& path, const ReadOptions& options,
                                            const SlotSink& on_slot, const RejectSink& on_reject);
[[nodiscard]] Result<ReadCounts> read_contracts(const std::filesystem::path& path, const ReadOptions& options,
                                                const ContractSink& on_term, const RejectSink& on_reject);
[[nodiscard]] Result<ReadCounts> read_occasions(const std::filesystem::path& path, const ReadOptions& options,
                                                const OccasionSink& on_occasion, const RejectSink& on_reject);

}  // namespace moshaver
