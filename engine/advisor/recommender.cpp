// moshaver/recommender.hpp: keys to rows, history to answer, terms to reasons.
#include "moshaver/recommender.hpp"

#include <algorithm>

#include "engine/advice/reasons.hpp"
#include "engine/artifact/model_directory.hpp"
#include "engine/data/dataset.hpp"
#include "engine/live/opened_model.hpp"
#include "engine/model/model_io.hpp"
#include "engine/parallel/parallel_for.hpp"
#include "engine/ranking/ranker.hpp"
#include "engine/ranking/relations.hpp"
#include "engine/ranking/searched_factors.hpp"
#include "engine/store/store.hpp"

namespace moshaver {

struct Recommender::State {
  Dataset data;
  Ranker ranker;
  ModelDescription description;

  [[nodiscard]] Result<ItemId> item(const std::string& product_id) const {
    const auto row = data.products.find(product_id);
    if (!row) return failure(ErrorCode::unknown_item, "no product \"" + product_id + "\" in this shop or model");
    return ItemId{*row};
  }

  [[nodiscard]] RecommendedItem describe(const ScoredItem& scored, std::size_t rank) const {
    RecommendedItem item;
    item.product_id = data.products.key(scored.item.row);
    item.title = data.title(scored.item);
    item.rank = rank;
    item.score = static_cast<double>(scored.score);
    return item;
  }

  // With reasons, if the query that gave the answer is there to give them.
  [[nodiscard]] Recommendation describe(std::string customer_id, const CustomerState& customer,
                                        std::span<const ScoredItem> answer, const RecommendOptions& options,
                                        Query* query) const {
    Recommendation recommendation;
    recommendation.customer_id = std::move(customer_id);
    recommendation.known = ranker.knows_any(customer.history);
    const std::optional<Confidence> confidence = ranker.confidence(customer);
    for (const ScoredItem& scored : answer) {
      RecommendedItem item = describe(scored, recommendation.items.size() + 1);
      if (confidence) item.confidence = confidence->of(scored.score);
      if (query != nullptr) {
        const auto terms = query->evidence(scored.item);
        item.reasons = make_reasons(terms, options.max_reasons, customer.history, data);
      }
      recommendation.items.push_back(std::move(item));
    }
    return recommendation;
  }

  [[nodiscard]] std::vector<RecommendedItem> describe(std::span<const ScoredItem> answer) const {
    std::vector<RecommendedItem> items;
    for (const ScoredItem& scored : answer) items.push_back(describe(scored, items.size() + 1));
    return items;
  }

  [[nodiscard]] Result<std::vector<RecommendedItem>> related_to(const std::string& product_id, std::size_t count,
                                                                const std::optional<SparseRows>& rows,
                                                                const char* lacking) const {
    MOSHAVER_TRY(row, item(product_id));
    if (!rows) {
      return failure(ErrorCode::not_found, "model " + description.id + " was trained on data that tells " + lacking +
                                               ": import order_id or timestamps, and train again");
    }
    return describe(related(*rows, row, count));
  }

  [[nodiscard]] Recommendation answer(std::string customer_id, const CustomerState& customer,
                                      const RecommendOptions& options) const {
    const std::vector<ItemId> left_out = excluded(customer, options.include_purchased);
    const auto query = ranker.query(customer);
    const auto items = query->top(options.count, {left_out});
    return describe(std::move(customer_id), customer, items, options, options.explain ? query.get() : nullptr);
  }

  [[nodiscard]] CustomerState customer(const std::string& customer_id) const {
    const auto row = data.customers.find(customer_id);
    if (!row) return {};
    return {data.histories.of(UserId{*row}), UserId{*row}};
  }

  [[nodiscard]] std::vector<ItemId> excluded(const CustomerState& customer, bool include_purchased) const {
    const auto hidden = customer.user ? data.histories.hidden_of(*customer.user) : std::span<const ItemId>();
    return excluded_items(customer.history, hidden, include_purchased);
  }
};

Recommender::Recommender(std::unique_ptr<State> state) : state_(std::move(state)) {}
Recommender::Recommender(Recommender&&) noexcept = default;
Recommender& Recommender::operator=(Recommender&&) noexcept = default;
Recommender::~Recommender() = default;

Result<Recommender> Recommender::open_shop(const std::filesystem::path& shop, SearchIndex index,
                                           const ProgressSink& progress) {
  MOSHAVER_TRY(store, Store::open(shop));
  MOSHAVER_TRY(id, read_current(shop / "models"));
  MOSHAVER_TRY(opened, open_model_directory(shop / "models" / id));
  MOSHAVER_TRY(model, load_model(opened));
  MOSHAVER_TRY(table, store.read(progress));
  Dataset data = make_dataset(std::move(table));
  MOSHAVER_CHECK(check_products(opened, data.products));
  MOSHAVER_TRY(ranker, Ranker::build(std::move(model), data.histories, index_kind(index)));
  const ModelDescription description = describe_model(opened.manifest, ranker);
  return Recommender(std::make_unique<State>(State{std::move(data), std::move(ranker), description}));
}

Result<Recommender> Recommender::open_model(const std::filesystem::path& directory, SearchIndex index) {
  MOSHAVER_TRY(opened, open_model_directory(directory));
  MOSHAVER_TRY(model, load_model(opened));
  MOSHAVER_TRY(data, load_dataset(opened));
  MOSHAVER_TRY(ranker, Ranker::build(std::move(model), data.histories, index_kind(index)));
  const ModelDescription description = describe_model(opened.manifest, ranker);
  return Recommender(std::make_unique<State>(State{std::move(data), std::move(ranker), description}));
}

Recommendation Recommender::recommend(const std::string& customer_id, const RecommendOptions& options) const {
  return state_->answer(customer_id, state_->customer(customer_id), options);
}

Result<Recommendation> Recommender::recommend_for_history(std::span<const std::string> product_ids,
                                                          const RecommendOptions& options) const {
  std::vector<Purchase> history;
  for (const std::string& product_id : product_ids) {
    MOSHAVER_TRY(item, state_->item(product_id));
    history.push_back({item, 0, static_cast<std::uint32_t>(history.size()), 1});
  }
  return state_->answer("", {history, std::nullopt}, options);
}

void Recommender::recommend_many(std::span<const std::string> customer_ids, const RecommendOptions& options,
                                 std::size_t threads, const std::function<bool(const Recommendation&)>& on_answer,
                                 const ProgressSink& progress) const {
  constexpr std::size_t batch = 256;
  threads = thread_count_or_all(threads);
  // A few batches a thread at a time: answers come back in order and memory stays small.
  const std::size_t wave = batch * threads * 4;
  for (std::size_t begin = 0; begin < customer_ids.size(); begin += wave) {
    const auto ids = customer_ids.subspan(begin, std::min(wave, customer_ids.size() - begin));
    std::vector<Recommendation> answers(ids.size());
    parallel_for(ids.size(), batch, threads, [&](std::size_t first, std::size_t last, std::size_t) {
      if (options.explain) {
        for (std::size_t at = first; at < last; ++at) {
          answers[at] = state_->answer(ids[at], state_->customer(ids[at]), options);
        }
        return;
      }
      std::vector<CustomerState> customers;
      std::vector<std::vector<ItemId>> excluded;
      std::vector<Exclusions> exclusions;
      for (std::size_t at = first; at < last; ++at) {
        customers.push_back(state_->customer(ids[at]));
        excluded.push_back(state_->excluded(customers.back(), options.include_purchased));
      }
      for (const auto& items : excluded) exclusions.push_back({items});
      const auto scored = state_->ranker.top_batch(customers, options.count, exclusions);
      for (std::size_t at = first; at < last; ++at) {
        answers[at] = state_->describe(ids[at], customers[at - first], scored[at - first], options, nullptr);
      }
    });
    for (const Recommendation& answer : answers) {
      if (!on_answer(answer)) return;
    }
    report(progress, {"recommending", begin + ids.size(), customer_ids.size(), "customers"});
  }
}

std::vector<std::string> Recommender::customer_ids() const {
  std::vector<std::string> ids;
  const Dataset& data = state_->data;
  for (std::uint32_t row = 0; row < data.customers.size(); ++row) {
    if (row >= data.idle.size() || !data.idle[row]) ids.emplace_back(data.customers.key(row));
  }
  return ids;
}

Result<std::vector<RecommendedItem>> Recommender::similar(const std::string& product_id, std::size_t count) const {
  MOSHAVER_TRY(item, state_->item(product_id));
  return state_->describe(state_->ranker.similar(item, count, {}));
}

Result<std::vector<RecommendedItem>> Recommender::complements(const std::string& product_id, std::size_t count) const {
  return state_->related_to(product_id, count, state_->ranker.model().relations.complements, "no orders");
}

Result<std::vector<RecommendedItem>> Recommender::alternatives(const std::string& product_id, std::size_t count) const {
  return state_->related_to(product_id, count, state_->ranker.model().relations.substitutes,
                            "neither orders nor sessions");
}

Result<Explanation> Recommender::explain(const std::string& customer_id, const std::string& product_id) const {
  MOSHAVER_TRY(item, state_->item(product_id));
  const CustomerState customer = state_->customer(customer_id);
  if (customer.history.empty()) {
    return failure(ErrorCode::not_found,
                   "customer \"" + customer_id + "\" has no history here: there is nothing to explain by");
  }
  Explanation explanation;
  const auto hidden = state_->data.histories.hidden_of(*customer.user);
  explanation.hidden = std::binary_search(hidden.begin(), hidden.end(), item);
  const auto owned = excluded_items(customer.history, {}, false);
  explanation.owned = std::binary_search(owned.begin(), owned.end(), item);
  // What the customer has is ranked among everything, what is new among what is new.
  std::vector<ItemId> excluded = state_->excluded(customer, explanation.owned);
  std::erase(excluded, item);
  const auto query = state_->ranker.query(customer);
  const auto ranking = query->top(state_->data.products.size(), {excluded});
  explanation.candidates = ranking.size();
  const auto place =
      std::find_if(ranking.begin(), ranking.end(), [&](const ScoredItem& scored) { return scored.item == item; });
  explanation.item = state_->describe(*place, static_cast<std::size_t>(place - ranking.begin()) + 1);
  if (const auto confidence = state_->ranker.confidence(customer)) {
    explanation.item.confidence = confidence->of(place->score);
  }
  const auto terms = query->evidence(item);
  explanation.item.reasons = make_reasons(terms, terms.size(), customer.history, state_->data);
  return explanation;
}

const ModelDescription& Recommender::model() const { return state_->description; }

}  // namespace moshaver
