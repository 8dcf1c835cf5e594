#include "models/relations/similar.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/parallel/parallel_for.hpp"
#include "models/counting/kept_weights.hpp"

namespace moshaver {

namespace {

constexpr std::size_t products_of_attribute = 400, rescored = 200;

// Rows of attributes as vectors of length 1, and for each attribute the products that have it.
class Attributes {
 public:
  Attributes(const ContentFeatures& features, std::span<const std::uint32_t> buyers) : rows_(features.by_item) {
    std::vector<std::uint32_t> products(features.feature_count);
    std::uint32_t described = 0;
    for (std::uint32_t item = 0; item < rows_.row_count(); ++item) described += rows_.size_of(item) > 0;
    for (const std::uint32_t feature : rows_.columns) ++products[feature];
    for (std::uint32_t item = 0; item < rows_.row_count(); ++item) {
      const auto values = std::span(rows_.values).subspan(rows_.offsets[item], rows_.size_of(item));
      const auto columns = rows_.columns_of(item);
      double squares = 0;
      for (std::size_t at = 0; at < values.size(); ++at) {
        if (products[columns[at]] == described) values[at] = 0;  // what all products have tells nothing
        squares += static_cast<double>(values[at]) * static_cast<double>(values[at]);
      }
      const double scale = squares > 0 ? 1 / std::sqrt(squares) : 0;
      for (float& value : values) value = static_cast<float>(static_cast<double>(value) * scale);
    }
    // Of an attribute that more products have, those that are bought most are found by it.
    std::vector<std::uint32_t> by_buyers(rows_.row_count());
    std::iota(by_buyers.begin(), by_buyers.end(), 0U);
    std::stable_sort(by_buyers.begin(), by_buyers.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return buyers[a] > buyers[b]; });
    having_.resize(features.feature_count);
    for (const std::uint32_t item : by_buyers) {
      const auto columns = rows_.columns_of(item);
      const auto values = rows_.values_of(item);
      for (std::size_t at = 0; at < columns.size(); ++at) {
        std::vector<RowWeight>& others = having_[columns[at]];
        if (values[at] > 0 && others.size() < products_of_attribute) others.push_back({item, values[at]});
      }
    }
  }

  // Adds what the listed attributes of `item` have in common with other products.
  void add(std::uint32_t item, PairSums& sums) const {
    const auto columns = rows_.columns_of(item);
    const auto values = rows_.values_of(item);
    for (std::size_t at = 0; at < columns.size(); ++at) {
      if (values[at] <= 0) continue;
      for (const RowWeight& other : having_[columns[at]]) {
        sums.add(other.column, static_cast<double>(values[at]) * static_cast<double>(other.weight));
      }
    }
  }

  [[nodiscard]] double cosine(std::uint32_t a, std::uint32_t b) const {
    const auto columns_a = rows_.columns_of(a), columns_b = rows_.columns_of(b);
    const auto values_a = rows_.values_of(a), values_b = rows_.values_of(b);
    double sum = 0;
    for (std::size_t at_a = 0, at_b = 0; at_a < columns_a.size() && at_b < columns_b.size();) {
      if (columns_a[at_a] == columns_b[at_b]) {
        sum += static_cast<double>(values_a[at_a++]) * static_cast<double>(values_b[at_b++]);
      } else {
        columns_a[at_a] < columns_b[at_b] ? ++at_a : ++at_b;
      }
    }
    return sum;
  }

 private:
  SparseRows rows_;
  std::vector<std::vector<RowWeight>> having_;  // by attribute
};

}  // namespace

SparseRows find_similar(const ContentFeatures& features, const CategoryPaths& categories, const Similarity& by_sessions,
                        const Similarity& by_purchases, std::span<const std::uint32_t> buyers,
                        const SimilarConfig& config) {
  const auto item_count = static_cast<std::uint32_t>(buyers.size());
  const Attributes attributes(features, buyers);
  const double most_buyers = std::log1p(buyers.empty() ? 0 : *std::max_element(buyers.begin(), buyers.end()));
  const auto popularity = [&](std::uint32_t item) {
    return most_buyers > 0 ? std::log1p(static_cast<double>(buyers[item])) / most_buyers : 0;
  };
  struct Worker {
    PairSums beside, all;
    std::vector<RowWeight> found;
  };
  std::vector<Worker> workers(config.threads, {PairSums(item_count), PairSums(item_count), {}});
  KeptWeights kept(item_count);
  parallel_for(item_count, 64, config.threads, [&](std::size_t first, std::size_t last, std::size_t thread) {
    auto& [beside, all, found] = workers[thread];
    for (auto item = static_cast<std::uint32_t>(first); item < last; ++item) {
      const auto value = [&](std::uint32_t other, double alike) {
        const double shared = categories.shared(item, other).value_or(1);
        return static_cast<float>((config.foreign_category + (1 - config.foreign_category) * shared) *
                                  (alike + config.popularity_share * popularity(other)));
      };
      by_sessions.add(item, 1, beside);
      by_purchases.add(item, categories.shared(item, item) ? config.purchase_share : 1, beside);
      attributes.add(item, all);
      beside.each([&](std::uint32_t other, double amount) { all.add(other, amount); });
      found.clear();
      all.take([&](std::uint32_t other, double alike) {
        if (other != item) found.push_back({other, value(other, alike)});
      });
      const auto likeliest = keep_largest(found, rescored);
      for (RowWeight& other : likeliest) {
        other.weight = value(other.column, attributes.cosine(item, other.column) + beside.of(other.column));
      }
      beside.clear();
      kept.put(item, keep_largest(likeliest, config.most));
    }
  });
  return kept.take();
}

}  // namespace moshaver
