#include "models/item_item/item_item.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "tests/ials/plain_ials.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

using Weights = std::map<std::pair<std::uint32_t, std::uint32_t>, double>;  // by source and target

// The formula of METHODS 4, as two loops over each customer's products.
Weights plain_weights(const SparseRows& by_user, std::uint32_t item_count, const ItemItemConfig& config) {
  std::vector<double> degree(item_count, 0.0);
  for (const std::uint32_t item : by_user.columns) degree[item] += 1;
  Weights weights;
  double heaviest = 0;
  for (std::uint32_t user = 0; user < by_user.row_count(); ++user) {
    for (const std::uint32_t source : by_user.columns_of(user)) {
      for (const std::uint32_t target : by_user.columns_of(user)) {
        if (source == target) continue;
        weights[{source, target}] += std::pow(degree[source], -config.source_exponent) *
                                     std::pow(degree[target], -config.target_exponent) *
                                     std::pow(static_cast<double>(by_user.size_of(user)), -config.user_exponent);
      }
    }
  }
  for (const auto& [pair, weight] : weights) heaviest = std::max(heaviest, weight);
  for (auto& [pair, weight] : weights) weight /= heaviest;
  return weights;
}

Weights weights_of(const ItemItemPart& part) {
  Weights weights;
  for (std::uint32_t source = 0; source < part.rows.row_count(); ++source) {
    const auto targets = part.rows.columns_of(source);
    for (std::size_t at = 0; at < targets.size(); ++at) {
      CHECK((at == 0 || targets[at - 1] < targets[at]));
      weights[{source, targets[at]}] = part.rows.values_of(source)[at];
    }
  }
  return weights;
}

}  // namespace

TEST_CASE("co-occurrence weights equal those of the plain double loop, for any exponents") {
  const SparseRows by_user = random_interactions(200, 90, 25, 1);
  for (const auto& [source, target, user] :
       {std::tuple{0.5, 0.3, 1.0}, std::tuple{0.0, 0.0, 0.0}, std::tuple{2.0, 1.0, 0.5}}) {
    ItemItemConfig config;
    config.source_exponent = source;
    config.target_exponent = target;
    config.user_exponent = user;
    const Weights expected = plain_weights(by_user, 90, config);
    const Weights got = weights_of(train_item_item(by_user, 90, config));
    REQUIRE(got.size() == expected.size());
    double largest_error = 0;
    for (const auto& [pair, weight] : expected) {
      REQUIRE(got.contains(pair));
      largest_error = std::max(largest_error, std::abs(got.at(pair) / weight - 1));
    }
    CHECK(largest_error < 1e-6);  // counted in double, kept as float
  }
}

TEST_CASE("item-item keeps the strongest sources of each target, and at ties the smaller id") {
  const SparseRows by_user = random_interactions(200, 90, 25, 2);
  ItemItemConfig config;
  const Weights all = weights_of(train_item_item(by_user, 90, config));
  config.sources_per_target = 5;
  const Weights kept = weights_of(train_item_item(by_user, 90, config));
  for (std::uint32_t target = 0; target < 90; ++target) {
    std::vector<std::pair<double, std::uint32_t>> sources;  // strongest first
    for (const auto& [pair, weight] : all) {
      if (pair.second == target) sources.emplace_back(-weight, pair.first);
    }
    std::sort(sources.begin(), sources.end());
    for (std::size_t at = 0; at < sources.size(); ++at) {
      CAPTURE(target, at);
      CHECK(kept.contains({sources[at].second, target}) == (at < 5));
    }
  }
}

TEST_CASE("no product has a weight to itself, and the largest weight is 1") {
  const ItemItemPart part = train_item_item(random_interactions(300, 50, 30, 3), 50, {});
  float heaviest = 0;
  for (std::uint32_t source = 0; source < 50; ++source) {
    for (const std::uint32_t target : part.rows.columns_of(source)) CHECK(target != source);
    for (const float value : part.rows.values_of(source)) {
      CHECK(value > 0);
      heaviest = std::max(heaviest, value);
    }
  }
  CHECK(heaviest == 1);
}

TEST_CASE("co-occurrence gives the same bytes with 1, 2 and 3 threads") {
  const SparseRows by_user = random_interactions(500, 400, 30, 4);
  ItemItemConfig config;
  config.sources_per_target = 20;
  const ItemItemPart one = train_item_item(by_user, 400, config);
  for (const std::size_t threads : {std::size_t{2}, std::size_t{3}}) {
    config.threads = threads;
    const ItemItemPart other = train_item_item(by_user, 400, config);
    CHECK(other.rows.offsets == one.rows.offsets);
    CHECK(other.rows.columns == one.rows.columns);
    CHECK(other.rows.values == one.rows.values);
  }
}

TEST_CASE("item-item pairs max_history products of a long history, spread evenly, and all products of a short one") {
  SparseRows by_user;
  for (std::uint32_t item = 0; item < 1'000; ++item) by_user.columns.push_back(item);
  by_user.offsets.push_back(1'000);
  by_user.columns.insert(by_user.columns.end(), {1, 2, 3});
  by_user.offsets.push_back(1'003);
  by_user.values.assign(1'003, 1.0F);
  ItemItemConfig config;
  config.max_history = 10;
  const Weights weights = weights_of(train_item_item(by_user, 1'000, config));
  std::set<std::uint32_t> paired;
  for (const auto& [pair, weight] : weights) paired.insert(pair.first);
  CHECK(weights.size() <= 10 * 9 + 3 * 2);
  CHECK(*paired.rbegin() >= 900);
  CHECK(paired.size() >= 10);
  for (const auto& pair : {std::pair{1U, 2U}, std::pair{2U, 3U}, std::pair{3U, 1U}}) CHECK(weights.contains(pair));
}

TEST_CASE("customers with one product each, and no customers, give no weights") {
  SparseRows by_user;
  for (std::uint32_t user = 0; user < 5; ++user) {
    by_user.columns.push_back(user);
    by_user.values.push_back(1);
    by_user.offsets.push_back(user + 1);
  }
  const ItemItemPart part = train_item_item(by_user, 5, {});
  CHECK(part.rows.row_count() == 5);
  CHECK(part.rows.columns.empty());
  CHECK(train_item_item(SparseRows{}, 0, {}).rows.row_count() == 0);
}
