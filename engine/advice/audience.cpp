#include "engine/advice/audience.hpp"

#include <algorithm>

#include "engine/ingest/checked_records.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/ranking/candidate_items.hpp"
#include "engine/ranking/relations.hpp"
#include "moshaver/advice_fields.hpp"

namespace moshaver {

namespace {

constexpr std::size_t neighbours = 50;

// Keeps `count` evenly spaced elements, so that neither old nor new customers are preferred.
template <class T>
void sample_evenly(std::vector<T>& all, std::size_t count) {
  if (all.size() <= count) return;
  for (std::size_t at = 0; at < count; ++at) std::swap(all[at], all[at * all.size() / count]);
  all.resize(count);
}

class AudienceSearch {
 public:
  AudienceSearch(const ShopState& served, const AudienceRequest& request, ItemId item)
      : served_(served), request_(request), item_(item), related_(related_items()) {}

  Audience run() {
    const auto& data = served_.base->data;
    for (std::uint32_t row = 0; row < data.customers.size(); ++row) {
      if (served_.base->merges.contains(row) || data.histories.is_internal(UserId{row})) continue;
      consider(std::string(data.customers.key(row)));
    }
    std::vector<std::string> newcomers;
    served_.customers->visit([&](const std::string& id, const LiveCustomer&) {
      if (!data.customers.find(id)) newcomers.push_back(id);
    });
    std::sort(newcomers.begin(), newcomers.end());
    for (const std::string& id : newcomers) consider(id);
    audience_.near = near_.size();
    sample_evenly(near_, request_.most_scored);
    sample_evenly(others_, request_.most_scored - near_.size());
    near_.insert(near_.end(), others_.begin(), others_.end());
    for (const std::string& id : near_) score(id);
    audience_.scored = near_.size();
    audience_.model_id = served_.model->description.id;
    rank();
    return std::move(audience_);
  }

 private:
  // The product and its nearest similar products, complements and substitutes.
  [[nodiscard]] RowSet related_items() const {
    RowSet related_rows(served_.catalogue->size());
    related_rows.add(item_.row);
    const Ranker& ranker = served_.model->ranker;
    if (item_.row < served_.base->data.products.size()) {
      const auto add = [&](const std::vector<ScoredItem>& items) {
        for (const ScoredItem& one : items) related_rows.add(one.item.row);
      };
      add(ranker.similar(item_, neighbours, {}));
      const Relations& relations = ranker.model().relations;
      if (relations.complements) add(related(*relations.complements, item_, neighbours));
      if (relations.substitutes) add(related(*relations.substitutes, item_, neighbours));
    }
    return related_rows;
  }

  void consider(const std::string& id) {
    const CurrentCustomer customer = find_customer(served_, id);
    if (customer.id != id || customer.history.empty() || !customer.attributes.consent.audience) return;
    if (std::binary_search(customer.hidden.begin(), customer.hidden.end(), item_)) return;
    bool owns = false, near = false;
    for (const Purchase& purchase : customer.history) {
      owns |= purchase.item == item_ && purchase.quantity > 0;
      near |= purchase.item.row < served_.catalogue->size() && related_.contains(purchase.item.row);
    }
    if (owns && !request_.include_purchased) return;
    ++audience_.considered;
    (near ? near_ : others_).push_back(id);
  }

  void score(const std::string& id) {
    const CurrentCustomer customer = find_customer(served_, id);
    const std::uint32_t known = served_.base->data.products.size();
    std::vector<Purchase> history;
    std::copy_if(customer.history.begin(), customer.history.end(), std::back_inserter(history),
                 [&](const Purchase& purchase) { return purchase.item.row < known; });
    const CustomerState state{history, customer.user};
    Audience::Member member;
    member.customer_id = id;
    if (item_.row < known) {
      const CandidateItems candidates(std::span(&item_, 1), known);
      float score = 0;
      served_.model->ranker.query(state)->score(candidates, std::span(&score, 1));
      member.score = static_cast<double>(score);
      if (const auto confidence = served_.model->ranker.confidence(state))
        member.confidence = confidence->of(item_, score);
    }
    audience_.customers.push_back(std::move(member));
  }

  void rank() {
    auto& all = audience_.customers;
    std::stable_sort(all.begin(), all.end(), [](const Audience::Member& a, const Audience::Member& b) {
      const double first = a.confidence.value_or(-1), second = b.confidence.value_or(-1);
      return first != second ? first > second : a.score > b.score;
    });
    if (all.size() > request_.count) all.resize(request_.count);
    for (std::size_t at = 0; at < all.size(); ++at) all[at].rank = at + 1;
  }

  const ShopState& served_;
  const AudienceRequest& request_;
  ItemId item_;
  RowSet related_;
  std::vector<std::string> near_, others_;
  Audience audience_;
};

}  // namespace

Result<Audience> find_audience(const ShopState& served, const AudienceRequest& request) {
  MOSHAVER_CHECK(check_fields(request));
  const auto item = served.catalogue->find(request.product_id);
  if (!item) {
    return failure(ErrorCode::unknown_item, "no product \"" + display_text(request.product_id) + "\" in this shop",
                   "product_id");
  }
  return AudienceSearch(served, request, served.catalogue->groups().head(*item)).run();
}

}  // namespace moshaver
