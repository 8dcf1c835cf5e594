// Everything that an answer reads, as one immutable state. A request takes it once and keeps it to the end.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/artifact/model_directory.hpp"
#include "engine/data/customer_attributes.hpp"
#include "engine/data/customer_events.hpp"
#include "engine/data/dataset.hpp"
#include "engine/data/gifts.hpp"
#include "engine/live/live_catalogue.hpp"
#include "engine/live/live_contracts.hpp"
#include "engine/live/live_customers.hpp"
#include "engine/live/live_feedback.hpp"
#include "engine/live/live_gifts.hpp"
#include "engine/live/live_settings.hpp"
#include "engine/live/live_shown.hpp"
#include "engine/live/live_slots.hpp"
#include "engine/ranking/ranker.hpp"
#include "engine/store/snapshot.hpp"
#include "engine/store/store.hpp"
#include "moshaver/advisor.hpp"

namespace moshaver {

// The shop as it was when it was loaded.
struct ShopBase {
  Dataset data;           // without titles and catalogue: LiveCatalogue has them
  CustomerEvents events;  // by row of data.customers
  CustomerTable attributes;
  std::vector<std::uint32_t> variant_buyers;  // customers with the product, by row; empty: there are no variants
  Store::Merges merges;
  bool has_feedback = false;                                            // anything but purchases, of any customer
  std::unordered_map<std::string, std::vector<std::uint32_t>> members;  // rows of who buys for an account, by its id
  GiftTable gifts = {};
  std::vector<std::uint32_t> gifts_by_buyer = {};  // places in `gifts`, by buyer (index_gifts)
  std::vector<std::uint32_t> times_given = {};     // as a gift, by product row
};

// The model. Separate from the base, so that a new model replaces it without loading the rest again.
struct AnsweringModel {
  Ranker ranker;
  ModelDescription description;
};

struct ShopState {
  std::shared_ptr<const ShopBase> base;
  std::shared_ptr<const AnsweringModel> model;
  std::shared_ptr<const LiveCatalogue> catalogue;
  std::shared_ptr<LiveCustomers> customers;  // changes since the load; it and the next change in place
  std::shared_ptr<LiveGifts> gifts = std::make_shared<LiveGifts>();           // since the load, in place
  std::shared_ptr<LiveFeedback> feedback = std::make_shared<LiveFeedback>();  // likewise
  std::shared_ptr<LiveSettings> settings;                                     // of shop.toml, followed as it changes
  std::shared_ptr<const LiveSlots> slots = std::make_shared<const LiveSlots>();
  std::shared_ptr<const LiveContracts> contracts = std::make_shared<const LiveContracts>();
  // Whether the shop records feedback: anything but purchases, of any customer.
  [[nodiscard]] bool hears_feedback() const { return base->has_feedback || customers->hears_feedback(); }
  std::shared_ptr<LiveShown> shown = std::make_shared<LiveShown>();  // in place; empty: there is no frequency cap
  bool has_catalogue = true;  // false: a model without a shop, so rules know no attributes
};

// A customer's current history, in which heads stand for their variants (product_groups.hpp). The spans point into the
// state, into `live` or into the vectors. Move-only; moving keeps the spans valid.
struct CurrentCustomer {
  std::string id;              // the account's id if the customer is a guest that was merged into it
  std::optional<UserId> user;  // row in the base
  std::span<const Purchase> history;
  std::span<const ItemId> hidden;
  std::span<const HistoryEvent> events;      // in log order
  std::span<const Purchase> bought;          // the same purchases as `history`, with the variants themselves
  std::shared_ptr<const LiveCustomer> live;  // null: unchanged since the load
  CustomerAttributes attributes;
  std::vector<Purchase> grouped_history;  // only if there are variants
  std::vector<ItemId> grouped_hidden;

  CurrentCustomer() = default;
  CurrentCustomer(CurrentCustomer&&) = default;
  CurrentCustomer& operator=(CurrentCustomer&&) = default;
  ~CurrentCustomer() = default;
  void set_history(std::span<const Purchase>, std::span<const ItemId> hidden, const ProductGroups&);
};
[[nodiscard]] CurrentCustomer find_customer(const ShopState&, const std::string& customer_id);
// What the shop says of a customer; nothing of an unknown one.
[[nodiscard]] CustomerAttributes attributes_of(const ShopState&, const std::string& customer_id);
// The account that the customer's events belong to: the customer's own id unless merged.
[[nodiscard]] std::string account_of(const ShopState&, const std::string& customer_id);
// The customers who buy for an organisation, as the shop says of them, and its own id if it bought anything itself; by id.
[[nodiscard]] std::vector<std::string> members_of(const ShopState&, const std::string& account_id);
// All events of an account so far, in log order.
[[nodiscard]] std::vector<HistoryEvent> events_of(const ShopState&, const std::string& account_id);

struct LoadedModel {
  OpenedModel opened;
  Model model;
};
// One model of the shop, or the current one. Errors: those of Advisor::open.
[[nodiscard]] Result<LoadedModel> load_shop_model(const std::filesystem::path& shop, const std::string& model_id);
[[nodiscard]] Result<LoadedModel> load_current_model(const std::filesystem::path& shop);

// Prepares the model to answer for this data. Errors: those of Advisor::open.
[[nodiscard]] Result<std::shared_ptr<const AnsweringModel>> answering_model(LoadedModel, const Dataset&,
                                                                            const ProductGroups&, SearchIndex);

// Slots and contracts as the shop has them.
[[nodiscard]] Result<std::shared_ptr<const LiveSlots>> load_slots(const Store&);
[[nodiscard]] Result<std::shared_ptr<const LiveContracts>> load_contracts(const Store&, const TimeZone&);

// Loads the shop for this model. With a snapshot, the base is the snapshot and later events go to `customers`, as if
// they had been recorded live; moves all but the writer's parts out of the snapshot. Leaves `settings` and `contracts` to the caller.
// Errors: those of Advisor::open.
[[nodiscard]] Result<ShopState> load_shop_state(LoadedModel, Store&, std::optional<Snapshot>&, SearchIndex,
                                                const ProgressSink&);

// Loads a shop with its current model, for answers only. Errors: those of Recommender::open_shop.
[[nodiscard]] Result<ShopState> read_shop_state(const std::filesystem::path& shop, SearchIndex, const ProgressSink&);
// Loads a model with the histories it was trained on, without a shop. Errors: those of Recommender::open_model.
[[nodiscard]] Result<ShopState> read_model_state(const std::filesystem::path& model, SearchIndex);

}  // namespace moshaver
