#include "engine/live/live_feedback.hpp"

#include <algorithm>
#include <numeric>

#include "engine/data/customer_feedback.hpp"
#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

std::vector<ProductFeedback> feedback_of(const CustomerEvents& events, std::uint32_t products) {
  const std::size_t customers = events.offsets().size() - 1;
  const std::size_t threads = thread_count_or_all(0);
  std::vector<std::vector<ProductFeedback>> sums(threads);
  parallel_for(customers, 4'096, threads, [&](std::size_t first, std::size_t last, std::size_t thread) {
    auto& sum = sums[thread];
    sum.resize(products);
    for (std::size_t row = first; row < last; ++row) {
      const auto of_one = events.of(static_cast<std::uint32_t>(row));
      for (const HistoryEvent& event : of_one) sum[event.item].purchases += event.kind == EventKind::purchase;
      for (const auto& [item, said] : opinions_by_product(of_one)) sum[item] += said;
    }
  });
  std::vector<ProductFeedback> total(products);
  for (const auto& sum : sums) {
    for (std::size_t row = 0; row < sum.size(); ++row) total[row] += sum[row];
  }
  return total;
}

}  // namespace

LiveFeedback::LiveFeedback(const CustomerEvents& events, const Histories& histories, const LiveCatalogue& catalogue)
    : products_(feedback_of(events, catalogue.size())) {
  for (std::uint32_t row = 0; row < catalogue.size(); ++row) put(ItemId{row}, catalogue.of(ItemId{row}));
  shop_ = std::accumulate(products_.begin(), products_.end(), ProductFeedback{},
                          [](ProductFeedback sum, const ProductFeedback& one) { return sum += one; });
  offsets_.assign(products_.size() + 1, 0);
  for (const ItemId item : histories.hidden) ++offsets_[item.row + 1];
  std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
  dislikers_.resize(histories.hidden.size());
  std::vector<std::uint64_t> next(offsets_.begin(), offsets_.end() - 1);
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    for (const ItemId item : histories.hidden_of(UserId{user})) dislikers_[next[item.row]++] = user;
  }
}

ProductFeedback& LiveFeedback::product(std::uint32_t row) {
  if (row >= products_.size()) products_.resize(row + std::size_t{1});
  return products_[row];
}

const std::uint32_t* LiveFeedback::category(std::uint32_t row) const {
  return row < category_of_.size() && category_of_[row] != no_category ? &category_of_[row] : nullptr;
}

void LiveFeedback::put(ItemId item, const LiveProduct& attributes) {
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] =
      category_rows_.emplace(attributes.category, static_cast<std::uint32_t>(categories_.size()));
  if (is_new) {
    categories_.emplace_back();
    category_gifts_.push_back(0);
  }
  const std::int64_t given = item.row < gifts_.size() ? gifts_[item.row] : 0;
  if (item.row >= category_of_.size()) category_of_.resize(item.row + std::size_t{1}, no_category);
  std::uint32_t& category = category_of_[item.row];
  if (category == place->second) return;
  if (category != no_category) {
    categories_[category] -= product(item.row);
    category_gifts_[category] -= given;
  }
  category = place->second;
  categories_[category] += product(item.row);
  category_gifts_[category] += given;
}

void LiveFeedback::change_sums(std::uint32_t row, const ProductFeedback& more, const ProductFeedback& less) {
  const auto change_one = [&](ProductFeedback& sum) {
    sum += more;
    sum -= less;
  };
  change_one(product(row));
  change_one(shop_);
  if (const std::uint32_t* of = category(row)) change_one(categories_[*of]);
}

void LiveFeedback::change(const std::string& customer_id, std::span<const HistoryEvent> before,
                          std::span<const HistoryEvent> after) {
  const auto [old, added] = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  const auto had = opinions_by_product(before), has = opinions_by_product(after);
  const auto is_purchase = [](const HistoryEvent& event) { return event.kind == EventKind::purchase; };
  const std::lock_guard lock(mutex_);
  for (const HistoryEvent& event : std::span(old, before.end())) {
    if (is_purchase(event)) change_sums(event.item, {}, {.purchases = 1});
  }
  for (const HistoryEvent& event : std::span(added, after.end())) {
    if (is_purchase(event)) change_sums(event.item, {.purchases = 1}, {});
  }
  for (const auto& [row, said] : had) change_sums(row, {}, said);
  for (const auto& [row, said] : has) change_sums(row, said, {});
  for (const HistoryEvent& event : std::span(added, after.end())) {
    if (event.kind != EventKind::hide) continue;
    std::vector<std::string>& ids = new_dislikers_[event.item];
    if (std::find(ids.begin(), ids.end(), customer_id) == ids.end()) ids.push_back(customer_id);
  }
}

void LiveFeedback::add_gifts(ItemId item, std::uint32_t times) {
  const std::lock_guard lock(mutex_);
  if (item.row >= gifts_.size()) gifts_.resize(item.row + std::size_t{1});
  gifts_[item.row] += times;
  shop_gifts_ += times;
  if (const std::uint32_t* of = category(item.row)) category_gifts_[*of] += times;
}

double LiveFeedback::gift_factor(ItemId head) const {
  const std::shared_lock lock(mutex_);
  const std::uint32_t* of = category(head.row);
  if (of == nullptr || shop_gifts_ == 0) return 1;
  constexpr double of_prior = 20;
  const auto share_of = [](std::int64_t gifts, const ProductFeedback& own, double prior, double usual) {
    return (static_cast<double>(gifts) + prior * usual) / (static_cast<double>(gifts + own.purchases) + prior);
  };
  const double usual = share_of(shop_gifts_, shop_, 0, 0);
  return std::min(1.0, share_of(category_gifts_[*of], categories_[*of], of_prior, usual) / usual);
}

ProductFeedback LiveFeedback::of_group(const ProductGroups& groups, ItemId head) const {
  const auto of = [&](ItemId item) { return item.row < products_.size() ? products_[item.row] : ProductFeedback{}; };
  if (groups.empty()) return of(head);
  ProductFeedback sum;
  for (const ItemId item : groups.with_variants(head)) sum += of(item);
  return sum;
}

double LiveFeedback::factor(const ProductGroups& groups, ItemId head) const {
  const std::shared_lock lock(mutex_);
  const ProductFeedback said = of_group(groups, head);
  if (said.says_nothing()) return 1;
  const std::uint32_t* of = category(head.row);
  return satisfaction_factor(said, of != nullptr ? categories_[*of] : shop_, shop_);
}

std::int64_t LiveFeedback::purchases(const ProductGroups& groups, ItemId head) const {
  const std::shared_lock lock(mutex_);
  return of_group(groups, head).purchases;
}

}  // namespace moshaver
