// Rows of product files that name another product in `variant_of`. They wait until all product files are read, because
// that product may come later, and are refused if it does not exist or is a variant of theirs.
//
//   memory  the fields of the waiting rows
//   test    tests/ingest/import_test.cpp
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/ingest/reject_log.hpp"
#include "engine/store/store.hpp"
#include "moshaver/shop_records.hpp"

namespace moshaver {

class VariantRows {
 public:
  void add(const std::filesystem::path&, std::uint64_t line, const ProductRecord&);
  // Puts the rows and returns how many were refused. `store` must see what the writer has put.
  [[nodiscard]] Result<std::size_t> put_all(const Store& store, Store::Writer&, RejectLog&);

 private:
  struct Row {
    std::filesystem::path path;
    std::uint64_t line;
    Product product;
  };
  std::vector<Row> rows_;
};

// Why `product_id` cannot be a variant of `parent`; empty: it can. `variant_of(id)`: what the product is a variant of
// now, empty if nothing; nullopt if there is no such product.
[[nodiscard]] std::string variant_problem(
    const std::string& product_id, const std::string& parent,
    const std::function<std::optional<std::string>(const std::string& id)>& variant_of);

}  // namespace moshaver
