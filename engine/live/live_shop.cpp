#include "engine/live/live_shop.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <future>

#include "engine/artifact/model_directory.hpp"
#include "engine/live/last_owner.hpp"

namespace moshaver {

namespace {

std::int64_t system_clock_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

Result<std::unique_ptr<LiveShop>> LiveShop::open(const std::filesystem::path& directory,
                                                 const AdvisorOptions& options) {
  MOSHAVER_TRY(writing, Store::open(directory));
  MOSHAVER_TRY(reading, Store::open(directory));
  std::unique_ptr<LiveShop> shop(new LiveShop(directory, options, std::move(writing), std::move(reading)));
  MOSHAVER_TRY(settings, LiveSettings::open(directory, options.on_warning));
  shop->settings_ = settings;
  MOSHAVER_CHECK(shop->load());
  MOSHAVER_CHECK(shop->start_maintenance());
  return shop;
}

std::int64_t LiveShop::now() const { return options_.clock ? options_.clock() : system_clock_seconds(); }

Result<void> LiveShop::load() {
  const LastOwner replaced(state_);
  writer_.reset();
  MOSHAVER_CHECK(read_current(shop_ / "models"));  // without a model, fail before the log is read
  // Model and data are loaded in parallel.
  auto reading_model = std::async(std::launch::async, [this] { return load_current_model(shop_); });
  std::optional<Snapshot> snapshot = usable_snapshot();
  MOSHAVER_TRY(fresh, store_.begin(snapshot ? &*snapshot : nullptr));
  MOSHAVER_CHECK(fresh.pause());
  // If another process writes between reading the keys and reading the data, they differ. The next write then finds a
  // changed data version and loads again.
  MOSHAVER_TRY(model, reading_model.get());
  MOSHAVER_TRY(read, load_shop_state(std::move(model), store_, snapshot, options_.index, options_.progress));
  writer_.emplace(std::move(fresh));
  read.settings = settings_;
  MOSHAVER_TRY(contracts, load_contracts(store_, settings_->current()->time_zone));
  read.contracts = contracts;
  MOSHAVER_CHECK(load_shown(read));
  state_.set(std::make_shared<const ShopState>(std::move(read)));
  return {};
}

// A snapshot that cannot be used costs only time: the log holds the same data.
std::optional<Snapshot> LiveShop::usable_snapshot() {
  covered_ = 0;
  auto snapshot = Snapshot::open(shop_, store_);
  if (snapshot) {
    covered_ = snapshot->event_count;
    return std::move(*snapshot);
  }
  if (snapshot.error().code != ErrorCode::not_found) {
    warn("the snapshot is not used; the whole event log is read instead: " + snapshot.error().message);
  }
  return std::nullopt;
}

void LiveShop::warn(const std::string& what) const {
  if (options_.on_warning) options_.on_warning(what);
}

// Commits are faster when the write-ahead log already has its full length. They are safe without it.
void LiveShop::lengthen_write_ahead_log() {
  constexpr std::size_t bytes = std::size_t{8} << 20;
  if (auto done = store_.lengthen_write_ahead_log(shop_, bytes); !done) warn(done.error().message);
}

// Call after the first load.
Result<void> LiveShop::start_maintenance() {
  MOSHAVER_TRY(own, Store::open(shop_));
  MOSHAVER_CHECK(store_.disable_automatic_checkpoints());
  lengthen_write_ahead_log();
  MaintenanceConfig config;
  config.shop = shop_;
  config.snapshot_events = options_.snapshot_events;
  config.replace = [this](const MergedBlock& block) {
    return queue_.alone([&]() -> Result<bool> {
      MOSHAVER_CHECK(begin());
      const auto replaced = writer_->replace_blocks(block);
      auto kept = replaced ? writer_->pause() : Result<void>();
      // Drop a writer that failed, and its transaction.
      if (!replaced || !kept) writer_.reset();
      return replaced && !kept ? tl::unexpected(kept.error()) : replaced;
    });
  };
  config.restart_write_ahead_log = [this] { return queue_.alone([&] { return store_.restart_write_ahead_log(); }); };
  config.on_warning = options_.on_warning;
  maintenance_.emplace(std::move(config), std::move(own), covered_, writer_->next_position());
  return {};
}

Result<void> LiveShop::begin() {
  if (!writer_) MOSHAVER_CHECK(load());
  MOSHAVER_TRY(current, writer_->resume());
  if (current) return {};
  MOSHAVER_CHECK(load());
  MOSHAVER_TRY(again, writer_->resume());
  if (!again) return failure(ErrorCode::io_error, "another process keeps writing to the shop; try again");
  return {};
}

void LiveShop::commit(std::span<Job* const> jobs) {
  Changes changes;
  const auto work = [&]() -> Result<void> {
    MOSHAVER_CHECK(begin());
    for (Job* job : jobs) MOSHAVER_CHECK(job->write(*writer_, changes));
    return writer_->pause();
  };
  const Result<void> done = work();
  // A writer that failed holds keys that are not stored: drop it, and its transaction.
  if (!done) writer_.reset();
  ++(done ? commits_ : failed_commits_);
  if (done) committed_writes_ += jobs.size();
  if (done) publish(std::move(changes));
  if (done && maintenance_) maintenance_->committed(writer_->next_position());
  for (Job* job : jobs) job->outcome = done;
}

Result<void> LiveShop::commit_one(Write work) {
  Job job{std::move(work), {}};
  Job* const jobs[] = {&job};
  commit(jobs);
  return job.outcome;
}

Result<void> LiveShop::write(Write work) {
  Job job{std::move(work), {}};
  queue_.run(job, [&](std::span<Job* const> jobs) { commit(jobs); });
  return job.outcome;
}

void LiveShop::publish(Changes changes) {
  const std::shared_ptr<const ShopState> current = state_.get();
  for (auto& [id, added] : changes.events) {
    std::vector<HistoryEvent> events = events_of(*current, id);
    const std::size_t held = events.size();
    events.insert(events.end(), added.begin(), added.end());
    current->feedback->change(id, std::span(events).first(held), events);
    current->customers->put(id, std::make_shared<const LiveCustomer>(std::move(events)));
  }
  for (LiveGifts::Given& given : changes.gifts) {
    if (given.gift.returned == 0) current->feedback->add_gifts(ItemId{given.gift.item}, 1);
    current->gifts->add(std::move(given));
  }
  for (const auto& [guest, account] : changes.merges) {
    current->gifts->add_guest(account, guest);
    const std::vector<HistoryEvent> held = events_of(*current, account), moved = events_of(*current, guest);
    std::vector<HistoryEvent> events;
    std::merge(held.begin(), held.end(), moved.begin(), moved.end(), std::back_inserter(events),
               [](const HistoryEvent& a, const HistoryEvent& b) { return a.position < b.position; });
    current->feedback->change(guest, moved, {});
    current->feedback->change(account, held, events);
    // The account first: a reader may see the events twice for a moment, but never miss them.
    current->customers->put(account, std::make_shared<const LiveCustomer>(std::move(events)));
    current->customers->put(guest, std::make_shared<const LiveCustomer>(account));
  }
  if (const auto settings = settings_->current(); settings->frequency_cap) {
    for (const Shown& shown : changes.shown) {
      current->shown->add(shown.account, current->catalogue->groups().head(shown.item), shown.day, LiveShown::By::event,
                          shown.day - settings->frequency_cap->days + 1);
    }
  }
  for (auto& [id, attributes] : changes.attributes) {
    current->customers->put_attributes(id, std::make_shared<const CustomerAttributes>(std::move(attributes)));
  }
  if (changes.products.empty() && changes.slots.empty() && changes.contracts.empty()) return;
  std::vector<LiveCatalogue::Change> products;
  for (auto& [row, product] : changes.products) {
    current->feedback->put(ItemId{row}, product);
    products.push_back({row, std::move(product)});
  }
  ShopState next = *current;
  if (!products.empty()) next.catalogue = current->catalogue->with(std::move(products));
  if (!changes.slots.empty()) {
    auto slots = std::make_shared<LiveSlots>(*current->slots);
    for (const auto& change : changes.slots) change(*slots);
    next.slots = slots;
  }
  if (!changes.contracts.empty()) {
    auto contracts = std::make_shared<LiveContracts>(*current->contracts);
    for (auto& [account, contract] : changes.contracts) {
      contract ? (void)contracts->insert_or_assign(account, contract) : (void)contracts->erase(account);
    }
    next.contracts = contracts;
  }
  state_.set(std::make_shared<const ShopState>(std::move(next)));
}

Result<void> LiveShop::reload() {
  return queue_.alone([&] { return load(); });
}

AdvisorStatus LiveShop::status() const {
  AdvisorStatus status;
  status.commits = commits_;
  status.failed_commits = failed_commits_;
  status.committed_writes = committed_writes_;
  status.model_id = state()->model->description.id;
  struct stat file {};
  const auto manifest = shop_ / "models" / status.model_id / "model.json";
  if (::stat(manifest.c_str(), &file) == 0) status.model_written = file.st_mtime;
  return status;
}

}  // namespace moshaver
