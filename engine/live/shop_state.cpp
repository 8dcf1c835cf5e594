#include "engine/live/shop_state.hpp"

#include <algorithm>

#include "engine/artifact/model_directory.hpp"
#include "engine/live/opened_model.hpp"
#include "engine/model/model_io.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

std::string account_of(const ShopState& served, const std::string& customer_id) {
  std::string id = customer_id;
  // merge_customers never creates a cycle; the limit ends the walk if a damaged shop contains one.
  for (int steps = 0; steps < 1'000; ++steps) {
    const auto live = served.customers->find(id);
    if (live) {
      if (live->merged_into().empty()) return id;
      id = live->merged_into();
      continue;
    }
    const auto row = served.base->data.customers.find(id);
    if (!row) return id;
    const auto merged = served.base->merges.find(*row);
    if (merged == served.base->merges.end()) return id;
    id = served.base->data.customers.key(merged->second);
  }
  return id;
}

void CurrentCustomer::set_history(std::span<const Purchase> purchases, std::span<const ItemId> hides,
                                  const ProductGroups& groups) {
  bought = history = purchases;
  hidden = hides;
  if (groups.empty()) return;
  history = grouped_history = grouped(groups, purchases);
  hidden = grouped_hidden = grouped(groups, hides);
}

CurrentCustomer find_customer(const ShopState& served, const std::string& customer_id) {
  CurrentCustomer customer;
  customer.id = account_of(served, customer_id);
  if (const auto row = served.base->data.customers.find(customer.id)) customer.user = UserId{*row};
  customer.live = served.customers->find(customer.id);
  const ProductGroups& groups = served.catalogue->groups();
  if (customer.live) {
    const OneHistory& history = customer.live->history();
    customer.set_history(history.purchases, history.hidden, groups);
    customer.events = customer.live->events();
  } else if (customer.user) {
    const Histories& histories = served.base->data.histories;
    customer.set_history(histories.of(*customer.user), histories.hidden_of(*customer.user), groups);
    customer.events = served.base->events.of(customer.user->row);
  }
  customer.attributes = attributes_of(served, customer.id);
  return customer;
}

CustomerAttributes attributes_of(const ShopState& served, const std::string& customer_id) {
  if (const auto changed = served.customers->attributes(customer_id)) return *changed;
  const auto row = served.base->data.customers.find(customer_id);
  return row ? served.base->attributes.of(*row) : CustomerAttributes{};
}

std::vector<std::string> members_of(const ShopState& served, const std::string& account_id) {
  std::vector<std::string> ids = served.customers->once_members_of(account_id);
  if (const auto found = served.base->members.find(account_id); found != served.base->members.end()) {
    for (const std::uint32_t row : found->second) ids.emplace_back(served.base->data.customers.key(row));
  }
  for (std::string& id : ids) id = account_of(served, id);
  std::erase_if(ids, [&](const std::string& id) { return attributes_of(served, id).account_id != account_id; });
  ids.push_back(account_of(served, account_id));
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::vector<HistoryEvent> events_of(const ShopState& served, const std::string& account_id) {
  if (const auto live = served.customers->find(account_id)) return live->events();
  const auto row = served.base->data.customers.find(account_id);
  if (!row) return {};
  const auto events = served.base->events.of(*row);
  return {events.begin(), events.end()};
}

namespace {

// What the ranker and answers need of the shop, and the customers that changed since.
struct ShopData {
  Dataset data;
  CustomerEvents events;
  Store::Merges merges;
  std::shared_ptr<LiveCustomers> customers = std::make_shared<LiveCustomers>();
  GiftTable gifts;
  std::shared_ptr<LiveGifts> live_gifts = std::make_shared<LiveGifts>();
  std::vector<std::string> newer_customers;  // than the snapshot; their rows follow those of `data`
};

Result<ShopData> read_whole(Store& store, const ProgressSink& progress) {
  ShopData shop;
  MOSHAVER_TRY(merges, store.merges());
  shop.merges = std::move(merges);
  MOSHAVER_TRY(table, store.read(progress));
  shop.events = CustomerEvents(table);
  shop.gifts = std::move(table.gifts);
  shop.gifts.sort();
  shop.data = make_dataset(std::move(table));
  shop.data.titles = {};
  shop.data.catalogue = {};
  const KeyMap& customers = shop.data.customers;
  for (const auto& [guest, account] : shop.merges) {
    if (guest < customers.size() && account < customers.size())
      shop.live_gifts->add_guest(std::string(customers.key(account)), std::string(customers.key(guest)));
  }
  return shop;
}

Result<ShopData> read_by_snapshot(Store& store, Snapshot& snapshot) {
  ShopData shop;
  MOSHAVER_TRY(since, read_since(snapshot, store));
  shop.data.customers = std::move(snapshot.customers);
  shop.data.products = std::move(snapshot.products);
  shop.data.histories = std::move(snapshot.histories);
  shop.data.event_count = since.event_count;
  shop.events = std::move(snapshot.events);
  shop.merges = std::move(snapshot.merges);
  shop.gifts = std::move(snapshot.gifts);
  // The model may contain products that are newer than the snapshot.
  for (const std::string& id : since.product_ids) shop.data.products.insert(id);
  shop.data.histories.item_count = shop.data.products.size();
  const std::uint32_t known = shop.data.customers.size();
  MOSHAVER_TRY(staff, store.internal_customers());
  if (!staff.empty()) shop.data.histories.internal.resize(known);
  for (const std::uint32_t row : staff) {
    if (row < known) shop.data.histories.internal[row] = true;
  }
  const auto id_of = [&](std::uint32_t row) {
    return row < known ? std::string(shop.data.customers.key(row)) : since.customer_ids.at(row - known);
  };
  const std::size_t rows = known + since.customer_ids.size();
  for (auto& customer : since.customers) {
    if (customer.row >= rows)
      return failure(ErrorCode::bad_format, "events.db: an event refers to an unknown customer");
    shop.customers->put(id_of(customer.row), std::make_shared<const LiveCustomer>(std::move(customer.events)));
  }
  for (const std::uint32_t guest : since.guests) {
    const std::uint32_t account = since.merges.at(guest);
    if (guest >= rows || account >= rows)
      return failure(ErrorCode::bad_format, "events.db: a merge refers to an unknown customer");
    shop.customers->put(id_of(guest), std::make_shared<const LiveCustomer>(id_of(account)));
  }
  for (const auto& [guest, account] : since.merges) {
    if (guest < rows && account < rows) shop.live_gifts->add_guest(id_of(account), id_of(guest));
  }
  for (const SinceSnapshot::Given& given : since.gifts) {
    if (given.gift.buyer >= rows)
      return failure(ErrorCode::bad_format, "events.db: an event refers to an unknown customer");
    shop.live_gifts->add({given.recipient_id, id_of(given.gift.buyer), given.gift});
  }
  shop.newer_customers = std::move(since.customer_ids);
  return shop;
}

}  // namespace

namespace {

std::vector<std::uint32_t> buyers_by_product(const Histories& histories) {
  std::vector<std::uint32_t> buyers(histories.item_count);
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    for (const ItemId item : excluded_items(histories.of(UserId{user}), {}, false)) ++buyers[item.row];
  }
  return buyers;
}

}  // namespace

Result<LoadedModel> load_shop_model(const std::filesystem::path& shop, const std::string& model_id) {
  MOSHAVER_TRY(opened, open_model_directory(shop / "models" / model_id));
  MOSHAVER_TRY(model, load_model(opened));
  return LoadedModel{std::move(opened), std::move(model)};
}

Result<LoadedModel> load_current_model(const std::filesystem::path& shop) {
  MOSHAVER_TRY(id, read_current(shop / "models"));
  return load_shop_model(shop, id);
}

Result<std::shared_ptr<const AnsweringModel>> answering_model(LoadedModel loaded, const Dataset& data,
                                                              const ProductGroups& groups, SearchIndex index) {
  const Manifest& manifest = loaded.opened.manifest;
  MOSHAVER_CHECK(check_products(loaded.opened, data.products));
  Histories grouped;  // only if there are variants
  if (!groups.empty()) {
    grouped = data.histories;
    group(groups, grouped);
  }
  MOSHAVER_TRY(ranker,
               Ranker::build(std::move(loaded.model), groups.empty() ? data.histories : grouped, index_kind(index)));
  const ModelDescription description = describe_model(manifest, ranker);
  return std::make_shared<const AnsweringModel>(AnsweringModel{std::move(ranker), description});
}

Result<std::shared_ptr<const LiveSlots>> load_slots(const Store& store) {
  auto slots = std::make_shared<LiveSlots>();
  MOSHAVER_TRY(known, store.knows_slots());
  if (known) slots->set_known();
  std::vector<ServiceSlot> of_one;
  std::uint32_t product = 0;
  const auto put = [&] {
    if (!of_one.empty()) slots->set(product, std::move(of_one));
    of_one.clear();
  };
  MOSHAVER_CHECK(store.visit_slots(std::nullopt, [&](std::uint32_t row, const ServiceSlot& slot) {
    if (row != product) put();
    product = row;
    of_one.push_back(slot);
  }));
  put();
  return slots;
}

Result<std::shared_ptr<const LiveContracts>> load_contracts(const Store& store, const TimeZone& zone) {
  std::unordered_map<std::string, std::shared_ptr<Contract>> found;
  MOSHAVER_CHECK(store.visit_contracts([&](const ContractTermRecord& term) {
    auto& contract = found[std::string(term.account_id)];
    if (!contract) contract = std::make_shared<Contract>();
    contract->add(term, zone);
  }));
  return std::make_shared<const LiveContracts>(found.begin(), found.end());
}

Result<ShopState> load_shop_state(LoadedModel loaded, Store& store, std::optional<Snapshot>& snapshot,
                                  SearchIndex index, const ProgressSink& progress) {
  auto read = snapshot ? read_by_snapshot(store, *snapshot) : read_whole(store, progress);
  if (!read) return tl::unexpected(read.error());
  ShopData& shop = *read;
  MOSHAVER_TRY(attributes, store.customer_attributes());
  const std::uint32_t known = shop.data.customers.size();
  for (std::uint32_t at = 0; at < shop.newer_customers.size(); ++at) {
    const CustomerAttributes given = attributes.of(known + at);
    if (given != CustomerAttributes{})
      shop.customers->put_attributes(shop.newer_customers[at], std::make_shared<const CustomerAttributes>(given));
  }
  auto base = std::make_shared<ShopBase>(ShopBase{
      std::move(shop.data), std::move(shop.events), std::move(attributes), {}, std::move(shop.merges), false, {}});
  std::vector<LiveProduct> products(base->data.products.size());
  for (std::uint32_t row = 0; row < products.size(); ++row) products[row].product_id = base->data.products.key(row);
  FoldCache cache;
  MOSHAVER_CHECK(
      store.visit_products(std::nullopt, [&](std::uint32_t row, const ProductRecord& product, bool withdrawn) {
        if (row < products.size()) products[row] = live_product(product, withdrawn, &cache);
      }));
  base->has_feedback = has_feedback(base->events.all());
  base->gifts = std::move(shop.gifts);
  index_gifts(*base);
  for (std::uint32_t row = 0; row < std::min(base->attributes.size(), base->data.customers.size()); ++row) {
    const std::string account = base->attributes.of(row).account_id;
    if (!account.empty()) base->members[account].push_back(row);
  }
  ShopState served;
  served.base = base;
  served.catalogue = std::make_shared<const LiveCatalogue>(std::shared_ptr<const KeyMap>(base, &base->data.products),
                                                           std::move(products));
  if (!served.catalogue->groups().empty()) base->variant_buyers = buyers_by_product(base->data.histories);
  MOSHAVER_TRY(model, answering_model(std::move(loaded), base->data, served.catalogue->groups(), index));
  served.model = model;
  served.customers = std::move(shop.customers);
  served.gifts = std::move(shop.live_gifts);
  served.feedback = std::make_shared<LiveFeedback>(base->events, base->data.histories, *served.catalogue);
  served.customers->visit([&](const std::string& id, const LiveCustomer& customer) {
    const auto row = base->data.customers.find(id);
    served.feedback->change(id, row ? base->events.of(*row) : std::span<const HistoryEvent>(), customer.events());
  });
  for (std::uint32_t item = 0; item < base->times_given.size(); ++item) {
    if (base->times_given[item] > 0) served.feedback->add_gifts(ItemId{item}, base->times_given[item]);
  }
  for (const LiveGifts::Given& given : served.gifts->all()) {
    if (given.gift.returned == 0) served.feedback->add_gifts(ItemId{given.gift.item}, 1);
  }
  MOSHAVER_TRY(slots, load_slots(store));
  served.slots = slots;
  return served;
}

Result<ShopState> read_shop_state(const std::filesystem::path& shop, SearchIndex index, const ProgressSink& progress) {
  MOSHAVER_TRY(store, Store::open(shop));
  MOSHAVER_TRY(model, load_current_model(shop));
  MOSHAVER_TRY(settings, LiveSettings::open(shop));
  std::optional<Snapshot> none;
  MOSHAVER_TRY(state, load_shop_state(std::move(model), store, none, index, progress));
  state.settings = settings;
  MOSHAVER_TRY(contracts, load_contracts(store, settings->current()->time_zone));
  state.contracts = contracts;
  return std::move(state);
}

Result<ShopState> read_model_state(const std::filesystem::path& directory, SearchIndex index) {
  MOSHAVER_TRY(opened, open_model_directory(directory));
  MOSHAVER_TRY(model, load_model(opened));
  MOSHAVER_TRY(data, load_dataset(opened));
  std::vector<LiveProduct> products(data.products.size());
  for (std::uint32_t row = 0; row < products.size(); ++row) {
    products[row].product_id = data.products.key(row);
    products[row].title = data.title(ItemId{row});
  }
  MOSHAVER_TRY(answering, answering_model({std::move(opened), std::move(model)}, data, {}, index));
  auto base = std::make_shared<const ShopBase>(ShopBase{std::move(data), {}, {}, {}, {}, false, {}});
  ShopState state;
  state.base = base;
  state.model = answering;
  state.catalogue = std::make_shared<const LiveCatalogue>(std::shared_ptr<const KeyMap>(base, &base->data.products),
                                                          std::move(products));
  state.customers = std::make_shared<LiveCustomers>();
  state.settings = std::make_shared<LiveSettings>();
  state.has_catalogue = false;
  return state;
}

}  // namespace moshaver
