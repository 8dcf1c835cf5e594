#include "engine/advice/list_budget.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/advice/variants.hpp"

namespace moshaver {

namespace {

constexpr std::size_t least_candidates = 300;
constexpr std::size_t most_steps = 20'000;

std::int64_t exact_price(double price) { return std::llround(price * 1e4); }

// Of candidates with whole prices, a list of exactly `count`.
class ListSearch {
 public:
  ListSearch(std::span<const PricedCandidate> candidates, std::int64_t budget)
      : candidates_(candidates), budget_(budget) {
    for (const PricedCandidate& one : candidates) prices_.push_back(exact_price(one.price));
  }

  BudgetedChoice run(std::size_t most) {
    BudgetedChoice choice;
    count_ = affordable(most);
    if (count_ == 0) return choice;
    start_with_greedy();
    order_by_reduced_value(multiplier());
    chosen_.resize(count_);
    search(0, 0, 0, 0);
    choice.places = best_;
    std::sort(choice.places.begin(), choice.places.end());
    choice.is_exact = steps_ <= most_steps;
    return choice;
  }

 private:
  // How many of the cheapest are within the budget.
  [[nodiscard]] std::size_t affordable(std::size_t most) const {
    std::vector<std::int64_t> cheapest = prices_;
    std::sort(cheapest.begin(), cheapest.end());
    std::size_t count = 0;
    for (std::int64_t left = budget_; count < std::min(most, cheapest.size()) && cheapest[count] <= left; ++count) {
      left -= cheapest[count];
    }
    return count;
  }

  // By value, each that leaves enough for the cheapest of those behind it.
  void start_with_greedy() {
    std::vector<std::size_t> by_value(prices_.size()), by_price(prices_.size());
    std::iota(by_value.begin(), by_value.end(), 0);
    std::iota(by_price.begin(), by_price.end(), 0);
    std::stable_sort(by_value.begin(), by_value.end(),
                     [&](std::size_t a, std::size_t b) { return candidates_[a].value > candidates_[b].value; });
    std::stable_sort(by_price.begin(), by_price.end(),
                     [&](std::size_t a, std::size_t b) { return prices_[a] < prices_[b]; });
    std::vector<bool> decided(prices_.size());
    std::int64_t left = budget_;
    for (const std::size_t at : by_value) {
      decided[at] = true;
      std::int64_t rest = 0;
      std::size_t missing = count_ - best_.size() - 1;
      for (auto cheap = by_price.begin(); missing > 0 && cheap != by_price.end(); ++cheap) {
        if (decided[*cheap]) continue;
        rest += prices_[*cheap];
        --missing;
      }
      if (missing > 0 || prices_[at] + rest > left) continue;
      best_.push_back(at);
      best_value_ += candidates_[at].value;
      left -= prices_[at];
      if (best_.size() == count_) return;
    }
  }

  [[nodiscard]] double reduced(std::size_t at, double multiplier) const {
    return candidates_[at].value - multiplier * static_cast<double>(prices_[at]);
  }

  // The multiplier of the budget with the lowest bound: where the best list by reduced value just fits.
  [[nodiscard]] double multiplier() const {
    std::vector<std::size_t> order(prices_.size());
    std::iota(order.begin(), order.end(), 0);
    const auto fits = [&](double multiplier) {
      std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count_ - 1), order.end(),
                       [&](std::size_t a, std::size_t b) {
                         const double x = reduced(a, multiplier), y = reduced(b, multiplier);
                         return x != y ? x > y : prices_[a] < prices_[b];
                       });
      std::int64_t sum = 0;
      for (std::size_t at = 0; at < count_; ++at) sum += prices_[order[at]];
      return sum <= budget_;
    };
    if (fits(0)) return 0;
    double low = 0, high = 1e-9;
    for (int doubling = 0; doubling < 120 && !fits(high); ++doubling) high *= 4;
    for (int halving = 0; halving < 40; ++halving) {
      const double middle = low + (high - low) / 2;
      (fits(middle) ? high : low) = middle;
    }
    return high;
  }

  void order_by_reduced_value(double multiplier) {
    multiplier_ = multiplier;
    order_.resize(prices_.size());
    std::iota(order_.begin(), order_.end(), 0);
    std::stable_sort(order_.begin(), order_.end(),
                     [&](std::size_t a, std::size_t b) { return reduced(a, multiplier) > reduced(b, multiplier); });
    sums_.assign(1, 0);
    for (const std::size_t at : order_) sums_.push_back(sums_.back() + reduced(at, multiplier));
    cheapest_.assign(order_.size() + 1, std::numeric_limits<std::int64_t>::max() / 4);
    for (std::size_t at = order_.size(); at-- > 0;) cheapest_[at] = std::min(cheapest_[at + 1], prices_[order_[at]]);
    double largest = 0;
    for (const PricedCandidate& one : candidates_) largest = std::max(largest, std::abs(one.value));
    margin_ = largest * 1e-9;  // gains below are rounding
  }

  // Adds the rest of a list whose first `size` are chosen, from those of order_ from `from` on.
  void search(std::size_t from, std::size_t size, std::int64_t spent, double value) {
    if (size == count_) {
      if (value <= best_value_ + margin_) return;
      best_value_ = value;
      best_ = chosen_;
      return;
    }
    const std::size_t missing = count_ - size;
    for (std::size_t at = from; at + missing <= order_.size(); ++at) {
      if (++steps_ > most_steps) return;
      const double bound = value + multiplier_ * static_cast<double>(budget_ - spent) + sums_[at + missing] - sums_[at];
      if (bound <= best_value_ + margin_) return;  // lower still for what comes later
      const std::size_t next = order_[at];
      const std::int64_t price = prices_[next];
      if (missing > 1 && spent + price + cheapest_[at + 1] * static_cast<std::int64_t>(missing - 1) > budget_) continue;
      if (spent + price > budget_) continue;
      chosen_[size] = next;
      search(at + 1, size + 1, spent + price, value + candidates_[next].value);
    }
  }

  std::span<const PricedCandidate> candidates_;
  std::int64_t budget_;
  std::vector<std::int64_t> prices_;
  std::size_t count_ = 0, steps_ = 0;
  std::vector<std::size_t> best_, chosen_, order_;
  double best_value_ = 0, multiplier_ = 0, margin_ = 0;
  std::vector<double> sums_;            // of the reduced values before each place of order_
  std::vector<std::int64_t> cheapest_;  // from each place of order_ on
};

// The `count` cheapest eligible products. `price_of(item)`: nullopt if unknown.
template <class PriceOf>
ItemBitmap cheapest_products(const LiveCatalogue& catalogue, std::size_t count, const EligibleProducts& eligible,
                             const PriceOf& price_of) {
  std::vector<std::pair<double, std::uint32_t>> priced;
  for (std::uint32_t row = 0; row < catalogue.size(); ++row) {
    if (!eligible.contains(ItemId{row})) continue;
    if (const auto price = price_of(ItemId{row})) priced.emplace_back(*price, row);
  }
  count = std::min(count, priced.size());
  std::partial_sort(priced.begin(), priced.begin() + static_cast<std::ptrdiff_t>(count), priced.end());
  ItemBitmap cheapest(word_count(catalogue.size()));
  for (std::size_t at = 0; at < count; ++at) set_bit(cheapest, priced[at].second, true);
  return cheapest;
}

}  // namespace

BudgetedChoice best_within(std::span<const PricedCandidate> candidates, std::size_t count, double budget) {
  return ListSearch(candidates, exact_price(budget)).run(count);
}

std::size_t candidates_for_list(std::size_t count) { return std::max(least_candidates, 3 * count); }

void keep_within_budget(const ShopState& shop, const AdviceRequest& request, const Situation& situation,
                        std::optional<ItemId> product, const AdviceHistory& history, std::size_t count,
                        Ranking& ranking, EligibleProducts& eligible) {
  const LiveCatalogue& catalogue = *shop.catalogue;
  const auto price_of = [&](ItemId item) {
    return price_in(situation, catalogue.of(choose_variant(shop, history, eligible, item).item));
  };
  const auto confidence = ranking.is_of_product() ? std::nullopt : shop.model->ranker.confidence(history.state);
  std::vector<PricedCandidate> candidates;
  std::vector<ItemId> items;
  const auto take_candidates = [&] {
    candidates.clear();
    items.clear();
    for (const RankedProduct& ranked : ranking.products()) {
      const bool in_model = ranked.item.row < shop.base->data.products.size();
      std::optional<double> sure;
      if (confidence && in_model) sure = confidence->of(ranked.item, ranked.model_score);
      if (const auto least = request.filters.min_confidence; least && sure.value_or(-1) < *least) continue;
      const double value = confidence ? sure.value_or(0) : static_cast<double>(ranked.score);
      candidates.push_back({price_of(ranked.item).value_or(0), value});
      items.push_back(ranked.item);
    }
  };
  take_candidates();
  BudgetedChoice choice = best_within(candidates, count, *situation.budget);
  if (choice.places.size() < count && ranking.products().size() >= request.count) {
    // There are more products than were ranked, and the cheapest may be among them.
    EligibleProducts cheap = eligible;
    cheap.keep_only("over_budget", cheapest_products(catalogue, count, eligible, price_of));
    cheap.freeze();
    const Ranking cheapest(shop, request, product, history, cheap);
    ranking.add_missing(cheapest.products());
    take_candidates();
    choice = best_within(candidates, count, *situation.budget);
  }
  std::vector<ItemId> chosen;
  for (const std::size_t place : choice.places) chosen.push_back(items[place]);
  const std::size_t first = std::min(count, items.size());
  const auto kept = std::lower_bound(choice.places.begin(), choice.places.end(), first) - choice.places.begin();
  eligible.count("over_budget", first - static_cast<std::size_t>(kept));
  ranking.keep_only(chosen);
}

}  // namespace moshaver
