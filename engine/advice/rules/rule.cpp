#include "engine/advice/rules/rule.hpp"

#include <algorithm>

#include "engine/text/fold.hpp"

namespace moshaver {

std::vector<ItemId> known_items(const LiveCatalogue& catalogue, std::span<const std::string> ids) {
  std::vector<ItemId> items;
  for (const std::string& id : ids) {
    if (const auto item = catalogue.find(id)) items.push_back(*item);
  }
  return items;
}

std::shared_ptr<const ItemBitmap> of_category(const LiveCatalogue& catalogue, std::span<const std::string> steps) {
  return catalogue.where(rule_key("category", steps),
                         [&](const LiveProduct& product) { return within_category(product, steps); });
}

std::string rule_key(const char* rule, std::span<const std::string> values) {
  std::string key = rule;
  for (const std::string& value : values) key += '\x1f' + value;
  return key;
}

std::string rule_key(const char* rule, std::optional<double> from, std::optional<double> to) {
  const auto text = [](std::optional<double> amount) { return amount ? std::to_string(*amount) : std::string(); };
  return std::string(rule) + '\x1f' + text(from) + '\x1f' + text(to);
}

std::string price_key(const char* rule, const Situation& situation) {
  const std::string prices[] = {situation.currency,
                                situation.contract ? situation.contract->state_at(situation.now) : ""};
  return rule_key(rule, prices);
}

std::vector<std::string> all_folded(std::span<const std::string> texts) {
  std::vector<std::string> words;
  for (const std::string& text : texts) words.push_back(folded(text));
  std::sort(words.begin(), words.end());
  return words;
}

bool any_in(std::span<const std::string> wanted, std::span<const std::string> has) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](const std::string& one) { return std::find(has.begin(), has.end(), one) != has.end(); });
}

}  // namespace moshaver
