#include "engine/advice/rules.hpp"

#include <algorithm>

#include "engine/text/fold.hpp"

namespace moshaver {

namespace {

bool any_in(std::span<const std::string> wanted, std::span<const std::string> has) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](const std::string& one) { return std::find(has.begin(), has.end(), one) != has.end(); });
}

std::vector<std::string> all_folded(std::span<const std::string> texts) {
  std::vector<std::string> words;
  for (const std::string& text : texts) words.push_back(folded(text));
  std::sort(words.begin(), words.end());
  return words;
}

// Names of cached rules: no folded text holds these control characters.
std::string rule_name(const char* rule, std::span<const std::string> values) {
  std::string name = rule;
  for (const std::string& value : values) name += '\x1f' + value;
  return name;
}

std::string amount_name(const char* rule, std::optional<double> from, std::optional<double> to) {
  const auto text = [](std::optional<double> amount) { return amount ? std::to_string(*amount) : std::string(); };
  return std::string(rule) + '\x1f' + text(from) + '\x1f' + text(to);
}

}  // namespace

ItemBitmap& Candidates::all() {
  if (!words_) words_ = all_bits(size_);
  return *words_;
}

void Candidates::count(const char* rule, std::size_t products) {
  if (products > 0) removed_.push_back({rule, products});
}

void Candidates::remove(const char* rule, const ItemBitmap& bad) {
  std::size_t removed = 0;
  for (std::size_t word = 0; word < bad.size() && word < word_count(size_); ++word) {
    if (bad[word] == 0) continue;
    std::uint64_t& kept = all()[word];
    removed += static_cast<std::size_t>(std::popcount(kept & bad[word]));
    kept &= ~bad[word];
  }
  count(rule, removed);
}

void Candidates::remove(const char* rule, std::span<const ItemId> bad) {
  std::size_t removed = 0;
  for (const ItemId item : bad) {
    if (item.row >= size_ || !holds(item)) continue;
    set_bit(all(), item.row, false);
    ++removed;
  }
  count(rule, removed);
}

void Candidates::keep_only(const char* rule, const ItemBitmap& good) {
  const std::size_t before = count_bits(all());
  for (std::size_t word = 0; word < words_->size(); ++word) (*words_)[word] &= word < good.size() ? good[word] : 0;
  count(rule, before - count_bits(*words_));
}

std::optional<ItemBitmap> Candidates::words(std::size_t items) const {
  if (!words_) return std::nullopt;
  ItemBitmap first(words_->begin(), words_->begin() + static_cast<std::ptrdiff_t>(word_count(items)));
  if (items % 64 != 0) first.back() &= (std::uint64_t{1} << (items % 64)) - 1;
  return first;
}

void apply_rules(const LiveCatalogue& catalogue, const AdviceRequest& request, std::int64_t now, Candidates& candidates,
                 std::vector<std::string>& ignored) {
  const AdviceFilters& filters = request.filters;
  const auto rows_of = [&](std::span<const std::string> ids) {
    std::vector<ItemId> rows;
    for (const std::string& id : ids) {
      if (const auto item = catalogue.find(id)) {
        rows.push_back(*item);
      } else {
        ignored.push_back(id);
      }
    }
    return rows;
  };
  candidates.remove("withdrawn", catalogue.withdrawn());
  candidates.remove("out_of_stock", catalogue.out_of_stock());
  candidates.remove("not_available_now", *catalogue.not_available_at(now));
  if (const std::string region = folded(request.context.region); !region.empty()) {
    candidates.remove("not_deliverable",
                      *catalogue.where(rule_name("elsewhere", std::span(&region, 1)), [&](const LiveProduct& product) {
                        return !product.regions.empty() && !any_in(std::span(&region, 1), product.regions);
                      }));
  }
  if (const auto budget = request.context.budget) {
    candidates.keep_only("over_budget",
                         *catalogue.where(amount_name("price", {}, budget), [&](const LiveProduct& product) {
                           return product.price && *product.price <= *budget;
                         }));
  }
  if (!filters.include.empty()) {
    ItemBitmap included(word_count(catalogue.size()));
    for (const ItemId item : rows_of(filters.include)) set_bit(included, item.row, true);
    candidates.keep_only("not_included", included);
  }
  if (const auto steps = category_steps(filters.category); !steps.empty()) {
    candidates.keep_only("category", *catalogue.where(rule_name("category", steps), [&](const LiveProduct& product) {
      return within_category(product, steps);
    }));
  }
  if (const auto brands = all_folded(filters.brands); !brands.empty()) {
    candidates.keep_only("brand", *catalogue.where(rule_name("brand", brands), [&](const LiveProduct& product) {
      return any_in(std::span(&product.brand, 1), brands);
    }));
  }
  if (const auto tags = all_folded(filters.tags); !tags.empty()) {
    candidates.keep_only("tags", *catalogue.where(rule_name("tags", tags), [&](const LiveProduct& product) {
      return any_in(product.tags, tags);
    }));
  }
  if (filters.price_min || filters.price_max) {
    const auto within = [&](const LiveProduct& product) {
      return product.price && (!filters.price_min || *product.price >= *filters.price_min) &&
             (!filters.price_max || *product.price <= *filters.price_max);
    };
    candidates.keep_only("price", *catalogue.where(amount_name("price", filters.price_min, filters.price_max), within));
  }
  candidates.remove("excluded", rows_of(filters.exclude));
  candidates.remove("in_cart", rows_of(request.context.cart));
}

}  // namespace moshaver
