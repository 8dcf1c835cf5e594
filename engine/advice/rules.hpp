// Which products may be advised, by every rule of a request: bits for retrieval, and how many products each rule took
// out. Rules run in a fixed order, and a product counts under the first that it fails.
//
//   cost  some 2 us a rule at 100,000 products once its bits are known (LiveCatalogue::where)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/live/live_catalogue.hpp"
#include "moshaver/advisor.hpp"

namespace moshaver {

class Candidates {
 public:
  explicit Candidates(const LiveCatalogue& catalogue) : size_(catalogue.size()) {}

  void remove(const char* rule, const ItemBitmap& bad);
  void remove(const char* rule, std::span<const ItemId> bad);
  void keep_only(const char* rule, const ItemBitmap& good);

  // Of the first `items` products: none where nothing was removed and all may come.
  [[nodiscard]] std::optional<ItemBitmap> words(std::size_t items) const;
  [[nodiscard]] bool holds(ItemId item) const { return !words_ || has_bit(*words_, item.row); }
  [[nodiscard]] std::vector<Removed>& removed() { return removed_; }
  void count(const char* rule, std::size_t products);

 private:
  ItemBitmap& all();
  std::size_t size_;
  std::optional<ItemBitmap> words_;
  std::vector<Removed> removed_;
};

// What the shop and the request say, whoever asks. Ids that the catalogue does not know go to `ignored`.
void apply_rules(const LiveCatalogue&, const AdviceRequest&, std::int64_t now, Candidates&,
                 std::vector<std::string>& ignored);

}  // namespace moshaver
