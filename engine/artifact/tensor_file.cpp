#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "engine/artifact/tensors.hpp"

namespace moshaver {

namespace {

// As list_text, with `any` for any_extent.
std::string expected_text(std::span<const std::uint64_t> extents) {
  std::string text = "[";
  for (const std::uint64_t extent : extents) {
    if (text.size() > 1) text += ',';
    text += extent == any_extent ? "any" : std::to_string(extent);
  }
  return text + "]";
}

struct Range {
  std::uint64_t begin = 0, end = 0;  // relative to the data
};

struct Entry {
  TensorView tensor;  // bytes not yet set
  Range range;
};

// Reads and checks the header. Each step checks one thing, and its error names the field.
class HeaderReader {
 public:
  explicit HeaderReader(const MappedFile& file) : path_(file.path().string()), bytes_(file.bytes()) {}

  Result<std::vector<TensorView>> read() {
    MOSHAVER_TRY(json, header());
    simdjson::dom::parser parser;
    simdjson::dom::object tensors;
    if (const auto error = parser.parse(json).get(tensors)) {
      return wrong("header", simdjson::error_message(error));
    }
    std::vector<Entry> entries;
    for (const auto& [name, value] : tensors) {
      if (name == "__metadata__") {
        MOSHAVER_CHECK(metadata(value));
      } else {
        MOSHAVER_TRY(entry, tensor(name, value));
        entries.push_back(std::move(entry));
      }
    }
    MOSHAVER_CHECK(place(entries));
    return by_name(std::move(entries));
  }

 private:
  tl::unexpected<Error> wrong(std::string_view field, std::string_view what) const {
    return failure(ErrorCode::bad_format, path_ + ": " + std::string(field) + ": " + std::string(what));
  }
  tl::unexpected<Error> wrong(std::string_view name, std::string_view field, std::string_view what) const {
    return wrong("tensor `" + std::string(name) + "`: " + std::string(field), what);
  }

  // A copy of the JSON text, because simdjson reads a little past the end of its input.
  Result<simdjson::padded_string> header() {
    if (bytes_.size() < header_length_bytes) {
      return wrong("header length", "the file has " + std::to_string(bytes_.size()) + " bytes: truncated?");
    }
    std::uint64_t length = 0;
    std::memcpy(&length, bytes_.data(), header_length_bytes);
    if (length > max_header_bytes || length > bytes_.size() - header_length_bytes) {
      return wrong("header length", std::to_string(length) + " bytes do not fit: truncated, or not safetensors");
    }
    const auto* const text = reinterpret_cast<const char*>(bytes_.data() + header_length_bytes);
    if (length == 0 || text[0] != '{') return wrong("header", "does not start with `{`: not safetensors");
    data_begin_ = header_length_bytes + length;
    return simdjson::padded_string(text, length);
  }

  Result<void> metadata(simdjson::dom::element value) const {
    simdjson::dom::object object;
    if (value.get(object)) return wrong("__metadata__", "is not an object");
    for (const auto& [key, entry] : object) {
      if (!entry.is_string()) return wrong("__metadata__." + std::string(key), "is not a string");
    }
    return {};
  }

  Result<std::vector<std::uint64_t>> numbers(std::string_view name, std::string_view field,
                                             simdjson::dom::element value) const {
    simdjson::dom::array array;
    if (value.get(array)) return wrong(name, field, "is not an array");
    std::vector<std::uint64_t> list;
    for (const simdjson::dom::element item : array) {
      std::uint64_t number = 0;
      if (item.get(number)) return wrong(name, field, "holds a value that is not a whole number from 0 on");
      list.push_back(number);
    }
    return list;
  }

  Result<Entry> tensor(std::string_view name, simdjson::dom::element value) const {
    simdjson::dom::object object;
    if (value.get(object)) return wrong(name, "header", "is not an object");
    if (object.size() != 3) return wrong(name, "header", "does not have just dtype, shape and data_offsets");

    simdjson::dom::element dtype_field, shape_field, offsets_field;
    std::string_view dtype_name;
    if (object["dtype"].get(dtype_field) || dtype_field.get(dtype_name)) return wrong(name, "dtype", "is not a string");
    if (object["shape"].get(shape_field)) return wrong(name, "shape", "is missing");
    if (object["data_offsets"].get(offsets_field)) return wrong(name, "data_offsets", "is missing");

    const std::optional<DType> dtype = dtype_named(dtype_name);
    if (!dtype) return wrong(name, "dtype", "`" + std::string(dtype_name) + "` is not supported");
    MOSHAVER_TRY(shape, numbers(name, "shape", shape_field));
    MOSHAVER_TRY(offsets, numbers(name, "data_offsets", offsets_field));
    if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > bytes_.size() - data_begin_) {
      return wrong(
          name, "data_offsets",
          list_text(offsets) + " is not a range within " + std::to_string(bytes_.size() - data_begin_) + " bytes");
    }
    const std::optional<std::uint64_t> bytes = shape_bytes(*dtype, shape);
    if (!bytes || *bytes != offsets[1] - offsets[0]) {
      return wrong(
          name, "shape",
          list_text(shape) + " of " + std::string(dtype_name) + " does not fill data_offsets " + list_text(offsets));
    }
    if ((data_begin_ + offsets[0]) % item_bytes(*dtype) != 0) {
      return wrong(name, "data_offsets", list_text(offsets) + " is not aligned for " + std::string(dtype_name));
    }
    return Entry{{std::string(name), *dtype, std::move(shape), {}}, {offsets[0], offsets[1]}};
  }

  // Each tensor starts where the one before it ends, and the last one ends the file: no holes, no overlaps.
  Result<void> place(std::vector<Entry>& entries) const {
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return std::pair(a.range.begin, a.range.end) < std::pair(b.range.begin, b.range.end);
    });
    const std::span<const std::byte> data = bytes_.subspan(data_begin_);
    std::uint64_t end = 0;
    for (Entry& entry : entries) {
      if (entry.range.begin != end) {
        return wrong(entry.tensor.name, "data_offsets",
                     "starts at " + std::to_string(entry.range.begin) + " instead of " + std::to_string(end) +
                         ": a hole or an overlap");
      }
      end = entry.range.end;
      entry.tensor.bytes = data.subspan(entry.range.begin, entry.range.end - entry.range.begin);
    }
    if (end != data.size()) {
      return wrong("data", std::to_string(data.size() - end) + " bytes at the end belong to no tensor");
    }
    return {};
  }

  Result<std::vector<TensorView>> by_name(std::vector<Entry> entries) const {
    std::vector<TensorView> tensors;
    for (Entry& entry : entries) tensors.push_back(std::move(entry.tensor));
    std::sort(tensors.begin(), tensors.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    const auto twice = std::adjacent_find(tensors.begin(), tensors.end(),
                                          [](const auto& a, const auto& b) { return a.name == b.name; });
    if (twice != tensors.end()) return wrong(twice->name, "name", "appears twice");
    return tensors;
  }

  std::string path_;
  std::span<const std::byte> bytes_;
  std::size_t data_begin_ = 0;
};

}  // namespace

Result<TensorFile> TensorFile::open(const std::filesystem::path& path) {
  return MappedFile::open(path).and_then([](MappedFile&& file) { return open(std::move(file)); });
}

Result<TensorFile> TensorFile::open(MappedFile file) {
  MOSHAVER_TRY(tensors, HeaderReader(file).read());
  return TensorFile(std::move(file), std::move(tensors));
}

const TensorView* TensorFile::find(std::string_view name) const {
  const auto found = std::lower_bound(tensors_.begin(), tensors_.end(), name,
                                      [](const TensorView& tensor, std::string_view key) { return tensor.name < key; });
  return found != tensors_.end() && found->name == name ? &*found : nullptr;
}

template <class T>
Result<std::span<const T>> TensorFile::values(std::string_view name, DType dtype, Wanted expected) const {
  const auto wrong = [&](const std::string& what) {
    return failure(ErrorCode::bad_format, file_.path().string() + ": tensor `" + std::string(name) + "`: " + what);
  };
  const TensorView* const tensor = find(name);
  if (!tensor) return wrong("is missing");
  if (tensor->dtype != dtype) {
    return wrong("dtype: " + std::string(to_string(tensor->dtype)) + ", expected " + std::string(to_string(dtype)));
  }
  const auto fits = [](std::uint64_t extent, std::uint64_t asked) { return asked == any_extent || extent == asked; };
  const TensorShape& shape = tensor->shape;
  if (expected.size() != 0 && !std::equal(shape.begin(), shape.end(), expected.begin(), expected.end(), fits)) {
    return wrong("shape: " + list_text(shape) + ", expected " + expected_text({expected.begin(), expected.size()}));
  }
  // The mapped bytes are an array of T, aligned (checked on opening).
  return std::span<const T>(reinterpret_cast<const T*>(tensor->bytes.data()), tensor->bytes.size() / sizeof(T));
}

Result<std::span<const float>> TensorFile::f32(std::string_view name, Wanted shape) const {
  return values<float>(name, DType::f32, shape);
}
Result<std::span<const double>> TensorFile::f64(std::string_view name, Wanted shape) const {
  return values<double>(name, DType::f64, shape);
}
Result<std::span<const std::uint8_t>> TensorFile::u8(std::string_view name, Wanted shape) const {
  return values<std::uint8_t>(name, DType::u8, shape);
}
Result<std::span<const std::uint32_t>> TensorFile::u32(std::string_view name, Wanted shape) const {
  return values<std::uint32_t>(name, DType::u32, shape);
}
Result<std::span<const std::uint64_t>> TensorFile::u64(std::string_view name, Wanted shape) const {
  return values<std::uint64_t>(name, DType::u64, shape);
}
Result<std::span<const std::int64_t>> TensorFile::i64(std::string_view name, Wanted shape) const {
  return values<std::int64_t>(name, DType::i64, shape);
}

Result<TensorShape> TensorFile::shape(std::string_view name) const {
  if (const TensorView* const tensor = find(name)) return tensor->shape;
  return failure(ErrorCode::bad_format, file_.path().string() + ": tensor `" + std::string(name) + "`: is missing");
}

}  // namespace moshaver
