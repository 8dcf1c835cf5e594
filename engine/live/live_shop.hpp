// An open shop that is written to: one immutable state that answers read, one queue that writers pass through, and the
// store behind them. moshaver/advisor.hpp says what each member promises to its caller.
//
//   state    state() is what an answer reads, from its beginning to its end; a write replaces it once it is on disk
//   threads  all members may be called from any thread. Answers wait for nobody; writers wait for the disk, and one
//            transaction holds what several threads write at once (commit_queue.hpp)
//   files    live_shop.cpp opens and commits; live_events.cpp, live_products.cpp, live_customer_records.cpp and
//            live_models.cpp each write one kind of thing
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

  [[nodiscard]] Result<bool> put_customer(const Customer&);
  [[nodiscard]] Result<void> patch_customer(const Customer& changes, std::span<const std::string> cleared);
  [[nodiscard]] Result<CustomerProfile> customer(const std::string& customer_id);
  [[nodiscard]] Result<void> erase_customer(const std::string& customer_id);
  [[nodiscard]] Result<void> merge_customers(const std::string& guest_id, const std::string& account_id);

  [[nodiscard]] Result<void> switch_model(const std::string& model_id);
  [[nodiscard]] Result<bool> follow_model();
  [[nodiscard]] Result<std::string> named_model() const;

 private:
  // What a transaction changes for readers. They see it once it is on disk.
  struct Changes {
    std::map<std::string, std::vector<HistoryEvent>> events;  // new ones, by account
    std::map<std::string, std::string> merges;                // guest to account
    std::map<std::uint32_t, LiveProduct> products;            // by row
  };
  using Write = std::function<Result<void>(Store::Writer&, Changes&)>;
  // One caller's writes. They run within the transaction of a group, perhaps on another thread.
  struct Job {
    Write write;
    Result<void> outcome;
  };

  LiveShop(std::filesystem::path shop, AdvisorOptions options, Store store, Store reader)
      : shop_(std::move(shop)), options_(std::move(options)), store_(std::move(store)), reader_(std::move(reader)) {}

  // Runs `work` within a transaction, with others' in one group. From any thread.
  [[nodiscard]] Result<void> write(Write work);

  // Only from within the queue:
  [[nodiscard]] Result<void> load();
  [[nodiscard]] std::optional<Snapshot> usable_snapshot();
  [[nodiscard]] Result<void> begin();
  void commit(std::span<Job* const> jobs);
  [[nodiscard]] Result<void> commit_one(Write work);
  void show(Changes changes);

  [[nodiscard]] Result<void> start_maintenance();
  void lengthen_write_ahead_log();
  void warn(const std::string& what) const;

  [[nodiscard]] static Result<void> set_product(Store::Writer&, Changes&, const ProductRecord&, bool withdrawn);
  [[nodiscard]] Result<Customer> stored_customer(std::string_view id, std::uint32_t row);
  // `make_current` writes models/current and returns the id that stood there, to be restored if the model fails; empty:
  // another process wrote it.
  [[nodiscard]] Result<void> answer_by(const std::string& model_id,
                                       const std::function<Result<std::string>()>& make_current);

  std::filesystem::path shop_;
  AdvisorOptions options_;
  Store store_;  // the writers' connection
  std::optional<Store::Writer> writer_;
  AtomicSnapshot<ShopState> state_;
  CommitQueue<Job> queue_;
  std::mutex reader_mutex_;
  Store reader_;  // for single records
  std::atomic<std::uint64_t> commits_ = 0, failed_commits_ = 0, committed_writes_ = 0;
  std::uint64_t covered_ = 0;               // events of the snapshot that was opened
  std::optional<Maintenance> maintenance_;  // last: it is gone before what it works on
};

}  // namespace moshaver
