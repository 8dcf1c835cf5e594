#include "engine/live/customer_facts.hpp"

namespace moshaver {

CustomerFacts facts_of(const CustomerRecord& record) {
  return {std::string(record.region), std::string(record.account_id), std::string(record.language)};
}

Result<std::shared_ptr<LiveCustomerFacts>> LiveCustomerFacts::load(const Store& store, std::uint32_t rows) {
  auto facts = std::make_shared<LiveCustomerFacts>();
  std::unordered_map<std::string, std::uint32_t> places = {{"", 0}};
  const auto place_of = [&](std::string_view text) {
    if (text.empty()) return std::uint32_t{0};
    const auto [found, is_new] =
        places.try_emplace(std::string(text), static_cast<std::uint32_t>(facts->texts_.size()));
    if (is_new) facts->texts_.emplace_back(text);
    return found->second;
  };
  MOSHAVER_CHECK(store.visit_customer_facts([&](std::uint32_t row, const CustomerRecord& customer) {
    if (row >= rows) {
      facts->changed_.emplace(std::string(customer.customer_id), facts_of(customer));
      return;
    }
    if (facts->rows_.size() <= row) facts->rows_.resize(row + std::size_t{1});
    facts->rows_[row] = {place_of(customer.region), place_of(customer.account_id), place_of(customer.language)};
  }));
  return facts;
}

CustomerFacts LiveCustomerFacts::find(const std::string& customer_id, std::optional<std::uint32_t> row) const {
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = changed_.find(customer_id); found != changed_.end()) return found->second;
  }
  if (!row || *row >= rows_.size()) return {};
  const Row& places = rows_[*row];
  return {texts_[places[0]], texts_[places[1]], texts_[places[2]]};
}

void LiveCustomerFacts::put(const std::string& customer_id, CustomerFacts facts) {
  const std::unique_lock lock(mutex_);
  changed_[customer_id] = std::move(facts);
}

}  // namespace moshaver
