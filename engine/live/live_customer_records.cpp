// Customers of a live shop: put, changed, read back, merged, erased.
#include <algorithm>

#include "engine/ingest/checked_records.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/live/live_shop.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

namespace {

tl::unexpected<Error> no_customer(const std::string& id) {
  return failure(ErrorCode::not_found, "no customer \"" + display_text(id) + "\" in this shop", "customer_id");
}

}  // namespace

Result<Customer> LiveShop::stored_customer(std::string_view id, std::uint32_t row) {
  std::optional<Customer> customer;
  const std::lock_guard lock(reader_mutex_);
  MOSHAVER_CHECK(
      reader_.visit_customers(row, [&](std::uint32_t, const CustomerRecord& record) { customer = as_given(record); }));
  if (!customer || customer->customer_id != id) return no_customer(std::string(id));
  return std::move(*customer);
}

Result<bool> LiveShop::put_customer(const Customer& customer) {
  MOSHAVER_TRY(record, checked(customer));
  bool created = false;
  const Result<void> written = write([&](Store::Writer& writer, Changes& changes) -> Result<void> {
    created = !writer.find_customer(record.customer_id);
    changes.attributes[std::string(record.customer_id)] = attributes_of(record);
    return writer.set_customer(record);
  });
  MOSHAVER_CHECK(written);
  return created;
}

Result<void> LiveShop::patch_customer(const Customer& changes_of, std::span<const std::string> cleared) {
  MOSHAVER_CHECK(checked(changes_of));
  return queue_.alone([&]() -> Result<void> {
    if (!writer_) MOSHAVER_CHECK(load());
    const auto row = writer_->find_customer(changes_of.customer_id);
    if (!row) return no_customer(changes_of.customer_id);
    MOSHAVER_TRY(customer, stored_customer(changes_of.customer_id, *row));
    MOSHAVER_CHECK(patch(customer, changes_of, cleared));
    MOSHAVER_TRY(record, checked(customer));
    return commit_one([&](Store::Writer& writer, Changes& changes) {
      changes.attributes[std::string(record.customer_id)] = attributes_of(record);
      return writer.set_customer(record);
    });
  });
}

std::optional<std::uint32_t> LiveShop::customer_row(const std::string& customer_id) {
  return queue_.alone([&] { return writer_ ? writer_->find_customer(customer_id) : std::nullopt; });
}

Result<void> LiveShop::read(const std::function<Result<void>(const Store&)>& work) {
  const std::lock_guard lock(reader_mutex_);
  return work(reader_);
}

Result<bool> LiveShop::put_occasion(const Occasion& occasion) {
  const std::int32_t today = settings_->current()->time_zone.local(now()).day;
  MOSHAVER_TRY(taken, checked(occasion, today));
  bool created = false;
  const Result<void> written = write([&](Store::Writer& writer, Changes&) -> Result<void> {
    MOSHAVER_TRY(is_new, writer.put_occasion(taken.record, taken.date));
    created = is_new;
    return {};
  });
  MOSHAVER_CHECK(written);
  return created;
}

Result<void> LiveShop::remove_occasion(const std::string& customer_id, const std::string& occasion) {
  bool removed = false;
  const Result<void> written = write([&](Store::Writer& writer, Changes&) -> Result<void> {
    MOSHAVER_TRY(was_there, writer.remove_occasion(customer_id, occasion));
    removed = was_there;
    return {};
  });
  MOSHAVER_CHECK(written);
  if (removed) return {};
  return failure(ErrorCode::not_found,
                 "customer \"" + display_text(customer_id) + "\" has no occasion \"" + display_text(occasion) + "\"",
                 "occasion");
}

Result<CustomerProfile> LiveShop::customer(const std::string& customer_id) {
  const std::optional<std::uint32_t> row = customer_row(customer_id);
  if (!row) return no_customer(customer_id);
  CustomerProfile profile;
  MOSHAVER_TRY(stored, stored_customer(customer_id, *row));
  profile.customer = std::move(stored);
  const std::shared_ptr<const ShopState> shop = state();
  const CurrentCustomer current = find_customer(*shop, customer_id);
  if (current.id != customer_id) {
    profile.merged_into = current.id;
    return profile;
  }
  std::uint32_t last = 0;
  std::vector<std::uint32_t> orders;
  for (const Purchase& purchase : current.history) {
    if (purchase.quantity == 0) continue;
    last = std::max(last, purchase.time);
    if (orders.empty() || orders.back() != purchase.order) orders.push_back(purchase.order);
  }
  profile.orders = orders.size();
  profile.products = excluded_items(current.history, {}, false).size();
  profile.last_purchase = iso_time(last);
  for (const ItemId item : current.hidden) profile.hidden.push_back(shop->catalogue->of(item).product_id);
  return profile;
}

Result<bool> LiveShop::is_mentioned(const std::string& id) const {
  const std::shared_ptr<const ShopState> shop = state();
  if (!shop->gifts->to(id).empty() || !shop->base->gifts.to(id).empty()) return true;
  return store_.has_occasion_for(id);
}

Result<void> LiveShop::erase_customer(const std::string& customer_id) {
  const auto erase = [&]() -> Result<void> {
    // Begins and ends a transaction: this loads keys that another process has added.
    MOSHAVER_CHECK(begin());
    MOSHAVER_CHECK(writer_->pause());
    const auto row = writer_->find_customer(customer_id);
    MOSHAVER_TRY(mentioned, is_mentioned(customer_id));
    if (!row && !mentioned) return no_customer(customer_id);
    std::vector<std::uint32_t> rows;
    std::vector<std::string> only_mentioned;
    if (row) {
      rows = {*row};
      MOSHAVER_TRY(merges, store_.merges());
      for (const auto& [guest, account] : merges) {
        if (account == *row) rows.push_back(guest);
      }
    } else {
      only_mentioned = {customer_id};
    }
    writer_.reset();
    MOSHAVER_CHECK(store_.erase_customers(rows, only_mentioned));
    lengthen_write_ahead_log();  // erase_customers truncates it
    return load();
  };
  // Checked before maintenance removes its snapshot: a request for an unknown customer must not cost that.
  const auto known = queue_.alone([&]() -> Result<bool> {
    if (!writer_ || writer_->find_customer(customer_id)) return true;
    return is_mentioned(customer_id);
  });
  if (!known) return tl::unexpected(known.error());
  if (!*known) return no_customer(customer_id);
  return maintenance_->alone([&] { return queue_.alone(erase); });
}

Result<void> LiveShop::merge_customers(const std::string& guest_id, const std::string& account_id) {
  MOSHAVER_CHECK(check_id(guest_id, "customer_id"));
  MOSHAVER_CHECK(check_id(account_id, "into"));
  return queue_.alone([&]() -> Result<void> {
    const std::shared_ptr<const ShopState> shop = state();
    const std::string account = account_of(*shop, account_id), guest = account_of(*shop, guest_id);
    if (guest == account) {
      return failure(
          ErrorCode::invalid_argument,
          "\"" + display_text(guest_id) + "\" and \"" + display_text(account_id) + "\" are already the same customer",
          "into");
    }
    Result<void> refused;
    const Result<void> written = commit_one([&](Store::Writer& writer, Changes& changes) -> Result<void> {
      const auto from = writer.find_customer(guest);
      if (!from) {
        refused = no_customer(guest_id);
        return {};
      }
      MOSHAVER_TRY(to, writer.customer_row(account));
      MOSHAVER_CHECK(writer.merge(*from, to));
      changes.merges[guest] = account;
      return {};
    });
    return written ? refused : written;
  });
}

}  // namespace moshaver
