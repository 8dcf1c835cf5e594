#include "engine/advisor/served.hpp"

#include "engine/advisor/opened_model.hpp"
#include "engine/artifact/model_directory.hpp"
#include "engine/artifact/model_io.hpp"

namespace moshaver {

std::string account_of(const Served& served, const std::string& customer_id) {
  std::string id = customer_id;
  // Merges cannot make a ring (merge_customers sees to it); should a damaged shop hold one, the walk ends.
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

CurrentCustomer find_customer(const Served& served, const std::string& customer_id) {
  CurrentCustomer customer;
  customer.id = account_of(served, customer_id);
  if (const auto row = served.base->data.customers.find(customer.id)) customer.user = UserId{*row};
  customer.live = served.customers->find(customer.id);
  if (customer.live) {
    const OneHistory& history = customer.live->history();
    customer.history = history.purchases;
    customer.hidden = history.hidden;
  } else if (customer.user) {
    customer.history = served.base->data.histories.of(*customer.user);
    customer.hidden = served.base->data.histories.hidden_of(*customer.user);
  }
  return customer;
}

std::vector<HistoryEvent> events_of(const Served& served, const std::string& account_id) {
  if (const auto live = served.customers->find(account_id)) return live->events();
  const auto row = served.base->data.customers.find(account_id);
  if (!row) return {};
  const auto events = served.base->events.of(*row);
  return {events.begin(), events.end()};
}

Result<std::shared_ptr<const AnsweringModel>> load_answering_model(const std::filesystem::path& shop,
                                                                   const std::string& model_id, const Dataset& data,
                                                                   SearchIndex index) {
  MOSHAVER_TRY(opened, open_model_directory(shop / "models" / model_id));
  if (opened.manifest.data.products > data.products.size()) {
    return failure(ErrorCode::invalid_argument, "the model " + model_id + " knows more products than the shop had");
  }
  MOSHAVER_TRY(model, load_model(opened));
  MOSHAVER_CHECK(check_products(opened, data.products));
  MOSHAVER_TRY(ranker, Ranker::build(std::move(model), data.histories, index_kind(index)));
  const ModelDescription description = describe_model(opened.manifest, ranker);
  return std::make_shared<const AnsweringModel>(AnsweringModel{std::move(ranker), description});
}

Result<Served> load_served(const std::filesystem::path& shop, Store& store, SearchIndex index,
                           const ProgressSink& progress) {
  MOSHAVER_TRY(id, read_current(shop / "models"));
  MOSHAVER_TRY(merges, store.merges());
  MOSHAVER_TRY(table, store.read(progress));
  CustomerEvents events(table);
  Dataset data = make_dataset(std::move(table));
  data.titles = {};
  data.catalogue = {};
  MOSHAVER_TRY(model, load_answering_model(shop, id, data, index));
  auto base = std::make_shared<const ShopBase>(ShopBase{std::move(data), std::move(events), std::move(merges)});
  std::vector<LiveProduct> products(base->data.products.size());
  for (std::uint32_t row = 0; row < products.size(); ++row) products[row].product_id = base->data.products.key(row);
  FoldedBefore memo;
  MOSHAVER_CHECK(
      store.visit_products(std::nullopt, [&](std::uint32_t row, const ProductRecord& product, bool withdrawn) {
        if (row < products.size()) products[row] = live_product(product, withdrawn, &memo);
      }));
  Served served;
  served.base = base;
  served.model = model;
  served.catalogue = std::make_shared<const LiveCatalogue>(std::shared_ptr<const KeyMap>(base, &base->data.products),
                                                           std::move(products));
  served.customers = std::make_shared<LiveCustomers>();
  return served;
}

}  // namespace moshaver
