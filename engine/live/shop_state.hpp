// All that an answer reads, as one immutable state: taken once at the beginning of a request and kept to its end.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/artifact/model_directory.hpp"
#include "engine/data/customer_events.hpp"
#include "engine/data/dataset.hpp"
#include "engine/live/live_catalogue.hpp"
#include "engine/live/live_customers.hpp"
#include "engine/ranking/ranker.hpp"
#include "engine/store/snapshot.hpp"
#include "engine/store/store.hpp"
#include "moshaver/advisor.hpp"

namespace moshaver {

// As the shop was when it was read in.
struct ShopBase {
  Dataset data;           // without titles and catalogue: the live one has them
  CustomerEvents events;  // by row of data.customers
  Store::Merges merges;
};

// The model over it. Apart from the base, so that another one takes its place while nothing else is read again.
struct AnsweringModel {
  Ranker ranker;
  ModelDescription description;
};

struct ShopState {
  std::shared_ptr<const ShopBase> base;
  std::shared_ptr<const AnsweringModel> model;
  std::shared_ptr<const LiveCatalogue> catalogue;
  std::shared_ptr<LiveCustomers> customers;  // what has changed since; it alone changes in place
  bool has_catalogue = true;                 // false: a model alone, without a shop: there is nothing for rules to see
};

// A customer as of now. Views what it holds.
struct CurrentCustomer {
  std::string id;              // the account's, where the one asked for is a guest merged into it
  std::optional<UserId> user;  // row of the base
  std::span<const Purchase> history;
  std::span<const ItemId> hidden;
  std::shared_ptr<const LiveCustomer> live;  // null: as in the base
};
[[nodiscard]] CurrentCustomer find_customer(const ShopState&, const std::string& customer_id);
// The account that the customer's events go to: mostly the customer's own id.
[[nodiscard]] std::string account_of(const ShopState&, const std::string& customer_id);
// All events of an account so far, in log order.
[[nodiscard]] std::vector<HistoryEvent> events_of(const ShopState&, const std::string& account_id);

struct LoadedModel {
  OpenedModel opened;
  Model model;
};
// A model of the shop, and its current one. Errors: those of Advisor::open.
[[nodiscard]] Result<LoadedModel> load_shop_model(const std::filesystem::path& shop, const std::string& model_id);
[[nodiscard]] Result<LoadedModel> load_current_model(const std::filesystem::path& shop);

// The model, ready to answer over what was read of the shop. Errors: those of Advisor::open.
[[nodiscard]] Result<std::shared_ptr<const AnsweringModel>> answering_model(LoadedModel, const Dataset&, SearchIndex);

// Reads the shop, for this model of it. From a snapshot, of which all but a writer's parts are taken: the base is as of
// then, and what came since is in `customers`, as if it had come live. Errors: those of Advisor::open.
[[nodiscard]] Result<ShopState> load_shop_state(LoadedModel, Store&, std::optional<Snapshot>&, SearchIndex,
                                                const ProgressSink&);

// A shop with its current model, read whole for answers alone. Errors: those of Recommender::open_shop.
[[nodiscard]] Result<ShopState> read_shop_state(const std::filesystem::path& shop, SearchIndex, const ProgressSink&);
// A model over the histories that it was trained on, without a shop. Errors: those of Recommender::open_model.
[[nodiscard]] Result<ShopState> read_model_state(const std::filesystem::path& model, SearchIndex);

}  // namespace moshaver
