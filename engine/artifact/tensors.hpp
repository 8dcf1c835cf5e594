// Named arrays in one file, in the safetensors format, which many tools read.
//
//   layout   8 bytes little-endian header length, JSON header padded with spaces so that the data starts at a multiple
//            of 64, then the tensors back to back: wide items first, else in the order they were added. So each tensor
//            is aligned for its type, and the same content gives the same bytes
//   shapes   row-major; a zero extent is allowed
//   floats   always finite: the writer refuses NaN and infinity
//   threads  TensorFile is immutable: share it. TensorWriter's const members may be called concurrently
//   source   github.com/huggingface/safetensors, "Format"
//   tests    tests/artifact/tensors_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/artifact/files.hpp"
#include "engine/artifact/tensor_layout.hpp"
#include "engine/data/checksum.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

class TensorWriter {
 public:
  // `values` is viewed, not copied: it must live until the last write. Names consist of letters, digits and `_ . / -`.
  // A wrong name or shape, or a NaN, is reported by write().
  void add(std::string name, DType, TensorShape, std::span<const std::byte> values);
  void add(std::string name, TensorShape, std::span<const float> values);
  void add(std::string name, TensorShape, std::span<const double> values);
  void add(std::string name, TensorShape, std::span<const std::uint8_t> values);
  void add(std::string name, TensorShape, std::span<const std::uint32_t> values);
  void add(std::string name, TensorShape, std::span<const std::uint64_t> values);
  void add(std::string name, TensorShape, std::span<const std::int64_t> values);

  // Writes atomically: a failure leaves the old file in place. Errors: invalid_argument, io_error.
  [[nodiscard]] Result<FileChecksum> write(const std::filesystem::path&) const;
  // The checksum that write() would return. Errors: invalid_argument.
  [[nodiscard]] Result<FileChecksum> checksum() const;

 private:
  struct Tensor {
    std::string name;
    DType dtype;
    TensorShape shape;
    std::span<const std::byte> bytes;
  };
  [[nodiscard]] Result<void> check() const;
  [[nodiscard]] std::vector<std::size_t> file_order() const;
  [[nodiscard]] std::string header(std::span<const std::size_t> order) const;

  std::vector<Tensor> tensors_;
};

// One tensor of an open file; valid while the file lives.
struct TensorView {
  std::string name;
  DType dtype = DType::f32;
  TensorShape shape;
  std::span<const std::byte> bytes;  // aligned for dtype
};

class TensorFile {
 public:
  // Checks the structure, not the values: every tensor's bytes lie inside the file, aligned, without holes or overlaps,
  // and as many as its shape says. Errors: not_found, io_error, bad_format.
  [[nodiscard]] static Result<TensorFile> open(const std::filesystem::path&);
  [[nodiscard]] static Result<TensorFile> open(MappedFile);

  [[nodiscard]] std::span<const TensorView> tensors() const { return tensors_; }  // by name
  [[nodiscard]] bool contains(std::string_view name) const { return find(name) != nullptr; }

  // The tensor's values, row-major; valid while the file lives, also after a move. An empty `shape` accepts any shape;
  // any_extent accepts any value of one extent: f32("item_factors", {any_extent, dim}).
  // Errors: bad_format when the tensor is missing, or has another dtype or shape.
  using Wanted = std::initializer_list<std::uint64_t>;
  [[nodiscard]] Result<std::span<const float>> f32(std::string_view name, Wanted shape = {}) const;
  [[nodiscard]] Result<std::span<const double>> f64(std::string_view name, Wanted shape = {}) const;
  [[nodiscard]] Result<std::span<const std::uint8_t>> u8(std::string_view name, Wanted shape = {}) const;
  [[nodiscard]] Result<std::span<const std::uint32_t>> u32(std::string_view name, Wanted shape = {}) const;
  [[nodiscard]] Result<std::span<const std::uint64_t>> u64(std::string_view name, Wanted shape = {}) const;
  [[nodiscard]] Result<std::span<const std::int64_t>> i64(std::string_view name, Wanted shape = {}) const;
  // Errors: bad_format when the tensor is missing.
  [[nodiscard]] Result<TensorShape> shape(std::string_view name) const;

 private:
  TensorFile(MappedFile file, std::vector<TensorView> tensors) : file_(std::move(file)), tensors_(std::move(tensors)) {}
  [[nodiscard]] const TensorView* find(std::string_view name) const;
  template <class T>
  [[nodiscard]] Result<std::span<const T>> values(std::string_view name, DType, Wanted) const;

  MappedFile file_;
  std::vector<TensorView> tensors_;  // sorted by name
};

}  // namespace moshaver
