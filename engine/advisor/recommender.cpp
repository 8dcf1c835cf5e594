// Implements moshaver/recommender.hpp: loads a shop or a model as one state; engine/advice answers from it.
#include "moshaver/recommender.hpp"

#include <chrono>

#include "engine/advice/advice_ids.hpp"
#include "engine/advice/answer.hpp"
#include "engine/advice/explanation.hpp"
#include "engine/advice/occasions.hpp"
#include "engine/live/shop_state.hpp"

namespace moshaver {

namespace {

std::int64_t clock_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

struct Recommender::State {
  ShopState shop;
  AdviceIds ids;
  std::filesystem::path directory = {};  // of the shop; empty: a model alone
};

Recommender::Recommender(std::unique_ptr<State> state) : state_(std::move(state)) {}
Recommender::Recommender(Recommender&&) noexcept = default;
Recommender& Recommender::operator=(Recommender&&) noexcept = default;
Recommender::~Recommender() = default;

Result<Recommender> Recommender::open_shop(const std::filesystem::path& directory, SearchIndex index,
                                           const ProgressSink& progress) {
  auto state = std::make_unique<State>();
  MOSHAVER_TRY(shop, read_shop_state(directory, index, progress));
  state->shop = std::move(shop);
  state->directory = directory;
  return Recommender(std::move(state));
}

Result<Recommender> Recommender::open_model(const std::filesystem::path& directory, SearchIndex index) {
  auto state = std::make_unique<State>();
  MOSHAVER_TRY(shop, read_model_state(directory, index));
  state->shop = std::move(shop);
  return Recommender(std::move(state));
}

Result<Advice> Recommender::advise(const AdviceRequest& request) const {
  MOSHAVER_TRY(advice, answer(state_->shop, request, clock_seconds()));
  advice.advice_id = state_->ids.next();
  return std::move(advice);
}

Result<void> Recommender::advise_many(std::span<const std::string> customer_ids, const AdviceRequest& request,
                                      std::size_t threads, const std::function<bool(const Advice&)>& on_answer,
                                      const ProgressSink& progress) const {
  const auto with_id = [&](Advice& advice) {
    advice.advice_id = state_->ids.next();
    return on_answer(advice);
  };
  return answer_many(state_->shop, customer_ids, request, clock_seconds(), threads, with_id, progress);
}

Result<UpcomingOccasions> Recommender::occasions(const OccasionsRequest& request) const {
  if (state_->directory.empty()) {
    return failure(ErrorCode::invalid_argument, "occasions need a shop; use the shop instead of the model", "shop");
  }
  MOSHAVER_TRY(store, Store::open(state_->directory));
  const KeyMap& customers = state_->shop.base->data.customers;
  const OccasionReader reader{store, [&](const std::string& id) { return customers.find(id); }};
  return find_occasions(state_->shop, reader, request, clock_seconds(), [&] { return state_->ids.next(); });
}

std::vector<std::string> Recommender::customer_ids() const {
  std::vector<std::string> ids;
  const Dataset& data = state_->shop.base->data;
  for (std::uint32_t row = 0; row < data.customers.size(); ++row) {
    if (row >= data.idle.size() || !data.idle[row]) ids.emplace_back(data.customers.key(row));
  }
  return ids;
}

Result<Explanation> Recommender::explain(const std::string& customer_id, const std::string& product_id,
                                         const std::string& language) const {
  return moshaver::explain(state_->shop, customer_id, product_id, language);
}

const ModelDescription& Recommender::model() const { return state_->shop.model->description; }

}  // namespace moshaver
