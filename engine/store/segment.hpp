// The log is stored as blocks of events in columns.
//
// SQLite rows cost 1 us and about 80 bytes an event. Blocks of up to 65,536 events cost a tenth of both, and opening a
// shop decodes columns instead of rows. Each live commit writes one (small) block.
//
//   format   zstd of: u32 version, u32 count, then the columns below, then for each text column u32 dictionary size,
//            the texts (u32 length, bytes) and, if the dictionary is not empty, u32 index + 1 a row (0: absent)
//   columns  customer u32, product u32, kind u8, timestamp, slot u32 (0: none), quantity, unit_price, value f64 (NaN:
//            none)
//   errors   bad_format for anything that does not decode exactly
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/data/key_map.hpp"
#include "engine/data/records.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

class SegmentWriter {
 public:
  static constexpr std::size_t capacity = 65'536;
  static constexpr std::size_t max_text_bytes = std::size_t{1} << 26;

  void add(std::uint32_t customer_row, std::uint32_t product_row, const EventRecord&);
  [[nodiscard]] std::size_t size() const { return customer_.size(); }
  [[nodiscard]] bool full() const { return size() >= capacity || text_bytes_ >= max_text_bytes; }
  // Returns the compressed block and empties the writer. The span is valid until the next call.
  std::span<const char> finish();

 private:
  struct TextColumn {
    KeyMap texts;
    std::vector<std::uint32_t> rows;  // index + 1; 0: absent
  };
  std::vector<std::uint32_t> customer_, product_, time_, slot_;
  std::vector<std::uint8_t> kind_;
  std::vector<double> quantity_, unit_price_, value_;
  std::array<TextColumn, 8> texts_;
  std::size_t text_bytes_ = 0;
  std::vector<char> plain_, packed_;
};

// Calls `on_event(customer_row, product_row, record)` for each event in order. The record's customer_id and product_id
// are empty.
Result<void> read_segment(std::span<const char> block,
                          const std::function<void(std::uint32_t, std::uint32_t, const EventRecord&)>& on_event);

}  // namespace moshaver
