// Simulates a realistic shop with known ground truth and writes it as files: for the demo, the tests and benchmarks.
//
//   world     customers have a persona (the product families they like), preferred styles and brands, staples bought at
//             regular intervals, friends they buy gifts for, and products they own and do not buy again; see
//             models/simulation/simulation.hpp
//   files     in `out`: events.csv (ordered by time), products.csv, customers.csv, occasions.csv (of the friends that
//             customers give gifts to), slots.csv and contracts.csv, with .gz or .zst if compressed; shop.toml, which
//             says how the shop delivers and belongs into the shop directory; and the ground truth, hidden from
//             learners: truth/customers.csv, truth/staples.csv, truth/products.csv, truth/personas.csv,
//             truth/complements.csv, truth/due.csv, truth/truth.json
//   lists     in one field (`regions`, `goes_with`, `tags`, `audience`) are joined by `|`
//   gifts     have a recipient_id, and so have their returns, ratings and complaints
//   services  `stock` is the capacity of each time slot (until 12:00, 16:00, midnight); bookings never exceed it
//   money     Iranian rial (IRR), whole
//   time      simulated from `start`, never read from a clock
//   same      the same options and seed give the same bytes on one platform; another seed gives another shop
//   memory    O(customers + products + events of a few days): about 250 bytes a customer and 200 a product, however
//             many events
//   threads   two: one simulates; the other formats, compresses and writes
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>

#include "moshaver/progress.hpp"
#include "moshaver/result.hpp"
#include "moshaver/shop_records.hpp"

namespace moshaver {

enum class Compression { none, gzip, zstd };

struct GenerateOptions {
  std::uint64_t customers = 2'000;  // rows of customers.csv: 1 to 50 million; some may never buy
  std::uint64_t products = 500;     // rows of products.csv: 20 to 10 million
  std::uint64_t events = 100'000;   // rows of events.csv, exactly: 1 to 10^11
  std::uint64_t seed = 1;
  std::filesystem::path out;  // created if absent; other files in it are not touched
  std::uint32_t days = 730;   // 1 to 3650
  std::chrono::year_month_day start{std::chrono::year{2024}, std::chrono::January,
                                    std::chrono::day{1}};  // 1970 to 2089
  Compression compression = Compression::none;
  bool force = false;  // replaces a shop that `out` already holds
  ProgressSink progress;
};

struct GenerateSummary {
  std::uint64_t customers = 0, products = 0, events = 0;
  std::array<std::uint64_t, event_kind_names.size()>
      events_by_kind{};                 // in the order of DESIGN.md section 4: view, cart, purchase, ...
  std::uint64_t orders = 0, gifts = 0;  // gifts: purchases for someone else
  std::uint64_t bytes = 0;              // of all files but shop.toml and the truth, on disk
  std::filesystem::path events_file, products_file, customers_file, occasions_file, slots_file, contracts_file;
  std::filesystem::path settings_file, truth_dir;
};

// Writes to temporary names and renames at the end: after an error `out` has no new files.
// Takes about half a microsecond an event. Errors: invalid_argument, already_exists (`out` holds a shop), io_error.
[[nodiscard]] Result<GenerateSummary> generate_shop(const GenerateOptions&);

}  // namespace moshaver
