// A shop that is open: it answers what to advise, takes in what happens, and lets that change the very next answer.
// Start here to embed a live shop; for answers from files alone, recommender.hpp.
//
//   owns     the shop directory's data in memory: histories, catalogue, the current model. Some 60 bytes an event,
//            and the keys twice
//   threads  share one among all threads. Answers read an immutable state and wait for nobody; writers wait for the
//            disk, and what several threads write at once goes to it in one transaction
//   durable  what record() and the rest have returned as stored is on disk (SQLite, WAL, synchronous=FULL)
//   one      process should write to a shop at a time. What another (an import) writes is noticed at the next write and
//            read in; reload() does so at once
//   rules    apply inside retrieval: exactly `count` items come back whenever that many can be had
//   disk     a thread of its own keeps it in order: snapshots, merging of small blocks, checkpoints. Answers never wait
//            for it, commits for some milliseconds at most; destroying an Advisor may take a last snapshot
//   errors   returned, never thrown; Error::field names the part of a request that was refused
//   tests    tests/advice/advice_test.cpp, tests/live/live_shop_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "moshaver/advice.hpp"
#include "moshaver/progress.hpp"
#include "moshaver/recommender.hpp"
#include "moshaver/result.hpp"
#include "moshaver/shop_records.hpp"

namespace moshaver {

enum class EventStatus { stored, duplicate, rejected };

struct EventResult {
  EventStatus status = EventStatus::stored;
  std::string event_id;
  // What it did to the customer's next answers: "history", "hidden" (a product never to be shown), or "none".
  std::string effect;
  Error error;  // of a rejected one
};

struct CustomerProfile {
  Customer customer;
  std::string merged_into;               // the account that has this guest's events; empty: none
  std::size_t orders = 0, products = 0;  // bought, what was given back left out
  std::string last_purchase;             // ISO 8601; empty: unknown
  std::vector<std::string> hidden;       // product ids
};

// Who of the shop's customers most likely wants a product.
struct AudienceRequest {
  std::string product_id;
  std::size_t count = 10;            // 1 to 1,000
  bool include_purchased = false;    // who has the product already may be named too
  std::size_t most_scored = 20'000;  // 1 to 100,000: a bound on the work, some 100 us each
};

struct Audience {
  struct Member {
    std::string customer_id;
    std::size_t rank = 1;
    double score = 0;
    std::optional<double> confidence;
  };
  std::vector<Member> customers;  // best first; ties go to who came to the shop first
  std::size_t considered = 0;     // customers with a history who may be named
  std::size_t near = 0;           // of these: have something like the product, or that goes with it
  std::size_t scored = 0;         // those near first, evenly thinned where they are too many, then others so
  std::string model_id;
};

struct AdvisorStatus {
  std::uint64_t commits = 0, failed_commits = 0;  // transactions since the shop was opened
  std::uint64_t committed_writes = 0;             // calls that these held: group commit
  std::string model_id;
  std::int64_t model_written = 0;  // seconds since 1970 UTC: the file's time; 0: unknown
};

struct AdvisorOptions {
  SearchIndex index = SearchIndex::as_recorded;
  std::function<std::int64_t()> clock;  // seconds since 1970 UTC; empty: the system's
  ProgressSink progress;                // of opening
  // A snapshot is written in the background after so many new events (and a 64th of the log), and when the advisor
  // goes; 0: never. Opening then reads it and what came since instead of the whole log.
  std::uint64_t snapshot_events = 100'000;
  // Told, on any thread, of what went wrong without harm: a snapshot that is damaged or could not be written.
  std::function<void(const std::string&)> remark;
};

class Advisor {
 public:
  // The shop with its current model. Errors: not_found (no shop, no model), bad_format, unsupported_version, io_error.
  [[nodiscard]] static Result<Advisor> open(const std::filesystem::path& shop, const AdvisorOptions& = {});
  Advisor(Advisor&&) noexcept;
  Advisor& operator=(Advisor&&) noexcept;
  ~Advisor();

  // Unknown customers and empty histories get the best general answer. Errors: invalid_argument with the field,
  // unknown_item (product_id).
  [[nodiscard]] Result<Advice> advise(const AdviceRequest&) const;

  // Ordered by confidence where the model says one, else by score, which not every recipe gives every customer in one
  // measure. Staff, who hid the product and (unless asked for) who has it are left out. Takes up to seconds on one core.
  // Errors: invalid_argument with the field, unknown_item.
  [[nodiscard]] Result<Audience> audience(const AudienceRequest&) const;

  // One result an event, in order; what is bad is rejected alone. On disk, and in the next answer, when it returns.
  // Errors: io_error, bad_format (the disk or the store fails): then none is stored.
  [[nodiscard]] Result<std::vector<EventResult>> record(std::span<const Event>);

  // All that is said of a product; true when it is new, or was withdrawn. Errors: invalid_argument with the field.
  [[nodiscard]] Result<bool> put_product(const Product&);
  // Replaces what `changes` names and empties what `cleared` names. Errors: also not_found.
  [[nodiscard]] Result<void> patch_product(const Product& changes, std::span<const std::string> cleared = {});
  // Errors: not_found, also for a withdrawn one.
  [[nodiscard]] Result<Product> product(const std::string& product_id) const;
  // Never advised again until it is put again; its events stay. Errors: not_found.
  [[nodiscard]] Result<void> withdraw_product(const std::string& product_id);

  // As for products.
  [[nodiscard]] Result<bool> put_customer(const Customer&);
  [[nodiscard]] Result<void> patch_customer(const Customer& changes, std::span<const std::string> cleared = {});
  [[nodiscard]] Result<CustomerProfile> customer(const std::string& customer_id) const;
  // Takes the person out of everything that is stored: events, attributes, mentions; guests merged into them too. The
  // model is read in again without them. Rewrites the log: some seconds for 10 million events. Errors: not_found.
  [[nodiscard]] Result<void> erase_customer(const std::string& customer_id);
  // From now on the guest's events, past and future, are the account's. Errors: not_found (guest), invalid_argument.
  [[nodiscard]] Result<void> merge_customers(const std::string& guest_id, const std::string& account_id);

  // Makes the model current and answers by it; requests in flight finish on the old one, whose memory then goes.
  // Writers go on meanwhile, unless the model knows products that came since the shop was read: then it is read again
  // and they wait. Errors: those of open, invalid_argument (no id of a model); the old one goes on.
  [[nodiscard]] Result<void> switch_model(const std::string& model_id);
  // The same for the model that models/current names, which `train` may have written. False: it answers already.
  [[nodiscard]] Result<bool> follow_model();
  // Reads the shop and its current model in again; writers wait.
  [[nodiscard]] Result<void> reload();
  [[nodiscard]] ModelDescription model() const;
  // The model that models/current names by now, whichever answers. Errors: not_found, io_error, bad_format.
  [[nodiscard]] Result<std::string> named_model() const;
  [[nodiscard]] AdvisorStatus status() const;
  [[nodiscard]] const std::filesystem::path& shop() const;

 private:
  struct State;
  explicit Advisor(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace moshaver
