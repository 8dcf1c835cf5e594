// moshaver/advisor.hpp: one state that answers read, one queue that writers pass through, one store behind them.
#include "moshaver/advisor.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <map>
#include <random>

#include "engine/advice/answer.hpp"
#include "engine/advice/audience.hpp"
#include "engine/artifact/model_directory.hpp"
#include "engine/ingest/checked_records.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/live/commit_queue.hpp"
#include "engine/live/maintenance.hpp"
#include "engine/parallel/atomic_snapshot.hpp"

namespace moshaver {

namespace {

std::string hex(std::uint64_t value) {
  std::string text(16, '0');
  for (std::size_t at = 16; at-- > 0; value >>= 4) text[at] = "0123456789abcdef"[value & 15];
  return text;
}

// Whoever lets go of a shop or a model last frees it, which takes a tenth of a second a gigabyte. That is to be the
// thread that replaces them, and no answer: it waits, when this goes out of scope, until they have no other reader, or a
// second at most.
class LastOwner {
 public:
  explicit LastOwner(const AtomicSnapshot<ShopState>& served) : served_(served) {
    if (const auto now = served.get()) {
      base_ = now->base;
      model_ = now->model;
    }
  }
  LastOwner(const LastOwner&) = delete;
  LastOwner& operator=(const LastOwner&) = delete;
  ~LastOwner() {
    const std::shared_ptr<const ShopState> now = served_.get();
    if (!now) return;
    constexpr std::chrono::seconds most(1);
    if (now->model != model_) wait_for_readers(model_, most);
    if (now->base != base_) wait_for_readers(base_, most);
  }

 private:
  const AtomicSnapshot<ShopState>& served_;
  std::shared_ptr<const ShopBase> base_;
  std::shared_ptr<const AnsweringModel> model_;
};

std::int64_t system_clock_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string_view effect_of(const EventRecord& event) {
  if (!history_event(0, event)) return "none";
  if (event.kind == EventKind::dislike || event.kind == EventKind::hide) return "hidden";
  if (event.kind != EventKind::rating) return "history";
  const double value = event.value.value_or(3);
  return value >= 4 ? "history" : value <= 2 ? "hidden" : "none";
}

tl::unexpected<Error> no_product(const std::string& id) {
  return failure(ErrorCode::not_found, "no product \"" + display_text(id) + "\" in this shop; put it first",
                 "product_id");
}
tl::unexpected<Error> no_customer(const std::string& id) {
  return failure(ErrorCode::not_found, "no customer \"" + display_text(id) + "\" in this shop", "customer_id");
}

// What one transaction will have changed, to be shown to readers once it is on disk.
struct Changes {
  std::map<std::string, std::vector<HistoryEvent>> events;  // new ones, by account
  std::map<std::string, std::string> merges;                // guest to account
  std::map<std::uint32_t, LiveProduct> products;            // by row
};

// One caller's writes. `write` runs within the transaction of a group, perhaps on another thread.
struct Job {
  std::function<Result<void>(Store::Writer&, Changes&)> write;
  Result<void> outcome;
};

}  // namespace

struct Advisor::State {
  std::filesystem::path shop;
  AdvisorOptions options;
  Store store;  // the writers' connection
  std::optional<Store::Writer> writer;
  AtomicSnapshot<ShopState> served;
  CommitQueue<Job> queue;
  std::mutex reader_mutex;
  Store reader;  // for single records
  std::uint64_t id_base = 0;
  std::atomic<std::uint64_t> next_advice = 0;
  std::atomic<std::uint64_t> commits = 0, failed_commits = 0, committed_writes = 0;
  std::uint64_t covered = 0;               // events of the snapshot that was opened
  std::optional<Maintenance> maintenance;  // last: it is gone before what it works on

  State(std::filesystem::path path, AdvisorOptions given, Store writing, Store reading)
      : shop(std::move(path)), options(std::move(given)), store(std::move(writing)), reader(std::move(reading)) {
    std::random_device random;
    id_base = std::uint64_t{random()} << 32 | random();
  }

  [[nodiscard]] std::int64_t now() const { return options.clock ? options.clock() : system_clock_seconds(); }

  // ---- only from within the queue ----

  Result<void> load() {
    const LastOwner replaced(served);
    writer.reset();
    MOSHAVER_CHECK(read_current(shop / "models"));  // none: said at once
    // Model and data are read side by side.
    auto reading_model = std::async(std::launch::async, [this] { return load_current_model(shop); });
    std::optional<Snapshot> snapshot = usable_snapshot();
    MOSHAVER_TRY(fresh, store.begin(snapshot ? &*snapshot : nullptr));
    MOSHAVER_CHECK(fresh.pause());
    // Its keys and the data are of the same moment unless another process writes in between; then the next write sees
    // by the data version that it has, and loads again.
    MOSHAVER_TRY(model, reading_model.get());
    MOSHAVER_TRY(read, load_shop_state(std::move(model), store, snapshot, options.index, options.progress));
    writer.emplace(std::move(fresh));
    served.set(std::make_shared<const ShopState>(std::move(read)));
    return {};
  }

  // Whatever is wrong with it, the log says the same.
  std::optional<Snapshot> usable_snapshot() {
    covered = 0;
    auto snapshot = Snapshot::open(shop, store);
    if (snapshot) {
      covered = snapshot->event_count;
      return std::move(*snapshot);
    }
    if (snapshot.error().code != ErrorCode::not_found) {
      remark("the snapshot is left aside and the log read instead: " + snapshot.error().message);
    }
    return std::nullopt;
  }
  void remark(const std::string& what) const {
    if (options.remark) options.remark(what);
  }

  // Commits are quicker by it, and as safe without.
  void lengthen_write_ahead_log() {
    constexpr std::size_t bytes = std::size_t{8} << 20;
    if (auto done = store.lengthen_write_ahead_log(shop, bytes); !done) remark(done.error().message);
  }

  // After the first load.
  Result<void> start_maintenance() {
    MOSHAVER_TRY(own, Store::open(shop));
    MOSHAVER_CHECK(store.leave_checkpoints_to_others());
    lengthen_write_ahead_log();
    MaintenanceConfig config;
    config.shop = shop;
    config.snapshot_events = options.snapshot_events;
    config.replace = [this](const MergedBlock& block) {
      return queue.alone([&]() -> Result<bool> {
        MOSHAVER_CHECK(begin());
        const auto replaced = writer->replace_blocks(block);
        auto kept = replaced ? writer->pause() : Result<void>();
        // After a failure its transaction goes with it.
        if (!replaced || !kept) writer.reset();
        return replaced && !kept ? tl::unexpected(kept.error()) : replaced;
      });
    };
    config.restart_write_ahead_log = [this] { return queue.alone([&] { return store.restart_write_ahead_log(); }); };
    config.remark = options.remark;
    maintenance.emplace(std::move(config), std::move(own), covered, writer->next_position());
    return {};
  }

  Result<void> begin() {
    if (!writer) MOSHAVER_CHECK(load());
    MOSHAVER_TRY(current, writer->resume());
    if (current) return {};
    MOSHAVER_CHECK(load());
    MOSHAVER_TRY(again, writer->resume());
    if (!again) return failure(ErrorCode::io_error, "another process keeps writing to the shop; try again");
    return {};
  }

  void commit(std::span<Job* const> jobs) {
    Changes changes;
    const auto work = [&]() -> Result<void> {
      MOSHAVER_CHECK(begin());
      for (Job* job : jobs) MOSHAVER_CHECK(job->write(*writer, changes));
      return writer->pause();
    };
    const Result<void> done = work();
    // After a failure the writer knows keys that are not stored: it goes, its transaction with it.
    if (!done) writer.reset();
    ++(done ? commits : failed_commits);
    if (done) committed_writes += jobs.size();
    if (done) show(std::move(changes));
    if (done && maintenance) maintenance->committed(writer->next_position());
    for (Job* job : jobs) job->outcome = done;
  }

  Result<void> commit_one(Job& job) {
    Job* const jobs[] = {&job};
    commit(jobs);
    return job.outcome;
  }

  void show(Changes changes) {
    const std::shared_ptr<const ShopState> current = served.get();
    for (auto& [id, added] : changes.events) {
      std::vector<HistoryEvent> events = events_of(*current, id);
      events.insert(events.end(), added.begin(), added.end());
      current->customers->put(id, std::make_shared<const LiveCustomer>(std::move(events)));
    }
    for (const auto& [guest, account] : changes.merges) {
      const std::vector<HistoryEvent> held = events_of(*current, account), moved = events_of(*current, guest);
      std::vector<HistoryEvent> events;
      std::merge(held.begin(), held.end(), moved.begin(), moved.end(), std::back_inserter(events),
                 [](const HistoryEvent& a, const HistoryEvent& b) { return a.position < b.position; });
      // The account first: for a moment both have the events, and never neither.
      current->customers->put(account, std::make_shared<const LiveCustomer>(std::move(events)));
      current->customers->put(guest, std::make_shared<const LiveCustomer>(account));
    }
    if (changes.products.empty()) return;
    std::vector<LiveCatalogue::Change> products;
    for (auto& [row, product] : changes.products) products.push_back({row, std::move(product)});
    ShopState next = *current;
    next.catalogue = current->catalogue->with(std::move(products));
    served.set(std::make_shared<const ShopState>(std::move(next)));
  }

  // ---- from any thread ----

  // `make_current` writes models/current and returns what it named before, to be named again should the model fail;
  // empty: it was written by another. The model is read in while writers go on; they wait only when the shop itself must
  // be read again, for the model knows products that came since.
  template <class MakeCurrent>
  Result<void> answer_by(const std::string& model_id, const MakeCurrent& make_current) {
    std::optional<LastOwner> replaced(std::in_place, served);
    std::shared_ptr<const ShopState> over = served.get();
    MOSHAVER_TRY(read, load_shop_model(shop, model_id));
    auto model = answering_model(std::move(read), over->base->data, options.index);
    if (!model && model.error().code != ErrorCode::invalid_argument) return tl::unexpected(model.error());
    return queue.alone([&]() -> Result<void> {
      MOSHAVER_TRY(before, make_current());
      ShopState next = *served.get();
      const bool same_shop = next.base == over->base;
      over.reset();
      if (model && same_shop) {
        next.model = *model;
        served.set(std::make_shared<const ShopState>(std::move(next)));
        return {};
      }
      // It waits for readers itself: this is none of them.
      next = {};
      replaced.reset();
      const Result<void> loaded = load();
      // A model that cannot be opened must not stay the current one: the next start would fail.
      if (!loaded && !before.empty()) (void)set_current(shop / "models", before);
      return loaded;
    });
  }

  Result<void> write(std::function<Result<void>(Store::Writer&, Changes&)> work) {
    Job job{std::move(work), {}};
    queue.run(job, [&](std::span<Job* const> jobs) { commit(jobs); });
    return job.outcome;
  }

  // Of the stored product, when it is not withdrawn.
  Result<Product> stored_product(const std::string& id) {
    const auto item = served.get()->catalogue->find(id);
    if (!item) return no_product(id);
    return stored_product(*item, id);
  }
  Result<Product> stored_product(ItemId item, const std::string& id) {
    std::optional<Product> product;
    const std::lock_guard lock(reader_mutex);
    MOSHAVER_CHECK(reader.visit_products(item.row, [&](std::uint32_t, const ProductRecord& record, bool withdrawn) {
      if (!withdrawn) product = to_product(record);
    }));
    if (!product) return no_product(id);
    return std::move(*product);
  }
  Result<Customer> stored_customer(std::string_view id, std::uint32_t row) {
    std::optional<Customer> customer;
    const std::lock_guard lock(reader_mutex);
    MOSHAVER_CHECK(reader.visit_customers(
        row, [&](std::uint32_t, const CustomerRecord& record) { customer = to_customer(record); }));
    if (!customer || customer->customer_id != id) return no_customer(std::string(id));
    return std::move(*customer);
  }

  static void add_product(Store::Writer& writer, Changes& changes, const ProductRecord& record, bool withdrawn) {
    changes.products[*writer.find_product(record.product_id)] = live_product(record, withdrawn);
  }
};

Advisor::Advisor(std::unique_ptr<State> state) : state_(std::move(state)) {}
Advisor::Advisor(Advisor&&) noexcept = default;
Advisor& Advisor::operator=(Advisor&&) noexcept = default;
Advisor::~Advisor() = default;

Result<Advisor> Advisor::open(const std::filesystem::path& shop, const AdvisorOptions& options) {
  MOSHAVER_TRY(writing, Store::open(shop));
  MOSHAVER_TRY(reading, Store::open(shop));
  auto state = std::make_unique<State>(shop, options, std::move(writing), std::move(reading));
  MOSHAVER_CHECK(state->load());
  MOSHAVER_CHECK(state->start_maintenance());
  return Advisor(std::move(state));
}

Result<Advice> Advisor::advise(const AdviceRequest& request) const {
  const std::shared_ptr<const ShopState> served = state_->served.get();
  MOSHAVER_TRY(advice, answer(*served, request, state_->now()));
  advice.advice_id = hex(state_->id_base) + hex(state_->next_advice.fetch_add(1));
  return std::move(advice);
}

Result<Audience> Advisor::audience(const AudienceRequest& request) const {
  return find_audience(*state_->served.get(), request);
}

Result<std::vector<EventResult>> Advisor::record(std::span<const Event> events) {
  std::vector<EventResult> results(events.size());
  std::vector<std::optional<EventRecord>> records(events.size());
  const std::int64_t now = state_->now();
  bool any = false;
  for (std::size_t at = 0; at < events.size(); ++at) {
    results[at].event_id = events[at].event_id;
    results[at].effect = "none";
    if (auto record = checked(events[at], now)) {
      records[at] = *record;
      any = true;
    } else {
      results[at].status = EventStatus::rejected;
      results[at].error = record.error();
    }
  }
  if (!any) return results;
  const Result<void> written = state_->write([&](Store::Writer& writer, Changes& changes) -> Result<void> {
    const std::shared_ptr<const ShopState> served = state_->served.get();
    for (std::size_t at = 0; at < events.size(); ++at) {
      if (!records[at]) continue;
      const EventRecord& record = *records[at];
      const bool known_product = writer.find_product(record.product_id).has_value();
      const std::uint64_t position = writer.next_position();
      MOSHAVER_TRY(added, writer.add_live_event(record));
      if (!added) {
        results[at].status = EventStatus::duplicate;
        continue;
      }
      const std::uint32_t item = *writer.find_product(record.product_id);
      if (!known_product) {
        ProductRecord product;
        product.product_id = record.product_id;
        changes.products[item] = live_product(product, false);
      }
      results[at].effect = effect_of(record);
      const auto event = history_event(item, record, static_cast<std::uint32_t>(position));
      if (!event) continue;
      changes.events[account_of(*served, std::string(record.customer_id))].push_back(*event);
    }
    return {};
  });
  MOSHAVER_CHECK(written);
  return results;
}

Result<bool> Advisor::put_product(const Product& product) {
  MOSHAVER_TRY(record, checked(product));
  bool created = false;
  const Result<void> written = state_->write([&](Store::Writer& writer, Changes& changes) -> Result<void> {
    const auto row = writer.find_product(record.product_id);
    const auto changed = row ? changes.products.find(*row) : changes.products.end();
    created = !row || (changed != changes.products.end() ? changed->second.withdrawn
                                                         : state_->served.get()->catalogue->of(ItemId{*row}).withdrawn);
    MOSHAVER_CHECK(writer.set_product(record, false));
    State::add_product(writer, changes, record, false);
    return {};
  });
  MOSHAVER_CHECK(written);
  return created;
}

Result<void> Advisor::patch_product(const Product& changes_of, std::span<const std::string> cleared) {
  MOSHAVER_CHECK(check_id(changes_of.product_id, "product_id"));
  MOSHAVER_CHECK(checked(changes_of));
  // Read and written back as one: other writers wait.
  return state_->queue.alone([&]() -> Result<void> {
    MOSHAVER_TRY(product, state_->stored_product(changes_of.product_id));
    MOSHAVER_CHECK(patch(product, changes_of, cleared));
    MOSHAVER_TRY(record, checked(product));
    Job job{[&](Store::Writer& writer, Changes& changes) -> Result<void> {
              MOSHAVER_CHECK(writer.set_product(record, false));
              State::add_product(writer, changes, record, false);
              return {};
            },
            {}};
    return state_->commit_one(job);
  });
}

Result<Product> Advisor::product(const std::string& product_id) const { return state_->stored_product(product_id); }

Result<void> Advisor::withdraw_product(const std::string& product_id) {
  return state_->queue.alone([&]() -> Result<void> {
    MOSHAVER_TRY(product, state_->stored_product(product_id));
    MOSHAVER_TRY(record, checked(product));
    Job job{[&](Store::Writer& writer, Changes& changes) -> Result<void> {
              MOSHAVER_CHECK(writer.set_product(record, true));
              State::add_product(writer, changes, record, true);
              return {};
            },
            {}};
    return state_->commit_one(job);
  });
}

Result<bool> Advisor::put_customer(const Customer& customer) {
  MOSHAVER_TRY(record, checked(customer));
  bool created = false;
  const Result<void> written = state_->write([&](Store::Writer& writer, Changes&) -> Result<void> {
    created = !writer.find_customer(record.customer_id);
    return writer.set_customer(record);
  });
  MOSHAVER_CHECK(written);
  return created;
}

Result<void> Advisor::patch_customer(const Customer& changes_of, std::span<const std::string> cleared) {
  MOSHAVER_CHECK(checked(changes_of));
  return state_->queue.alone([&]() -> Result<void> {
    if (!state_->writer) MOSHAVER_CHECK(state_->load());
    const auto row = state_->writer->find_customer(changes_of.customer_id);
    if (!row) return no_customer(changes_of.customer_id);
    MOSHAVER_TRY(customer, state_->stored_customer(changes_of.customer_id, *row));
    MOSHAVER_CHECK(patch(customer, changes_of, cleared));
    MOSHAVER_TRY(record, checked(customer));
    Job job{[&](Store::Writer& writer, Changes&) { return writer.set_customer(record); }, {}};
    return state_->commit_one(job);
  });
}

Result<CustomerProfile> Advisor::customer(const std::string& customer_id) const {
  std::optional<std::uint32_t> row;
  (void)state_->queue.alone([&] {
    if (state_->writer) row = state_->writer->find_customer(customer_id);
    return true;
  });
  if (!row) return no_customer(customer_id);
  CustomerProfile profile;
  MOSHAVER_TRY(stored, state_->stored_customer(customer_id, *row));
  profile.customer = std::move(stored);
  const std::shared_ptr<const ShopState> served = state_->served.get();
  const CurrentCustomer current = find_customer(*served, customer_id);
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
  for (const ItemId item : current.hidden) profile.hidden.push_back(served->catalogue->of(item).product_id);
  return profile;
}

Result<void> Advisor::erase_customer(const std::string& customer_id) {
  const auto erase = [&]() -> Result<void> {
    // Begun and given back: keys that another process added meanwhile are read in.
    MOSHAVER_CHECK(state_->begin());
    MOSHAVER_CHECK(state_->writer->pause());
    const auto row = state_->writer->find_customer(customer_id);
    if (!row) return no_customer(customer_id);
    std::vector<std::uint32_t> rows = {*row};
    MOSHAVER_TRY(merges, state_->store.merges());
    for (const auto& [guest, account] : merges) {
      if (account == *row) rows.push_back(guest);
    }
    state_->writer.reset();
    MOSHAVER_CHECK(state_->store.erase_customers(rows));
    state_->lengthen_write_ahead_log();  // it was cut to nothing
    return state_->load();
  };
  // Known before the maintenance is sent away: who asks for nobody costs no snapshot.
  const bool known = state_->queue.alone([&] { return !state_->writer || state_->writer->find_customer(customer_id); });
  if (!known) return no_customer(customer_id);
  return state_->maintenance->alone([&] { return state_->queue.alone(erase); });
}

Result<void> Advisor::merge_customers(const std::string& guest_id, const std::string& account_id) {
  MOSHAVER_CHECK(check_id(guest_id, "customer_id"));
  MOSHAVER_CHECK(check_id(account_id, "into"));
  return state_->queue.alone([&]() -> Result<void> {
    const std::shared_ptr<const ShopState> served = state_->served.get();
    const std::string account = account_of(*served, account_id), guest = account_of(*served, guest_id);
    if (guest == account) {
      return failure(
          ErrorCode::invalid_argument,
          "\"" + display_text(guest_id) + "\" and \"" + display_text(account_id) + "\" are one customer already",
          "into");
    }
    Result<void> refused;
    Job job{[&](Store::Writer& writer, Changes& changes) -> Result<void> {
              const auto from = writer.find_customer(guest);
              if (!from) {
                refused = no_customer(guest_id);
                return {};
              }
              MOSHAVER_TRY(to, writer.customer_row(account));
              MOSHAVER_CHECK(writer.merge(*from, to));
              changes.merges[guest] = account;
              return {};
            },
            {}};
    MOSHAVER_CHECK(state_->commit_one(job));
    return refused;
  });
}

Result<void> Advisor::switch_model(const std::string& model_id) {
  const auto models = state_->shop / "models";
  if (!is_model_id(model_id) || model_id == "current") {
    return failure(ErrorCode::invalid_argument,
                   "\"" + display_text(model_id) + "\" is no id of a model; see the shop's models/", "model");
  }
  return state_->answer_by(model_id, [&]() -> Result<std::string> {
    MOSHAVER_TRY(before, read_current(models));
    MOSHAVER_CHECK(set_current(models, model_id));
    return before;
  });
}

Result<bool> Advisor::follow_model() {
  MOSHAVER_TRY(named, named_model());
  if (named == model().id) return false;
  MOSHAVER_CHECK(state_->answer_by(named, [] { return Result<std::string>(""); }));
  return true;
}

Result<void> Advisor::reload() {
  return state_->queue.alone([&] { return state_->load(); });
}

ModelDescription Advisor::model() const { return state_->served.get()->model->description; }

Result<std::string> Advisor::named_model() const { return read_current(state_->shop / "models"); }

AdvisorStatus Advisor::status() const {
  AdvisorStatus status;
  status.commits = state_->commits;
  status.failed_commits = state_->failed_commits;
  status.committed_writes = state_->committed_writes;
  status.model_id = model().id;
  struct stat file {};
  const auto manifest = state_->shop / "models" / status.model_id / "model.json";
  if (::stat(manifest.c_str(), &file) == 0) status.model_written = file.st_mtime;
  return status;
}

const std::filesystem::path& Advisor::shop() const { return state_->shop; }

}  // namespace moshaver
