// Implements moshaver/advisor.hpp: engine/advice answers, engine/live writes.
#include "moshaver/advisor.hpp"

#include "engine/advice/advice_ids.hpp"
#include "engine/advice/answer.hpp"
#include "engine/advice/audience.hpp"
#include "engine/advice/describe.hpp"
#include "engine/advice/frequency_cap.hpp"
#include "engine/advice/occasions.hpp"
#include "engine/advice/texts.hpp"
#include "engine/live/live_shop.hpp"

namespace moshaver {

struct Advisor::State {
  std::unique_ptr<LiveShop> shop;
  AdviceIds ids;
};

Advisor::Advisor(std::unique_ptr<State> state) : state_(std::move(state)) {}
Advisor::Advisor(Advisor&&) noexcept = default;
Advisor& Advisor::operator=(Advisor&&) noexcept = default;
Advisor::~Advisor() = default;

Result<Advisor> Advisor::open(const std::filesystem::path& directory, const AdvisorOptions& options) {
  MOSHAVER_TRY(shop, LiveShop::open(directory, options));
  auto state = std::make_unique<State>();
  state->shop = std::move(shop);
  return Advisor(std::move(state));
}

Result<Advice> Advisor::advise(const AdviceRequest& request) const {
  const std::shared_ptr<const ShopState> shop = state_->shop->state();
  const std::int64_t now = state_->shop->now();
  MOSHAVER_TRY(advice, answer(*shop, request, now));
  count_as_shown(*shop, request, advice, now);
  advice.advice_id = state_->ids.next();
  return std::move(advice);
}

Result<Audience> Advisor::audience(const AudienceRequest& request) const {
  return find_audience(*state_->shop->state(), request);
}

Result<UpcomingOccasions> Advisor::occasions(const OccasionsRequest& request) const {
  LiveShop& shop = *state_->shop;
  // A connection of its own: it reads for seconds, and readers of single records must not wait.
  MOSHAVER_TRY(store, Store::open(shop.directory()));
  const OccasionReader reader{store, [&](const std::string& id) { return shop.customer_row(id); }};
  return find_occasions(*shop.state(), reader, request, shop.now(), [&] { return state_->ids.next(); });
}

Result<std::vector<EventResult>> Advisor::record(std::span<const Event> events) {
  MOSHAVER_TRY(results, state_->shop->record(events));
  const std::shared_ptr<const ShopState> shop = state_->shop->state();
  for (std::size_t at = 0; at < results.size(); ++at) {
    if (results[at].status == EventStatus::rejected) continue;
    const CustomerAttributes customer = attributes_of(*shop, account_of(*shop, events[at].customer_id));
    results[at].text = effect_text(language_of(*shop, {}, customer.language), results[at].effect);
  }
  return std::move(results);
}

Result<bool> Advisor::put_product(const Product& product) { return state_->shop->put_product(product); }
Result<void> Advisor::patch_product(const Product& changes, std::span<const std::string> cleared) {
  return state_->shop->patch_product(changes, cleared);
}
Result<Product> Advisor::product(const std::string& id) const { return state_->shop->product(id); }
Result<void> Advisor::withdraw_product(const std::string& id) { return state_->shop->withdraw_product(id); }

Result<std::vector<SlotState>> Advisor::put_slots(const std::string& product_id, std::span<const Slot> slots) {
  return state_->shop->put_slots(product_id, slots);
}
Result<void> Advisor::put_contract(const std::string& account_id, std::span<const ContractTerm> terms) {
  return state_->shop->put_contract(account_id, terms);
}
Result<void> Advisor::end_contract(const std::string& account_id) { return state_->shop->end_contract(account_id); }

Result<bool> Advisor::put_customer(const Customer& customer) { return state_->shop->put_customer(customer); }
Result<void> Advisor::patch_customer(const Customer& changes, std::span<const std::string> cleared) {
  return state_->shop->patch_customer(changes, cleared);
}
Result<CustomerProfile> Advisor::customer(const std::string& id) const {
  LiveShop& shop = *state_->shop;
  MOSHAVER_TRY(profile, shop.customer(id));
  if (!profile.merged_into.empty()) return std::move(profile);
  const auto row = shop.customer_row(id);
  MOSHAVER_CHECK(shop.read([&](const Store& store) -> Result<void> {
    const OccasionReader reader{store, [&](const std::string&) { return row; }};
    MOSHAVER_TRY(occasions, occasions_of(*shop.state(), reader, id, shop.now()));
    profile.occasions = std::move(occasions);
    return {};
  }));
  return std::move(profile);
}
Result<bool> Advisor::put_occasion(const Occasion& occasion) { return state_->shop->put_occasion(occasion); }
Result<void> Advisor::remove_occasion(const std::string& customer_id, const std::string& occasion) {
  return state_->shop->remove_occasion(customer_id, occasion);
}
Result<void> Advisor::erase_customer(const std::string& id) { return state_->shop->erase_customer(id); }
Result<void> Advisor::merge_customers(const std::string& guest_id, const std::string& account_id) {
  return state_->shop->merge_customers(guest_id, account_id);
}

Result<void> Advisor::switch_model(const std::string& model_id) { return state_->shop->switch_model(model_id); }
Result<bool> Advisor::follow_model() { return state_->shop->follow_model(); }
Result<void> Advisor::reload() { return state_->shop->reload(); }
ModelDescription Advisor::model() const { return state_->shop->state()->model->description; }
Result<std::string> Advisor::named_model() const { return state_->shop->named_model(); }
AdvisorStatus Advisor::status() const { return state_->shop->status(); }
const std::filesystem::path& Advisor::shop() const { return state_->shop->directory(); }

}  // namespace moshaver
