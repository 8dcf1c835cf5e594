// An open shop: answers requests, records events, and uses each event in the very next answer.
// Start here to embed a live shop; recommender.hpp gives answers from files only.
//
//   memory   owns the shop's histories, catalogue and current model: about 60 bytes an event, and the keys twice
//   threads  share one Advisor among all threads. Answers read an immutable state and never wait. Writers wait for the
//            disk; writes of several threads share one transaction
//   durable  when record() or another write returns success, the data is on disk (SQLite, WAL, synchronous=FULL)
//   process  only one process should write to a shop at a time. If another process writes (an import), the next write
//            here notices and loads the shop again; reload() does so at once
//   rules    apply inside retrieval: an answer has exactly `count` items whenever that many products are eligible
//   disk     a background thread writes snapshots, merges small blocks and checkpoints the log. Answers never wait for
//            it, commits a few milliseconds at most; destroying an Advisor may write a last snapshot
//   errors   returned, never thrown; Error::field names the invalid part of a request
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
#include "moshaver/contracts.hpp"
#include "moshaver/occasions.hpp"
#include "moshaver/progress.hpp"
#include "moshaver/recommender.hpp"
#include "moshaver/result.hpp"
#include "moshaver/shop_records.hpp"
#include "moshaver/slots.hpp"

namespace moshaver {

enum class EventStatus { stored, duplicate, rejected };

struct EventResult {
  EventStatus status = EventStatus::stored;
  std::string event_id;
  // The effect on the next answers: none | history | hidden (the product is never shown again) | shown_again |
  // promotion_paused | promotion_resumed | demoted | gift | label.
  std::string effect;
  std::string text;  // the same as a sentence in the customer's language; empty for a rejected event
  Error error;       // if rejected
};

struct CustomerProfile {
  Customer customer;
  std::string merged_into;                  // the account that this guest was merged into; empty: none
  std::size_t orders = 0, products = 0;     // bought and not returned
  std::string last_purchase;                // ISO 8601; empty: unknown
  std::vector<std::string> hidden;          // product ids
  std::vector<UpcomingOccasion> occasions;  // within 366 days, without products
};

// Asks which customers are most likely to want a product.
struct AudienceRequest {
  std::string product_id;
  std::size_t count = 10;            // 1 to 1,000
  bool include_purchased = false;    // also list customers who have bought the product
  std::size_t most_scored = 20'000;  // 1 to 100,000: how many customers to score, about 100 us each
};

struct Audience {
  struct Member {
    std::string customer_id;
    std::size_t rank = 1;
    double score = 0;
    std::optional<double> confidence;
  };
  std::vector<Member> customers;  // best first; ties go to the customer who joined first
  std::size_t considered = 0;     // customers who have a history and may be listed
  std::size_t near = 0;           // of these: bought or liked a related product
  std::size_t scored = 0;         // near customers first, then others; an even sample where there are too many
  std::string model_id;
};

struct AdvisorStatus {
  std::uint64_t commits = 0, failed_commits = 0;  // transactions since the shop was opened
  std::uint64_t committed_writes = 0;             // write calls in these transactions: group commit
  std::string model_id;
  std::int64_t model_written = 0;  // modification time of model.json, seconds since 1970 UTC; 0: unknown
};

struct AdvisorOptions {
  SearchIndex index = SearchIndex::as_recorded;
  std::function<std::int64_t()> clock;  // seconds since 1970 UTC; empty: the system clock
  ProgressSink progress;                // progress of open()
  // Write a snapshot in the background after this many new events (and at least a 64th of the log), and when the
  // Advisor is destroyed; 0: never. open() then reads the snapshot and later events instead of the whole log.
  std::uint64_t snapshot_events = 100'000;
  // Called from any thread when a snapshot is damaged or could not be written. Nothing is lost: the log is the truth.
  std::function<void(const std::string&)> on_warning;
};

class Advisor {
 public:
  // Opens the shop with its current model. Errors: not_found (no shop, no model), bad_format, unsupported_version,
  // io_error.
  [[nodiscard]] static Result<Advisor> open(const std::filesystem::path& shop, const AdvisorOptions& = {});
  Advisor(Advisor&&) noexcept;
  Advisor& operator=(Advisor&&) noexcept;
  ~Advisor();

  // Unknown customers and empty histories get the popularity fallback. Errors: invalid_argument with the field,
  // unknown_item (product_id).
  [[nodiscard]] Result<Advice> advise(const AdviceRequest&) const;

  // Ordered by confidence if the model has one, else by score (some recipes' scores are not comparable between
  // customers). Names only customers with consent to `audience`. Omits staff, customers who hid the product and, by
  // default, those who bought it. Takes up to seconds on one core. Errors: invalid_argument with the field, unknown_item.
  [[nodiscard]] Result<Audience> audience(const AudienceRequest&) const;

  // Who is to be reminded of which day, by when to order, and what to give: moshaver/occasions.hpp. Reads the occasions
  // of these days; up to seconds for thousands of them with products. Errors: invalid_argument with the field.
  [[nodiscard]] Result<UpcomingOccasions> occasions(const OccasionsRequest&) const;

  // One result per event, in order; an invalid event is rejected without the others. When this returns, the events are
  // on disk and the next answer uses them. Errors: io_error, bad_format (disk or store fails): then no event is stored.
  [[nodiscard]] Result<std::vector<EventResult>> record(std::span<const Event>);

  // Replaces all attributes of a product; true if it is new or was withdrawn. Errors: invalid_argument with the field.
  [[nodiscard]] Result<bool> put_product(const Product&);
  // Sets the attributes that `changes` has and empties those that `cleared` names. Errors: also not_found.
  [[nodiscard]] Result<void> patch_product(const Product& changes, std::span<const std::string> cleared = {});
  // Errors: not_found, also for a withdrawn product.
  [[nodiscard]] Result<Product> product(const std::string& product_id) const;
  // Removes the product from all answers until it is put again; its events stay. Errors: not_found.
  [[nodiscard]] Result<void> withdraw_product(const std::string& product_id);

  // Replaces what is free of a service, from now on. Returns its slots, with what is booked. Errors: not_found,
  // invalid_argument with the field (slots[2].end).
  [[nodiscard]] Result<std::vector<SlotState>> put_slots(const std::string& product_id, std::span<const Slot>);

  // Replaces the contract of an organisation. Errors: invalid_argument with the field (terms[2].price).
  [[nodiscard]] Result<void> put_contract(const std::string& account_id, std::span<const ContractTerm>);
  // Errors: not_found.
  [[nodiscard]] Result<void> end_contract(const std::string& account_id);

  // Adds an occasion of a customer, or replaces the one of this name; true if it is new. Errors: invalid_argument with
  // the field: a day that does not exist, or one that is past.
  [[nodiscard]] Result<bool> put_occasion(const Occasion&);
  // Errors: not_found.
  [[nodiscard]] Result<void> remove_occasion(const std::string& customer_id, const std::string& occasion);

  // Like the functions for products.
  [[nodiscard]] Result<bool> put_customer(const Customer&);
  [[nodiscard]] Result<void> patch_customer(const Customer& changes, std::span<const std::string> cleared = {});
  [[nodiscard]] Result<CustomerProfile> customer(const std::string& customer_id) const;
  // Erases the customer, and guests merged into them, from all stored data: events, attributes, occasions, mentions. Also
  // somebody who is known as the recipient of gifts or occasions only. Then loads the shop and model again. Rewrites the
  // log: a few seconds for 10 million events. Errors: not_found.
  [[nodiscard]] Result<void> erase_customer(const std::string& customer_id);
  // Moves the guest's events, past and future, to the account. Errors: not_found (guest), invalid_argument.
  [[nodiscard]] Result<void> merge_customers(const std::string& guest_id, const std::string& account_id);

  // Makes this model current. Requests in flight finish with the old model, which is then freed. Writers continue,
  // unless the model contains products added since the shop was loaded: then they wait while the shop is loaded again.
  // After an error the old model stays. Errors: those of open, invalid_argument (not a model id).
  [[nodiscard]] Result<void> switch_model(const std::string& model_id);
  // Changes to the model that models/current names, which `train` may have written. False: it is in use already.
  [[nodiscard]] Result<bool> follow_model();
  // Loads the shop and its current model again; writers wait.
  [[nodiscard]] Result<void> reload();
  [[nodiscard]] ModelDescription model() const;
  // The model that models/current names now, even if another is in use. Errors: not_found, io_error, bad_format.
  [[nodiscard]] Result<std::string> named_model() const;
  [[nodiscard]] AdvisorStatus status() const;
  [[nodiscard]] const std::filesystem::path& shop() const;

 private:
  struct State;
  explicit Advisor(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace moshaver
