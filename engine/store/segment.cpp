#include "engine/store/segment.hpp"

#include <zstd.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace moshaver {

namespace {

constexpr std::uint32_t segment_version = 2;
constexpr int zstd_level = 1;  // 3 saves a tenth of the size for twice the time
constexpr std::size_t max_plain_bytes = std::size_t{1} << 30;
constexpr double absent = std::numeric_limits<double>::quiet_NaN();

using TextField = std::string_view EventRecord::*;
constexpr std::array<TextField, 8> text_fields = {
    &EventRecord::order_id, &EventRecord::recipient_id, &EventRecord::account_id, &EventRecord::channel,
    &EventRecord::place,    &EventRecord::reason,       &EventRecord::event_id,   &EventRecord::advice_id};

// Rows stand for the ids of customer and product; the texts of all other fields are stored. A new field needs a new
// `segment_version`.
constexpr std::size_t described_texts = [] {
  std::size_t count = 0;
  for_each_field<EventRecord>([&](const auto& field) {
    count += std::is_same_v<std::remove_cvref_t<decltype(EventRecord{}.*field.member)>, std::string_view> ? 1 : 0;
  });
  return count;
}();
static_assert(text_fields.size() + 2 == described_texts, "a field of events is not stored");

void append(std::vector<char>& out, const void* data, std::size_t size) {
  if (size == 0) return;
  out.resize(out.size() + size);
  std::memcpy(out.data() + out.size() - size, data, size);
}

template <class T>
void append_column(std::vector<char>& out, const std::vector<T>& column) {
  append(out, column.data(), column.size() * sizeof(T));
}

// Reads an uncompressed block front to back. Each step returns false if the block is too short.
class Cursor {
 public:
  explicit Cursor(std::span<const char> bytes) : bytes_(bytes) {}

  template <class T>
  bool read(T& value) {
    return copy(&value, sizeof value);
  }
  template <class T>
  bool read_column(std::vector<T>& column, std::size_t count) {
    if (bytes_.size() / sizeof(T) < count) return false;
    column.resize(count);
    return copy(column.data(), count * sizeof(T));
  }
  bool read_text(std::string_view& text, std::size_t size) {
    if (bytes_.size() < size) return false;
    text = {bytes_.data(), size};
    bytes_ = bytes_.subspan(size);
    return true;
  }
  [[nodiscard]] bool at_end() const { return bytes_.empty(); }

 private:
  bool copy(void* to, std::size_t size) {
    if (bytes_.size() < size) return false;
    if (size > 0) std::memcpy(to, bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
    return true;
  }
  std::span<const char> bytes_;
};

struct Columns {
  std::vector<std::uint32_t> customer, product, time, slot;
  std::vector<std::uint8_t> kind;
  std::vector<double> quantity, unit_price, value;
  std::array<std::vector<std::string_view>, text_fields.size()> dictionaries;
  std::array<std::vector<std::uint32_t>, text_fields.size()> texts;
};

bool read_dictionary(Cursor& cursor, std::uint32_t count, std::vector<std::string_view>& dictionary,
                     std::vector<std::uint32_t>& rows) {
  std::uint32_t size = 0;
  if (!cursor.read(size) || size > count) return false;
  dictionary.resize(size);
  for (std::string_view& text : dictionary) {
    std::uint32_t length = 0;
    if (!cursor.read(length) || !cursor.read_text(text, length)) return false;
  }
  if (size == 0) return true;
  if (!cursor.read_column(rows, count)) return false;
  for (const std::uint32_t row : rows) {
    if (row > size) return false;
  }
  return true;
}

bool read_columns(Cursor& cursor, Columns& columns) {
  std::uint32_t block_version = 0, count = 0;
  if (!cursor.read(block_version) || block_version != segment_version || !cursor.read(count)) return false;
  if (!cursor.read_column(columns.customer, count) || !cursor.read_column(columns.product, count) ||
      !cursor.read_column(columns.kind, count) || !cursor.read_column(columns.time, count) ||
      !cursor.read_column(columns.slot, count) || !cursor.read_column(columns.quantity, count) ||
      !cursor.read_column(columns.unit_price, count) || !cursor.read_column(columns.value, count)) {
    return false;
  }
  for (const std::uint8_t kind : columns.kind) {
    if (kind >= event_kind_names.size()) return false;
  }
  for (std::size_t field = 0; field < text_fields.size(); ++field) {
    if (!read_dictionary(cursor, count, columns.dictionaries[field], columns.texts[field])) return false;
  }
  return cursor.at_end();
}

std::optional<double> unless_absent(double value) {
  return std::isnan(value) ? std::nullopt : std::optional<double>(value);
}

std::optional<std::int64_t> unless_zero(std::uint32_t time) {
  return time == 0 ? std::nullopt : std::optional<std::int64_t>(time);
}

tl::unexpected<Error> damaged(const char* what) {
  return failure(ErrorCode::bad_format, std::string("a block of events is damaged (") + what + ")");
}

}  // namespace

void SegmentWriter::add(std::uint32_t customer_row, std::uint32_t product_row, const EventRecord& event) {
  customer_.push_back(customer_row);
  product_.push_back(product_row);
  kind_.push_back(static_cast<std::uint8_t>(event.kind));
  time_.push_back(static_cast<std::uint32_t>(event.timestamp.value_or(0)));
  slot_.push_back(static_cast<std::uint32_t>(event.slot.value_or(0)));
  quantity_.push_back(event.quantity);
  unit_price_.push_back(event.unit_price.value_or(absent));
  value_.push_back(event.value.value_or(absent));
  for (std::size_t field = 0; field < text_fields.size(); ++field) {
    const std::string_view text = event.*text_fields[field];
    texts_[field].rows.push_back(text.empty() ? 0 : texts_[field].texts.insert(text) + 1);
    text_bytes_ += text.size();
  }
}

std::span<const char> SegmentWriter::finish() {
  plain_.clear();
  const auto count = static_cast<std::uint32_t>(size());
  append(plain_, &segment_version, sizeof segment_version);
  append(plain_, &count, sizeof count);
  append_column(plain_, customer_);
  append_column(plain_, product_);
  append_column(plain_, kind_);
  append_column(plain_, time_);
  append_column(plain_, slot_);
  append_column(plain_, quantity_);
  append_column(plain_, unit_price_);
  append_column(plain_, value_);
  for (TextColumn& column : texts_) {
    const std::uint32_t size = column.texts.size();
    append(plain_, &size, sizeof size);
    for (std::uint32_t row = 0; row < size; ++row) {
      const std::string_view text = column.texts.key(row);
      const auto length = static_cast<std::uint32_t>(text.size());
      append(plain_, &length, sizeof length);
      append(plain_, text.data(), text.size());
    }
    if (size > 0) append_column(plain_, column.rows);
    column = TextColumn{};
  }
  for (auto* column : {&customer_, &product_, &time_, &slot_}) column->clear();
  for (auto* column : {&quantity_, &unit_price_, &value_}) column->clear();
  kind_.clear();
  text_bytes_ = 0;

  packed_.resize(ZSTD_compressBound(plain_.size()));
  packed_.resize(ZSTD_compress(packed_.data(), packed_.size(), plain_.data(), plain_.size(), zstd_level));
  return packed_;
}

Result<void> read_segment(std::span<const char> block,
                          const std::function<void(std::uint32_t, std::uint32_t, const EventRecord&)>& on_event) {
  const unsigned long long plain_size = ZSTD_getFrameContentSize(block.data(), block.size());
  if (plain_size > max_plain_bytes) return damaged("its size");  // zstd's error values are even larger
  std::vector<char> plain(plain_size);
  const std::size_t size = ZSTD_decompress(plain.data(), plain.size(), block.data(), block.size());
  if (ZSTD_isError(size) || size != plain_size) return damaged("its compression");

  Cursor cursor(plain);
  Columns columns;
  if (!read_columns(cursor, columns)) return damaged("its columns");
  EventRecord event;
  for (std::size_t row = 0; row < columns.customer.size(); ++row) {
    event.kind = static_cast<EventKind>(columns.kind[row]);
    event.timestamp = unless_zero(columns.time[row]);
    event.slot = unless_zero(columns.slot[row]);
    event.quantity = columns.quantity[row];
    event.unit_price = unless_absent(columns.unit_price[row]);
    event.value = unless_absent(columns.value[row]);
    for (std::size_t field = 0; field < text_fields.size(); ++field) {
      const auto& rows = columns.texts[field];
      const bool present = !rows.empty() && rows[row] != 0;
      event.*text_fields[field] = present ? columns.dictionaries[field][rows[row] - 1] : std::string_view{};
    }
    on_event(columns.customer[row], columns.product[row], event);
  }
  return {};
}

}  // namespace moshaver
