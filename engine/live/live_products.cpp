// Products of a live shop: put, changed, withdrawn, and read back.
#include "engine/ingest/checked_records.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/ingest/variant_rows.hpp"
#include "engine/live/live_shop.hpp"

namespace moshaver {

namespace {

tl::unexpected<Error> no_product(const std::string& id) {
  return failure(ErrorCode::not_found, "no product \"" + display_text(id) + "\" in this shop; add it first",
                 "product_id");
}

}  // namespace

// `changes`: what the transaction has changed so far.
Result<void> LiveShop::check_variant(const Store::Writer& writer, const Changes& changes,
                                     const ProductRecord& record) const {
  if (record.variant_of.empty()) return {};
  const std::shared_ptr<const ShopState> shop = state();
  const auto variant_of = [&](const std::string& id) -> std::optional<std::string> {
    const auto row = writer.find_product(id);
    if (!row) return std::nullopt;
    if (const auto changed = changes.products.find(*row); changed != changes.products.end())
      return changed->second.variant_of;
    return *row < shop->catalogue->size() ? shop->catalogue->of(ItemId{*row}).variant_of : "";
  };
  const std::string problem =
      variant_problem(std::string(record.product_id), std::string(record.variant_of), variant_of);
  if (problem.empty()) return {};
  return failure(ErrorCode::invalid_argument,
                 problem + ": \"" + display_text(record.variant_of) + "\"; name a product that is no variant itself",
                 "variant_of");
}

Result<void> LiveShop::set_product(Store::Writer& writer, Changes& changes, const ProductRecord& record,
                                   bool withdrawn) {
  MOSHAVER_CHECK(writer.set_product(record, withdrawn));
  changes.products[*writer.find_product(record.product_id)] = live_product(record, withdrawn);
  return {};
}

Result<bool> LiveShop::put_product(const Product& product) {
  MOSHAVER_TRY(record, checked(product));
  bool created = false;
  Result<void> allowed;
  const Result<void> written = write([&](Store::Writer& writer, Changes& changes) -> Result<void> {
    // Only this caller's change is refused: others share the transaction.
    allowed = check_variant(writer, changes, record);
    if (!allowed) return {};
    const auto row = writer.find_product(record.product_id);
    const auto changed = row ? changes.products.find(*row) : changes.products.end();
    created = !row || (changed != changes.products.end() ? changed->second.withdrawn
                                                         : state()->catalogue->of(ItemId{*row}).withdrawn);
    return set_product(writer, changes, record, false);
  });
  MOSHAVER_CHECK(written);
  MOSHAVER_CHECK(allowed);
  return created;
}

Result<void> LiveShop::patch_product(const Product& changes_of, std::span<const std::string> cleared) {
  MOSHAVER_CHECK(check_id(changes_of.product_id, "product_id"));
  MOSHAVER_CHECK(checked(changes_of));
  // No other writer runs while the product is read, changed and written back.
  return queue_.alone([&]() -> Result<void> {
    MOSHAVER_TRY(stored, product(changes_of.product_id));
    MOSHAVER_CHECK(patch(stored, changes_of, cleared));
    MOSHAVER_TRY(record, checked(stored));
    Result<void> allowed;
    MOSHAVER_CHECK(commit_one([&](Store::Writer& writer, Changes& changes) -> Result<void> {
      allowed = check_variant(writer, changes, record);
      return allowed ? set_product(writer, changes, record, false) : Result<void>();
    }));
    return allowed;
  });
}

Result<Product> LiveShop::product(const std::string& id) {
  const auto item = state()->catalogue->find(id);
  if (!item) return no_product(id);
  std::optional<Product> product;
  const std::lock_guard lock(reader_mutex_);
  MOSHAVER_CHECK(reader_.visit_products(item->row, [&](std::uint32_t, const ProductRecord& record, bool withdrawn) {
    if (!withdrawn) product = as_given(record);
  }));
  if (!product) return no_product(id);
  return std::move(*product);
}

Result<void> LiveShop::withdraw_product(const std::string& product_id) {
  return queue_.alone([&]() -> Result<void> {
    MOSHAVER_TRY(stored, product(product_id));
    MOSHAVER_TRY(record, checked(stored));
    return commit_one(
        [&](Store::Writer& writer, Changes& changes) { return set_product(writer, changes, record, true); });
  });
}

}  // namespace moshaver
