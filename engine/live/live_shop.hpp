// An open shop that accepts writes: an immutable state for answers, a queue for writers, and the store.
// moshaver/advisor.hpp documents each public function.
//
//   state    an answer takes state() once and reads only that; a write replaces the state once it is on disk
//   threads  all functions may be called from any thread. Answers never wait. Writers wait for the disk, and writes of
//            several threads share a transaction (commit_queue.hpp)
//   files    live_shop.cpp opens and commits; live_events.cpp, live_products.cpp, live_offers.cpp,
//            live_customer_records.cpp and live_models.cpp each handle one kind of write
//   errors   those of moshaver/advisor.hpp
//   tests    tests/live/
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/live/commit_queue.hpp"
#include "engine/live/maintenance.hpp"
#include "engine/live/shop_state.hpp"
#include "engine/parallel/atomic_snapshot.hpp"
#include "engine/store/snapshot.hpp"
#include "engine/store/store.hpp"
#include "moshaver/advisor.hpp"

namespace moshaver {

class LiveShop {
 public:
  [[nodiscard]] static Result<std::unique_ptr<LiveShop>> open(const std::filesystem::path& shop, const AdvisorOptions&);
  LiveShop(const LiveShop&) = delete;
  LiveShop& operator=(const LiveShop&) = delete;

  [[nodiscard]] std::shared_ptr<const ShopState> state() const { return state_.get(); }
  [[nodiscard]] std::int64_t now() const;  // seconds since 1970 UTC, by the clock of the options
  [[nodiscard]] const std::filesystem::path& directory() const { return shop_; }
  [[nodiscard]] AdvisorStatus status() const;
  [[nodiscard]] Result<void> reload();

  [[nodiscard]] Result<std::vector<EventResult>> record(std::span<const Event>);

  [[nodiscard]] Result<bool> put_product(const Product&);
  [[nodiscard]] Result<void> patch_product(const Product& changes, std::span<const std::string> cleared);
  [[nodiscard]] Result<Product> product(const std::string& product_id);
  [[nodiscard]] Result<void> withdraw_product(const std::string& product_id);

  [[nodiscard]] Result<std::vector<SlotState>> put_slots(const std::string& product_id, std::span<const Slot>);
  [[nodiscard]] Result<void> put_contract(const std::string& account_id, std::span<const ContractTerm>);
  [[nodiscard]] Result<void> end_contract(const std::string& account_id);
  [[nodiscard]] Result<bool> put_occasion(const Occasion&);
  [[nodiscard]] Result<void> remove_occasion(const std::string& customer_id, const std::string& occasion);

  [[nodiscard]] Result<bool> put_customer(const Customer&);
  [[nodiscard]] Result<void> patch_customer(const Customer& changes, std::span<const std::string> cleared);
  [[nodiscard]] Result<CustomerProfile> customer(const std::string& customer_id);
  [[nodiscard]] Result<void> erase_customer(const std::string& customer_id);
  [[nodiscard]] Result<void> merge_customers(const std::string& guest_id, const std::string& account_id);

  // Runs `work` on the connection that reads single records. `work` must not write to the shop.
  [[nodiscard]] Result<void> read(const std::function<Result<void>(const Store&)>& work);
  // The row of a customer, also of one added since the load.
  [[nodiscard]] std::optional<std::uint32_t> customer_row(const std::string& customer_id);

  [[nodiscard]] Result<void> switch_model(const std::string& model_id);
  [[nodiscard]] Result<bool> follow_model();
  [[nodiscard]] Result<std::string> named_model() const;

 private:
  // A `shown` event; `day` in the shop's time zone.
  struct Shown {
    std::string account;
    ItemId item;
    std::int32_t day = 0;
  };
  // What a transaction changes in the state. Published once it is on disk.
  struct Changes {
    std::map<std::string, std::vector<HistoryEvent>> events;           // new events, by account
    std::map<std::string, std::string> merges;                         // guest to account
    std::vector<LiveGifts::Given> gifts;                               // in order
    std::vector<Shown> shown;                                          // only with a frequency cap
    std::map<std::uint32_t, LiveProduct> products;                     // by row
    std::map<std::string, CustomerAttributes> attributes;              // by customer id
    std::vector<std::function<void(LiveSlots&)>> slots;                // in order
    std::map<std::string, std::shared_ptr<const Contract>> contracts;  // by account; null: none any more
  };
  using Write = std::function<Result<void>(Store::Writer&, Changes&)>;
  // The writes of one caller. They run in the group's transaction, perhaps on another thread.
  struct Job {
    Write write;
    Result<void> outcome;
  };

  LiveShop(std::filesystem::path shop, AdvisorOptions options, Store store, Store reader)
      : shop_(std::move(shop)), options_(std::move(options)), store_(std::move(store)), reader_(std::move(reader)) {}

  // Runs `work` in a transaction that it may share with other callers. From any thread.
  [[nodiscard]] Result<void> write(Write work);

  // Call these only from within the queue:
  [[nodiscard]] Result<void> load();
  [[nodiscard]] std::optional<Snapshot> usable_snapshot();
  [[nodiscard]] Result<void> begin();
  void commit(std::span<Job* const> jobs);
  [[nodiscard]] Result<void> commit_one(Write work);
  void publish(Changes changes);
  [[nodiscard]] Result<void> load_shown(const ShopState&);

  [[nodiscard]] Result<void> start_maintenance();
  void lengthen_write_ahead_log();
  void warn(const std::string& what) const;

  [[nodiscard]] Result<void> check_variant(const Store::Writer&, const Changes&, const ProductRecord&) const;
  [[nodiscard]] static Result<void> set_product(Store::Writer&, Changes&, const ProductRecord&, bool withdrawn);
  // Whether gifts or occasions name this recipient. From within the queue.
  [[nodiscard]] Result<bool> is_mentioned(const std::string& id) const;
  [[nodiscard]] Result<Customer> stored_customer(std::string_view id, std::uint32_t row);
  // `make_current` writes models/current and returns the previous id, which is restored if the model cannot be loaded.
  // It returns an empty id if another process wrote models/current. The caller holds model_change_.
  [[nodiscard]] Result<void> use_model(const std::string& model_id,
                                       const std::function<Result<std::string>()>& make_current);

  std::filesystem::path shop_;
  AdvisorOptions options_;
  Store store_;  // the writers' connection
  std::optional<Store::Writer> writer_;
  std::shared_ptr<LiveSettings> settings_;  // shared by successive states
  AtomicSnapshot<ShopState> state_;
  CommitQueue<Job> queue_;
  std::mutex model_change_;  // one change of the model at a time; held before the queue is entered
  std::mutex reader_mutex_;
  Store reader_;  // reads single records
  std::atomic<std::uint64_t> commits_ = 0, failed_commits_ = 0, committed_writes_ = 0;
  std::uint64_t covered_ = 0;               // number of events in the snapshot that was opened
  std::optional<Maintenance> maintenance_;  // last member, so that it stops before the others are destroyed
};

}  // namespace moshaver
