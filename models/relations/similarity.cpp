#include "models/relations/similarity.hpp"

#include <cmath>

#include "engine/parallel/parallel_for.hpp"
#include "models/counting/kept_weights.hpp"

namespace moshaver {

namespace {

constexpr std::size_t vector_entries = 100, products_of_entry = 1'000;
constexpr double direct_share = 0.3;

SparseRows largest_of_rows(const SparseRows& rows, std::size_t most) {
  KeptWeights kept(rows.row_count());
  std::vector<RowWeight> row;
  for (std::uint32_t at = 0; at < rows.row_count(); ++at) {
    row.clear();
    for (std::size_t entry = 0; entry < rows.size_of(at); ++entry) {
      row.push_back({rows.columns_of(at)[entry], rows.values_of(at)[entry]});
    }
    kept.put(at, keep_largest(row, most));
  }
  return kept.take();
}

void scale_rows_to_length_1(SparseRows& rows) {
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) {
    const auto values = std::span(rows.values).subspan(rows.offsets[row], rows.size_of(row));
    double sum = 0;
    for (const float value : values) sum += static_cast<double>(value) * static_cast<double>(value);
    for (float& value : values) value = static_cast<float>(static_cast<double>(value) / std::sqrt(sum));
  }
}

}  // namespace

Similarity::Similarity(const GroupPairs& pairs, std::uint32_t item_count, std::size_t threads) {
  std::vector<PairSums> sums(threads, PairSums(item_count));
  std::vector<std::vector<RowWeight>> found(threads);
  KeptWeights kept(item_count);
  parallel_for(item_count, 64, threads, [&](std::size_t first, std::size_t last, std::size_t thread) {
    std::vector<RowWeight>& entries = found[thread];
    for (auto item = static_cast<std::uint32_t>(first); item < last; ++item) {
      pairs.count(item, sums[thread]);
      entries.clear();
      sums[thread].take([&](std::uint32_t other, double count) {
        const double value = association(count, pairs.by_chance(item, other));
        if (other != item && value > 0) entries.push_back({other, static_cast<float>(value)});
      });
      kept.put(item, keep_largest(entries, vector_entries));
    }
  });
  vectors_ = kept.take();
  scale_rows_to_length_1(vectors_);
  of_entry_ = largest_of_rows(transpose(vectors_, item_count), products_of_entry);
}

void Similarity::add(std::uint32_t item, double weight, PairSums& sums) const {
  const auto entries = vectors_.columns_of(item);
  const auto values = vectors_.values_of(item);
  for (std::size_t at = 0; at < entries.size(); ++at) {
    const double value = weight * static_cast<double>(values[at]);
    sums.add(entries[at], direct_share * value);
    const auto others = of_entry_.columns_of(entries[at]);
    const auto their_values = of_entry_.values_of(entries[at]);
    for (std::size_t other = 0; other < others.size(); ++other) {
      sums.add(others[other], value * static_cast<double>(their_values[other]));
    }
  }
}

}  // namespace moshaver
