#include "engine/data/product_feedback.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/data/customer_feedback.hpp"

namespace moshaver {

namespace {

constexpr double fixed_point = 1 << 20;
constexpr double purchases_of_prior = 20, answers_of_prior = 20;
constexpr double usual_grade = 0.75, least_grade = 0.05;

struct OfProduct {
  std::int64_t purchases = 0, returned = 0;
  bool complaint = false;
  std::uint8_t grade = 0;  // the latest; 0: none
};

bool is_trouble(EventReason reason) {
  return reason == EventReason::quality || reason == EventReason::not_as_described;
}

double to_unit(std::uint8_t grade) { return (grade - 1) / 200.0; }

double shrunk(double sum, double count, double prior, double prior_count) {
  return (sum + prior_count * prior) / (count + prior_count);
}

}  // namespace

ProductFeedback& ProductFeedback::operator+=(const ProductFeedback& other) {
  purchases += other.purchases;
  troubles += other.troubles;
  weights += other.weights;
  grades += other.grades;
  return *this;
}

ProductFeedback& ProductFeedback::operator-=(const ProductFeedback& other) {
  purchases -= other.purchases;
  troubles -= other.troubles;
  weights -= other.weights;
  grades -= other.grades;
  return *this;
}

std::vector<std::pair<std::uint32_t, ProductFeedback>> opinions_by_product(std::span<const HistoryEvent> in_log_order) {
  if (!has_feedback(in_log_order)) return {};
  std::map<std::uint32_t, OfProduct> products;  // those that something was said of
  std::vector<HistoryEvent> sorted;
  const auto events = in_order_of_time(in_log_order, sorted);
  for (const HistoryEvent& event : events) {
    if (event.kind == EventKind::purchase) continue;
    OfProduct& product = products[event.item];
    if (event.kind == EventKind::return_) product.returned += is_trouble(event.reason);
    if (event.kind == EventKind::complaint)
      product.complaint = is_trouble(event.reason) || event.reason == EventReason::none;
    if (event.kind == EventKind::resolve) product.complaint = false;
    if (event.grade != 0) product.grade = event.grade;
  }
  double purchases = 0;
  for (const HistoryEvent& event : events) {
    if (event.kind != EventKind::purchase) continue;
    ++purchases;
    if (const auto found = products.find(event.item); found != products.end()) ++found->second.purchases;
  }
  double answers = 0, sum = 0;
  for (const auto& [row, product] : products) {
    if (product.grade == 0) continue;
    ++answers;
    sum += to_unit(product.grade);
  }
  const double weight = std::clamp(0.05 * (purchases + purchases_of_prior) / (answers + 1), 0.1, 4.0);
  const double mildness = shrunk(sum, answers, usual_grade, answers_of_prior) - usual_grade;
  std::vector<std::pair<std::uint32_t, ProductFeedback>> opinions;
  for (const auto& [row, product] : products) {
    ProductFeedback one;
    one.troubles = std::min(product.returned + product.complaint, std::max<std::int64_t>(product.purchases, 1));
    if (product.grade != 0) {
      const double grade = std::clamp(to_unit(product.grade) - mildness, 0.0, 1.0);
      one.weights = std::llround(weight * fixed_point);
      one.grades = std::llround(weight * grade * fixed_point);
    }
    if (!one.says_nothing()) opinions.emplace_back(row, one);
  }
  return opinions;
}

double satisfaction_factor(const ProductFeedback& product, const ProductFeedback& category,
                           const ProductFeedback& shop) {
  const auto trouble = [](const ProductFeedback& of, double prior) {
    return shrunk(static_cast<double>(of.troubles), static_cast<double>(of.purchases), prior, purchases_of_prior);
  };
  const auto grade = [](const ProductFeedback& of, double prior) {
    return shrunk(static_cast<double>(of.grades) / fixed_point, static_cast<double>(of.weights) / fixed_point, prior,
                  answers_of_prior);
  };
  const double shop_trouble =
      shop.purchases > 0 ? std::min(1.0, static_cast<double>(shop.troubles) / static_cast<double>(shop.purchases)) : 0;
  const double shop_grade =
      shop.weights > 0 ? static_cast<double>(shop.grades) / static_cast<double>(shop.weights) : usual_grade;
  // Returns of purchases made before the data began can be more than the purchases, so a rate can pass 1.
  const auto content = [](double rate) { return std::max(1 - rate, 0.05); };
  const double of_category = trouble(category, shop_trouble), of_product = trouble(product, of_category);
  const double usual = std::max(grade(category, shop_grade), least_grade);
  const double own = std::max(grade(product, usual), least_grade);
  return std::min(1.0, content(of_product) / content(of_category)) * std::min(1.0, own / usual);
}

}  // namespace moshaver
