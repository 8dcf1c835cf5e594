// Files to import: CSV, TSV, JSON Lines, gzip, zstd. The first byte chooses events, products or customers. Every row must be
// counted as accepted or rejected.
#include "engine/ingest/reading.hpp"
#include "tests/fuzz/fuzz_file.hpp"

using namespace moshaver;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const testing::FuzzFile file(std::span(data + 1, size - 1));
  std::uint64_t accepted = 0, rejected = 0;
  const auto on_reject = [&](const Reject& reject) {
    if (reject.reason.empty() || reject.line == 0) __builtin_trap();
    ++rejected;
  };
  const auto read = [&]() -> Result<ReadCounts> {
    switch (data[0] % 3) {
      case 0:
        return read_events(
            file.path(), {}, [&](const EventRecord&, const ProductRecord*) { ++accepted; }, on_reject);
      case 1:
        return read_products(
            file.path(), {}, [&](const ProductRecord&, std::uint64_t) { ++accepted; }, on_reject);
      default:
        return read_customers(
            file.path(), {}, [&](const CustomerRecord&) { ++accepted; }, on_reject);
    }
  };
  const auto counts = read();
  if (!counts && counts.error().message.empty()) __builtin_trap();
  if (counts && (counts->accepted != accepted || counts->rejected != rejected || counts->rows != accepted + rejected)) {
    __builtin_trap();
  }
  return 0;
}
