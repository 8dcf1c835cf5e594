// Products of a live shop: put, changed, withdrawn, and read back.
#include "engine/ingest/checked_records.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/live/live_shop.hpp"

namespace moshaver {

namespace {

tl::unexpected<Error> no_product(const std::string& id) {
  return failure(ErrorCode::not_found, "no product \"" + display_text(id) + "\" in this shop; add it first",
                 "product_id");
}

}  // namespace

Result<void> LiveShop::set_product(Store::Writer& writer, Changes& changes, const ProductRecord& record,
                                   bool withdrawn) {
  MOSHAVER_CHECK(writer.set_product(record, withdrawn));
  changes.products[*writer.find_product(record.product_id)] = live_product(record, withdrawn);
  return {};
}

Result<bool> LiveShop::put_product(const Product& product) {
  MOSHAVER_TRY(record, checked(product));
  bool created = false;
  const Result<void> written = write([&](Store::Writer& writer, Changes& changes) -> Result<void> {
    const auto row = writer.find_product(record.product_id);
    const auto changed = row ? changes.products.find(*row) : changes.products.end();
    created = !row || (changed != changes.products.end() ? changed->second.withdrawn
                                                         : state()->catalogue->of(ItemId{*row}).withdrawn);
    return set_product(writer, changes, record, false);
  });
  MOSHAVER_CHECK(written);
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
    return commit_one(
        [&](Store::Writer& writer, Changes& changes) { return set_product(writer, changes, record, false); });
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
