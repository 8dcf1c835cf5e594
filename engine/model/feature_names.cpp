#include "engine/model/feature_names.hpp"

#include <array>

namespace moshaver {

namespace {

constexpr std::array own_names = {"own.orders",     "own.share", "own.decayed", "own.orders_since",
                                  "own.days_since", "own.due",   "own.gap"};
constexpr std::array product_names = {"product.all_time", "product.latest",      "product.week", "product.quarter",
                                      "product.trend",    "product.repeat_rate", "product.gap"};
constexpr std::array customer_names = {"customer.orders",     "customer.products",     "customer.days_since",
                                       "customer.order_size", "customer.repeat_share", "customer.order_gap"};
static_assert(own_names.size() == own_feature_count && customer_names.size() == customer_feature_count);
static_assert(own_names.size() + product_names.size() + customer_names.size() == customer_feature_end);

}  // namespace

std::vector<FeatureInfo> feature_list(std::span<const std::string> part_names) {
  std::vector<FeatureInfo> features;
  for (const char* name : own_names) features.push_back({name, FeatureGroup::own, 0});
  for (const char* name : product_names) features.push_back({name, FeatureGroup::product, 0});
  for (const FeatureInfo& feature : customer_feature_list()) features.push_back(feature);
  features.push_back({"sum", FeatureGroup::sum, 0});
  for (std::size_t part = 0; part < part_names.size(); ++part) {
    features.push_back({"part." + part_names[part] + ".score", FeatureGroup::part, part});
    features.push_back({"part." + part_names[part] + ".rank", FeatureGroup::part, part});
  }
  return features;
}

std::vector<FeatureInfo> customer_feature_list() {
  std::vector<FeatureInfo> features;
  for (const char* name : customer_names) features.push_back({name, FeatureGroup::customer, 0});
  return features;
}

}  // namespace moshaver
