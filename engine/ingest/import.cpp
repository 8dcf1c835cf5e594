// Implements moshaver/import.hpp: reads all files into one transaction of the store.
#include "moshaver/import.hpp"

#include <chrono>

#include "engine/data/dataset.hpp"
#include "engine/ingest/contract_terms.hpp"
#include "engine/ingest/file_set.hpp"
#include "engine/ingest/variant_rows.hpp"
#include "engine/store/store.hpp"
#include "engine/text/calendar_days.hpp"

namespace moshaver {

namespace {

// Callbacks cannot return errors. Keeps the first error and skips all later steps.
class FirstError {
 public:
  template <class Step>
  void run(const Step& step) {
    if (error_) return;
    if (auto done = step(); !done) error_ = done.error();
  }
  [[nodiscard]] Result<void> result() const {
    if (error_) return tl::unexpected(*error_);
    return {};
  }

 private:
  std::optional<Error> error_;
};

// False also if the system cannot tell; the next use of the path then fails with the reason.
bool path_exists(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

// Removes the files and the directory that a failed import has created, and nothing else.
class NewShopGuard {
 public:
  explicit NewShopGuard(const std::filesystem::path& shop)
      : shop_(shop), had_directory_(path_exists(shop)), had_database_(path_exists(shop / "events.db")) {}
  ~NewShopGuard() {
    if (kept_ || had_database_) return;
    std::error_code ignored;
    for (const char* name : {"events.db", "events.db-wal", "events.db-shm"}) remove(shop_ / name, ignored);
    if (!had_directory_) remove(shop_, ignored);  // succeeds only if it is empty
  }
  NewShopGuard(const NewShopGuard&) = delete;
  NewShopGuard& operator=(const NewShopGuard&) = delete;
  void keep() { kept_ = true; }

 private:
  std::filesystem::path shop_;
  bool had_directory_, had_database_, kept_ = false;
};

// By UTC: the import does not read the shop's time zone.
std::int32_t today_of(const ImportOptions& options) {
  using namespace std::chrono;
  const std::int64_t now =
      options.clock ? options.clock() : duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
  return static_cast<std::int32_t>(now / 86'400);
}

Result<void> check_options(const ImportOptions& options) {
  if (options.shop.empty()) return failure(ErrorCode::invalid_argument, "give the shop directory with --shop DIR");
  if (options.events.empty() && options.products.empty() && options.customers.empty() && options.slots.empty() &&
      options.contracts.empty() && options.occasions.empty()) {
    return failure(ErrorCode::invalid_argument,
                   "nothing to import; give files with --events, --products, --customers, --slots, --contracts or "
                   "--occasions");
  }
  if (!(options.max_reject_rate >= 0 && options.max_reject_rate <= 1)) {
    return failure(ErrorCode::invalid_argument, "--max-reject-rate must be from 0 to 1");
  }
  for (const auto* paths : {&options.events, &options.products, &options.customers, &options.slots, &options.contracts,
                            &options.occasions}) {
    for (const auto& path : *paths) {
      std::error_code ignored;
      if (std::filesystem::equivalent(path, options.rejects, ignored)) {
        return failure(ErrorCode::invalid_argument,
                       "--rejects would overwrite " + path.string() + ", which is an input; choose another file");
      }
    }
  }
  return {};
}

Result<void> read_all(const ImportOptions& options, const Store& store, Store::Writer& writer, RejectLog& rejects,
                      ImportSummary& summary) {
  const ColumnMap map(options.column_map.begin(), options.column_map.end());
  const auto reading = [&](FileKind kind) {
    return ReadOptions{map_for(kind, map, !options.events.empty()), options.progress};
  };
  const auto on_reject = [&](const Reject& reject) { rejects.add(reject); };
  FirstError errors;
  VariantRows variants;
  FileSetCounts events, products, customers, slots, contracts, occasions;
  // Products and customers first: their attributes take precedence over those in event files.
  for (const auto& path : options.products) {
    const auto on_product = [&](const ProductRecord& product, std::uint64_t line) {
      if (!product.variant_of.empty()) return variants.add(path, line, product);
      errors.run([&] { return writer.put_product(product); });
    };
    MOSHAVER_TRY(counts, read_products(path, reading(FileKind::products), on_product, on_reject));
    products.add(path, counts);
  }
  MOSHAVER_CHECK(errors.result());
  MOSHAVER_TRY(refused, variants.put_all(store, writer, rejects));
  products.accepted -= refused;
  for (const auto& path : options.customers) {
    MOSHAVER_TRY(counts,
                 read_customers(
                     path, reading(FileKind::customers),
                     [&](const CustomerRecord& customer) { errors.run([&] { return writer.put_customer(customer); }); },
                     on_reject));
    customers.add(path, counts);
  }
  for (const auto& path : options.slots) {
    MOSHAVER_TRY(counts,
                 read_slots(
                     path, reading(FileKind::slots),
                     [&](const SlotRecord& slot) { errors.run([&] { return writer.put_slot(slot); }); }, on_reject));
    slots.add(path, counts);
  }
  ContractTerms terms;
  for (const auto& path : options.contracts) {
    const auto on_term = [&](const ContractTermRecord& term) -> std::string_view {
      const ContractTerms::Place place = terms.add(term);
      if (place == ContractTerms::Place::taken) return overlapping_terms;
      errors.run([&]() -> Result<void> {
        if (place == ContractTerms::Place::first) MOSHAVER_CHECK(writer.remove_contract(term.account_id));
        return writer.add_contract_term(term);
      });
      return "";
    };
    MOSHAVER_TRY(counts, read_contracts(path, reading(FileKind::contracts), on_term, on_reject));
    contracts.add(path, counts);
  }
  const std::int32_t today = today_of(options);
  for (const auto& path : options.occasions) {
    const auto on_occasion = [&](const OccasionRecord& occasion) {
      const ReadDate read = read_date(occasion.date, occasion.calendar, today);
      if (read.problem.empty()) {
        errors.run([&]() -> Result<void> {
          MOSHAVER_CHECK(writer.put_occasion(occasion, read.date));
          return {};
        });
      }
      return read.problem;
    };
    MOSHAVER_TRY(counts, read_occasions(path, reading(FileKind::occasions), on_occasion, on_reject));
    occasions.add(path, counts);
  }
  for (const auto& path : options.events) {
    const auto on_event = [&](const EventRecord& event, const ProductRecord* product) {
      errors.run([&]() -> Result<void> {
        MOSHAVER_TRY(added, writer.add_event(event));
        ++(added ? summary.kept : summary.duplicates);
        if (added) ++summary.kept_by_kind[static_cast<std::size_t>(event.kind)];
        if (product != nullptr) return writer.name_product(*product);
        return {};
      });
    };
    MOSHAVER_TRY(counts, read_events(path, reading(FileKind::events), on_event, on_reject));
    events.add(path, counts);
  }
  summary.rows = events.rows;
  summary.rejected = events.rows - events.accepted;
  summary.product_rows = products.accepted;
  summary.customer_rows = customers.accepted;
  summary.slot_rows = slots.accepted;
  summary.contract_rows = contracts.accepted;
  summary.occasion_rows = occasions.accepted;
  for (const FileSetCounts* set : {&events, &products, &customers, &slots, &contracts, &occasions}) {
    summary.unread_columns.insert(summary.unread_columns.end(), set->unread_columns.begin(), set->unread_columns.end());
  }
  MOSHAVER_CHECK(errors.result());
  return rejects.finish(events.rows + products.rows + customers.rows + slots.rows + contracts.rows + occasions.rows,
                        options.max_reject_rate);
}

Result<void> describe_shop(const Store& store, const ProgressSink& progress, ImportSummary& summary) {
  MOSHAVER_TRY(table, store.read(progress));
  const Dataset data = make_dataset(std::move(table));
  summary.shop_events = data.event_count;
  summary.shop_customers = data.customers.size();
  summary.shop_products = data.products.size();
  summary.first_time = iso_time(data.first_time);
  summary.last_time = iso_time(data.last_time);
  summary.returns = data.returns.returns;
  summary.returns_matched = data.returns.matched;
  summary.purchases_undone = data.returns.purchases_undone;
  summary.gifts = data.returns.gifts;
  return {};
}

}  // namespace

Result<ImportSummary> import_files(const ImportOptions& options) {
  MOSHAVER_CHECK(check_options(options));
  ImportSummary summary;
  RejectLog rejects(options.rejects);
  NewShopGuard guard(options.shop);
  {
    MOSHAVER_TRY(store, Store::open_or_create(options.shop));
    MOSHAVER_TRY(writer, store.begin());
    MOSHAVER_CHECK(read_all(options, store, writer, rejects, summary));
    // Reads the shop before the commit, so that a damaged shop stays unchanged.
    MOSHAVER_CHECK(writer.flush());
    MOSHAVER_CHECK(describe_shop(store, options.progress, summary));
    MOSHAVER_CHECK(writer.commit());
    guard.keep();
  }
  summary.rejects = rejects.by_reason();
  return summary;
}

}  // namespace moshaver
