#include "engine/advice/due.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace moshaver {

namespace {

constexpr double soon_days = 7;
constexpr double category_share = 0.5;  // of `between`: how far a customer's pace is that of the whole category
constexpr std::size_t latest_gaps = 9;  // older ones are another time of life
constexpr std::int64_t standing_still = std::int64_t{30} * day_seconds;

// A customer's own gaps of one product.
struct OwnGaps {
  std::uint32_t item = 0;
  std::size_t count = 0;  // of those that enter the median
  double median = 0;      // of their logarithms
};

// The median of the latest gaps' logarithms: a purchase skipped once doubles a gap, and a mean would follow it.
OwnGaps own_gaps(const Occasions& bought) {
  OwnGaps own{bought.item.row, std::min(bought.times.size() - 1, latest_gaps), 0};
  if (own.count == 0) return own;
  std::array<double, latest_gaps> gaps{};
  const auto times = bought.times.last(own.count + 1);
  for (std::size_t at = 0; at < own.count; ++at) gaps[at] = std::log(static_cast<double>(times[at + 1] - times[at]));
  const auto end = gaps.begin() + static_cast<std::ptrdiff_t>(own.count);
  std::sort(gaps.begin(), end);
  own.median = (gaps[(own.count - 1) / 2] + gaps[own.count / 2]) / 2;
  return own;
}

struct Normal {
  double mean = 0, variance = 0;
  // After a measurement with this variance.
  [[nodiscard]] Normal joined(double measured, double measured_variance) const {
    const double gain = variance / (variance + measured_variance);
    return {mean + gain * (measured - mean), variance * (1 - gain)};
  }
};

class DueFinder {
 public:
  DueFinder(const Repurchase& model, std::int64_t now, const DueThresholds& thresholds)
      : model_(model), now_(static_cast<double>(now) / day_seconds), thresholds_(thresholds) {}

  std::vector<DueProduct> find(std::span<const Purchase> history) {
    if (history.empty()) return {};
    next_order_ = static_cast<double>(history.back().order) + 1;
    thread_local OccasionFinder finder;
    finder.visit(history, model_.in_days, model_.item_count(), [&](const Occasions& bought) { add(bought); });
    std::vector<DueProduct> products;
    products.reserve(found_.size());
    for (const Found& one : found_) products.push_back(judged(one));
    return products;
  }

 private:
  struct Found {
    OwnGaps gaps;
    std::size_t stage = 0;
    double last = 0;
    bool has_time = false;  // the time since the last purchase is known
  };

  void add(const Occasions& bought) {
    Found one;
    one.has_time = bought.dated == model_.in_days;
    one.stage = std::min(bought.times.size(), Repurchase::stages) - 1;
    one.last = static_cast<double>(bought.times.back());
    one.gaps = one.has_time ? own_gaps(bought) : OwnGaps{bought.item.row, 0, 0};
    found_.push_back(one);
    if (one.gaps.count == 0) return;
    // How much slower than usual the customer is, as far as this is shared within the category.
    const std::size_t item = bought.item.row;
    const auto [at, is_new] = paces_.try_emplace(model_.category[item]);
    at->second.deviations.push_back(
        {bought.item.row, one.gaps.median - widened(model_.log_gap[item]),
         (1 - category_share) * widened(model_.between[item]) + variance_of(one.gaps, item)});
  }

  [[nodiscard]] double variance_of(const OwnGaps& gaps, std::size_t item) const {
    return widened(model_.within[item]) / static_cast<double>(gaps.count);
  }
  static double widened(float value) { return static_cast<double>(value); }

  // The logarithm of this customer's gap for the product.
  [[nodiscard]] Normal gap_of(const OwnGaps& own) const {
    const std::size_t item = own.item;
    const double between = widened(model_.between[item]);
    Normal shared{0, category_share * between};
    const std::uint32_t category = model_.category[item];
    const auto pace = category == 0 ? paces_.end() : paces_.find(category);
    if (pace != paces_.end()) {
      for (const Deviation& one : pace->second.deviations) {
        if (one.item != own.item) shared = shared.joined(one.amount, one.variance);
      }
    }
    Normal gap{widened(model_.log_gap[item]) + shared.mean, shared.variance + (1 - category_share) * between};
    if (own.count > 0) gap = gap.joined(own.median, variance_of(own, item));
    return gap;
  }

  [[nodiscard]] DueProduct judged(const Found& one) const {
    const std::size_t item = one.gaps.item;
    DueProduct product;
    product.item = ItemId{one.gaps.item};
    const double chance = widened(model_.chance[one.stage][item]);
    product.chance = static_cast<float>(chance);
    if (chance < thresholds_.least_chance) return product;
    const Normal own = gap_of(one.gaps);
    if (!one.has_time) {
      product.state = DueState::not_yet;
      product.score = static_cast<float>(chance);
      return product;
    }
    const GapDistribution gap{own.mean, own.variance + widened(model_.within[item])};
    // An order counts from half before to half after it; the question is whether the next one may hold the product.
    const double elapsed = model_.in_days ? std::max(0.0, now_ - one.last) : next_order_ - one.last - 0.5;
    const double longer = gap.survival(elapsed);
    const double soon = gap.survival(elapsed + (model_.in_days ? soon_days : 1));
    const double ended = 1 - (model_.in_days ? longer : soon);
    const double open = std::max(1e-12, 1 - chance + chance * longer);
    product.chance = static_cast<float>(chance * longer / open);
    product.score = static_cast<float>(chance * (longer - soon) / open);
    if (model_.in_days) {
      product.due_on = static_cast<std::uint32_t>(
          std::min(4294967295.0, (one.last + std::exp(own.mean)) * static_cast<double>(day_seconds)));
    }
    if (widened(product.chance) < thresholds_.lapsed_chance) {
      product.state = DueState::lapsed;
    } else {
      const bool is_due = ended >= thresholds_.least_elapsed && widened(product.score) >= thresholds_.least_soon;
      product.state = is_due ? DueState::due : DueState::not_yet;
    }
    return product;
  }

  struct Deviation {
    std::uint32_t item;
    double amount, variance;
  };
  struct Pace {
    std::vector<Deviation> deviations;
  };

  const Repurchase& model_;
  double now_, next_order_ = 0;
  DueThresholds thresholds_;
  std::vector<Found> found_;
  std::unordered_map<std::uint32_t, Pace> paces_;  // by category
};

std::int64_t time_for_due(const ShopState& shop, const Repurchase& model, const AdviceRequest& request,
                          std::span<const Purchase> history, std::int64_t now) {
  if (!request.context.now.empty() || !model.in_days) return now;
  std::int64_t latest = std::max<std::int64_t>(model.until, shop.customers->latest_event());
  if (!history.empty()) latest = std::max<std::int64_t>(latest, history.back().time);
  return now - latest > standing_still ? latest : now;
}

}  // namespace

std::vector<DueProduct> due_products(const Repurchase& model, std::span<const Purchase> history, std::int64_t now,
                                     const DueThresholds& thresholds) {
  return DueFinder(model, now, thresholds).find(history);
}

const DueProduct* OwnedProducts::find_due(ItemId item) const {
  const auto at = std::lower_bound(due.begin(), due.end(), item,
                                   [](const DueProduct& product, ItemId wanted) { return product.item < wanted; });
  return at != due.end() && at->item == item ? &*at : nullptr;
}

OwnedProducts find_owned(const ShopState& shop, const AdviceRequest& request, std::span<const Purchase> history,
                         std::int64_t now) {
  OwnedProducts owned;
  const auto& model = shop.model->ranker.model().repurchase;
  // The giver is not told what the recipient needs again.
  if (!model || request.include_purchased || request.placement == Placement::gift) return owned;
  owned.known = true;
  for (const DueProduct& product : due_products(*model, history, time_for_due(shop, *model, request, history, now))) {
    // For a history without dates, buy_again still shows what is bought again.
    const bool undated = model->in_days && product.due_on == 0 && product.state == DueState::not_yet;
    if (product.state == DueState::durable) {
      owned.owned.push_back(product.item);
    } else if (product.state == DueState::due || (undated && request.placement == Placement::buy_again)) {
      owned.due.push_back(product);
    } else {
      owned.not_due.push_back(product.item);
    }
  }
  // Products newer than the model: nothing is known of how they are bought again.
  for (const ItemId item : excluded_items(history, {}, false)) {
    if (item.row >= model->item_count()) owned.owned.push_back(item);
  }
  return owned;
}

}  // namespace moshaver
