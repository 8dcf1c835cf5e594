#include "engine/ingest/variant_rows.hpp"

#include <functional>
#include <unordered_map>

#include "engine/ingest/checked_records.hpp"
#include "engine/ingest/display_text.hpp"

namespace moshaver {

std::string variant_problem(const std::string& product_id, const std::string& parent,
                            const std::function<std::optional<std::string>(const std::string& id)>& variant_of) {
  constexpr int max_chain = 64;
  std::string at = parent;
  for (int steps = 0; steps < max_chain; ++steps) {
    if (at == product_id) return "variant_of leads back to the product itself";
    const auto next = variant_of(at);
    if (!next) return steps == 0 ? "variant_of is no product of the shop" : "";
    if (next->empty()) return "";
    at = *next;
  }
  return "variant_of leads through more than 64 products";
}

void VariantRows::add(const std::filesystem::path& path, std::uint64_t line, const ProductRecord& product) {
  rows_.push_back({path, line, as_given(product)});
}

Result<std::size_t> VariantRows::put_all(const Store& store, Store::Writer& writer, RejectLog& rejects) {
  // What the rows say, as far as they are not refused.
  std::unordered_map<std::string, std::string> parents;
  for (const Row& row : rows_) parents[row.product.product_id] = row.product.variant_of;
  Result<void> store_is_readable;
  const auto variant_of = [&](const std::string& id) -> std::optional<std::string> {
    if (const auto found = parents.find(id); found != parents.end()) return found->second;
    const auto row = writer.find_product(id);
    if (!row) return std::nullopt;
    std::string parent;
    const auto read = store.visit_products(
        *row, [&](std::uint32_t, const ProductRecord& product, bool) { parent = product.variant_of; });
    if (!read && store_is_readable) store_is_readable = tl::unexpected(read.error());
    return parent;
  };
  std::vector<std::string> problems(rows_.size());
  // What names a refused product is refused too, so this goes on until nothing changes.
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t at = 0; at < rows_.size(); ++at) {
      if (!problems[at].empty()) continue;
      const Product& product = rows_[at].product;
      problems[at] = variant_problem(product.product_id, product.variant_of, variant_of);
      changed |= !problems[at].empty();
    }
    for (std::size_t at = 0; at < rows_.size(); ++at) {
      if (!problems[at].empty()) parents.erase(rows_[at].product.product_id);
    }
  }
  MOSHAVER_CHECK(store_is_readable);
  std::size_t refused = 0;
  for (std::size_t at = 0; at < rows_.size(); ++at) {
    const Row& row = rows_[at];
    if (problems[at].empty()) {
      MOSHAVER_TRY(record, checked(row.product));
      MOSHAVER_CHECK(writer.put_product(record));
      continue;
    }
    ++refused;
    rejects.add({row.path, row.line, "variant_of", display_text(row.product.variant_of), problems[at]});
  }
  rows_.clear();
  return refused;
}

}  // namespace moshaver
