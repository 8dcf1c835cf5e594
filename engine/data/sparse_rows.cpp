#include "engine/data/sparse_rows.hpp"

#include <algorithm>
#include <numeric>

namespace moshaver {

SparseRows interactions(const Histories& histories) {
  SparseRows rows;
  rows.offsets.reserve(histories.offsets.size());
  rows.columns.reserve(histories.purchases.size());
  rows.values.reserve(histories.purchases.size());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> held;  // item, basket
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    held.clear();
    for (const Purchase& purchase : histories.of(UserId{user})) held.emplace_back(purchase.item.row, purchase.order);
    std::sort(held.begin(), held.end());
    held.erase(std::unique(held.begin(), held.end()), held.end());
    for (const auto& [item, basket] : held) {
      if (rows.columns.size() > rows.offsets.back() && rows.columns.back() == item) {
        rows.values.back() += 1;
      } else {
        rows.columns.push_back(item);
        rows.values.push_back(1);
      }
    }
    rows.offsets.push_back(rows.columns.size());
  }
  return rows;
}

SparseRows transpose(const SparseRows& rows, std::uint32_t column_count) {
  SparseRows out;
  out.offsets.assign(column_count + 1, 0);
  for (const std::uint32_t column : rows.columns) ++out.offsets[column + 1];
  std::partial_sum(out.offsets.begin(), out.offsets.end(), out.offsets.begin());
  out.columns.resize(rows.columns.size());
  out.values.resize(rows.values.size());
  std::vector<std::uint64_t> next(out.offsets.begin(), out.offsets.end() - 1);
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) {
    const auto columns = rows.columns_of(row);
    const auto values = rows.values_of(row);
    for (std::size_t at = 0; at < columns.size(); ++at) {
      const std::uint64_t to = next[columns[at]]++;
      out.columns[to] = row;
      out.values[to] = values[at];
    }
  }
  return out;
}

}  // namespace moshaver
