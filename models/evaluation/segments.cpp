#include "models/evaluation/segments.hpp"

#include <algorithm>
#include <map>

#include "models/evaluation/bootstrap.hpp"
#include "models/evaluation/protocols.hpp"

namespace moshaver {

namespace {

constexpr std::size_t most_attribute_segments = 10, most_categories = 20;

// The most frequent names, most frequent first; ties by name.
std::vector<std::string> most_frequent(const std::map<std::string, std::size_t>& counts, std::size_t most) {
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (sorted.size() > most) sorted.resize(most);
  std::vector<std::string> names;
  for (auto& [name, count] : sorted) names.push_back(name);
  return names;
}

std::string first_level(std::string_view category) {
  category = category.substr(0, category.find('>'));
  const std::size_t first = category.find_first_not_of(' ');
  if (first == std::string_view::npos) return "";
  return std::string(category.substr(first, category.find_last_not_of(' ') + 1 - first));
}

std::string range_text(std::size_t low, std::size_t high) {
  return low == high ? std::to_string(low) : std::to_string(low) + " to " + std::to_string(high);
}

}  // namespace

std::vector<CustomerSegment> history_segments(const Histories& known, std::span<const UserId> evaluated) {
  std::vector<std::size_t> history_size(known.user_count(), 0), sorted;
  for (const UserId user : evaluated) {
    history_size[user.row] = distinct_items(known.of(user)).size();
    if (history_size[user.row] > 0) sorted.push_back(history_size[user.row]);
  }
  std::sort(sorted.begin(), sorted.end());
  std::vector<CustomerSegment> segments;
  const auto add = [&](std::string name, std::size_t low, std::size_t high) {
    CustomerSegment segment{"history", std::move(name), std::vector<bool>(history_size.size())};
    bool any = false;
    for (const UserId user : evaluated) {
      const bool member = history_size[user.row] >= low && history_size[user.row] <= high;
      segment.members[user.row] = member;
      any |= member;
    }
    if (any) segments.push_back(std::move(segment));
  };
  add("new", 0, 0);
  if (sorted.empty()) return segments;
  add("returning", 1, sorted.back());
  const std::size_t few = sorted[(sorted.size() - 1) / 3], some = sorted[(sorted.size() - 1) * 2 / 3];
  add("few (" + range_text(sorted.front(), few) + ")", 1, few);
  if (some > few) add("some (" + range_text(few + 1, some) + ")", few + 1, some);
  if (sorted.back() > some) add("many (" + range_text(some + 1, sorted.back()) + ")", some + 1, sorted.back());
  return segments;
}

std::vector<CustomerSegment> attribute_segments(std::span<const std::string> segment_of, std::size_t user_count,
                                                std::span<const UserId> evaluated) {
  std::map<std::string, std::size_t> counts;
  for (const UserId user : evaluated) {
    if (user.row < segment_of.size() && !segment_of[user.row].empty()) ++counts[segment_of[user.row]];
  }
  std::vector<CustomerSegment> segments;
  for (const std::string& name : most_frequent(counts, most_attribute_segments)) {
    CustomerSegment segment{"segment", name, std::vector<bool>(user_count)};
    for (std::size_t user = 0; user < std::min(user_count, segment_of.size()); ++user)
      segment.members[user] = segment_of[user] == name;
    segments.push_back(std::move(segment));
  }
  return segments;
}

ProductCategories product_categories(std::span<const std::string> category_of, std::span<const ItemId> truth) {
  std::vector<std::string> level;
  for (const std::string& category : category_of) level.push_back(first_level(category));
  std::map<std::string, std::size_t> counts;
  for (const ItemId item : truth) {
    if (item.row < level.size() && !level[item.row].empty()) ++counts[level[item.row]];
  }
  ProductCategories categories;
  categories.names = most_frequent(counts, most_categories);
  categories.of.assign(level.size(), ProductCategories::none);
  std::map<std::string, std::uint32_t> index;
  for (std::uint32_t at = 0; at < categories.names.size(); ++at) index[categories.names[at]] = at;
  for (std::size_t item = 0; item < level.size(); ++item) {
    if (const auto found = index.find(level[item]); found != index.end()) categories.of[item] = found->second;
  }
  return categories;
}

void CategoryRecall::add(std::size_t customer, std::span<const ItemId> ranked, std::span<const ItemId> truth) {
  if (categories_.names.empty()) return;
  std::vector<Found>& found = of_customer_[customer];
  const auto slot = [&](std::uint32_t category) -> Found& {
    const auto at = std::find_if(found.begin(), found.end(), [&](const Found& f) { return f.category == category; });
    return at != found.end() ? *at : found.emplace_back(Found{category, 0, std::vector<double>(ks_.size())});
  };
  for (const ItemId item : truth) {
    if (const std::uint32_t category = category_of(item); category != ProductCategories::none) ++slot(category).truth;
  }
  for (std::size_t at = 0; at < std::min(ranked.size(), ks_.back()); ++at) {
    const std::uint32_t category = category_of(ranked[at]);
    if (category == ProductCategories::none || !std::binary_search(truth.begin(), truth.end(), ranked[at])) continue;
    Found& of = slot(category);
    for (std::size_t k = 0; k < ks_.size(); ++k) of.hits[k] += at < ks_[k] ? 1 : 0;
  }
}

void CategoryRecall::append_to(std::vector<SegmentEvaluation>& segments) const {
  for (std::uint32_t category = 0; category < categories_.names.size(); ++category) {
    std::vector<double> values;  // customers with truth in the category x ks
    for (const auto& customer : of_customer_) {
      for (const Found& found : customer) {
        if (found.category != category) continue;
        for (const double hits : found.hits) values.push_back(hits / found.truth);
      }
    }
    const auto resampled = resample({values, ks_.size()}, {});
    SegmentEvaluation evaluation{"category", categories_.names[category], values.size() / ks_.size(), {}};
    for (std::size_t k = 0; k < ks_.size(); ++k) evaluation.at.push_back({ks_[k], estimate(resampled[k]), {}, {}});
    segments.push_back(std::move(evaluation));
  }
}

}  // namespace moshaver
