#include "models/content/features.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "engine/data/key_map.hpp"
#include "engine/parallel/parallel_for.hpp"
#include "engine/text/fold.hpp"

namespace moshaver {

namespace {

// The kind of a column: the first letter of its key.
enum Kind : char {
  constant = '1',
  word = 'w',
  letter_run = 'r',
  title = 't',
  category = 'c',
  brand = 'b',
  tag = 'g',
  price = 'p'
};

void add_words(std::string_view text, const ContentFeatureConfig& config, std::vector<std::string>& keys) {
  for (const std::string& found : folded_words(text)) {
    keys.push_back(char{word} + found);
    if (config.letter_run == 0) continue;
    for (const std::string& run : letter_runs(found, config.run_length)) keys.push_back(char{letter_run} + run);
  }
}

template <class OnPart>
void for_each_part(std::string_view text, std::string_view separators, const OnPart& on_part) {
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
    if (const std::string part = folded(text.substr(at, end - at)); !part.empty()) on_part(part);
    at = end + 1;
  }
}

// Bands of a factor of 1.5, so that they mean the same in any currency.
std::string price_band(double price) {
  return std::to_string(price > 0 ? static_cast<int>(std::floor(std::log(price) / std::log(1.5))) : -1'000);
}

// The column keys of one product, one per mention.
std::vector<std::string> keys_of(const ProductAttributes& product, const ContentFeatureConfig& config) {
  std::vector<std::string> keys;
  if (product.empty()) return keys;
  keys.emplace_back(1, char{constant});
  for (const std::string& text : {product.title, product.title_fa}) {
    add_words(text, config, keys);
    if (const std::string whole = folded(text); !whole.empty()) keys.push_back(char{title} + whole);
  }
  std::string path;
  for_each_part(product.category, ">", [&](const std::string& part) {
    path += ">" + part;
    keys.push_back(char{category} + path);
  });
  add_words(product.category, config, keys);
  if (const std::string made_by = folded(product.brand); !made_by.empty()) {
    keys.push_back(char{brand} + made_by);
    if (!path.empty()) keys.push_back(char{brand} + made_by + path);
  }
  for_each_part(product.tags, ",;|،؛", [&](const std::string& part) { keys.push_back(char{tag} + part); });
  if (product.price) {
    const std::string band = price_band(*product.price);
    keys.push_back(char{price} + band);
    if (!path.empty()) keys.push_back(char{price} + band + path);
  }
  return keys;
}

// item_count x keys; values: the number of mentions.
struct Mentions {
  SparseRows rows;
  KeyMap keys;
};

Mentions count_mentions(const Catalogue& catalogue, std::uint32_t item_count, const ContentFeatureConfig& config) {
  Mentions mentions;
  constexpr std::uint32_t block = 16'384;  // products whose keys are in memory at once
  std::vector<std::vector<std::string>> keys(std::min(item_count, block));
  for (std::uint32_t start = 0; start < item_count; start += block) {
    const std::uint32_t count = std::min(block, item_count - start);
    parallel_for(count, 64, thread_count_or_all(config.threads), [&](std::size_t first, std::size_t last, std::size_t) {
      for (std::size_t at = first; at < last; ++at) {
        keys[at] = keys_of(catalogue.of(ItemId{start + static_cast<std::uint32_t>(at)}), config);
      }
    });
    std::vector<std::uint32_t> columns;
    for (std::uint32_t at = 0; at < count; ++at) {
      columns.clear();
      for (const std::string& key : keys[at]) columns.push_back(mentions.keys.insert(key));
      std::sort(columns.begin(), columns.end());
      for (std::size_t entry = 0; entry < columns.size(); ++entry) {
        if (entry > 0 && columns[entry] == columns[entry - 1]) {
          mentions.rows.values.back() += 1;
        } else {
          mentions.rows.columns.push_back(columns[entry]);
          mentions.rows.values.push_back(1);
        }
      }
      mentions.rows.offsets.push_back(mentions.rows.columns.size());
    }
  }
  return mentions;
}

double weight_of(char kind, const ContentFeatureConfig& config) {
  switch (kind) {
    case word:
      return config.word;
    case letter_run:
      return config.letter_run;
    case title:
      return config.title;
    case category:
      return config.category;
    case brand:
      return config.brand;
    case tag:
      return config.tag;
    case price:
      return config.price;
    default:
      return 1;
  }
}

}  // namespace

ContentFeatures content_features(const Catalogue& catalogue, std::uint32_t item_count,
                                 const ContentFeatureConfig& config) {
  const Mentions mentions = count_mentions(catalogue, item_count, config);
  std::vector<std::uint32_t> products(mentions.keys.size());  // that mention the key
  for (const std::uint32_t key : mentions.rows.columns) ++products[key];

  constexpr std::uint32_t unused = 0xffffffff;
  std::vector<std::uint32_t> column_of(mentions.keys.size(), unused);
  ContentFeatures features;
  for (std::uint32_t key = 0; key < mentions.keys.size(); ++key) {
    const bool is_used = products[key] > 1 && weight_of(mentions.keys.key(key).front(), config) > 0;
    if (is_used) column_of[key] = features.feature_count++;
  }
  const auto described = static_cast<double>(products.empty() ? 0 : products.front());  // the constant comes first

  for (std::uint32_t item = 0; item < item_count; ++item) {
    std::array<double, 128> squares{};  // by kind
    const std::size_t first = features.by_item.columns.size();
    const auto keys = mentions.rows.columns_of(item);
    const auto counts = mentions.rows.values_of(item);
    std::vector<char> kinds;
    for (std::size_t at = 0; at < keys.size(); ++at) {
      if (column_of[keys[at]] == unused) continue;
      const char kind = mentions.keys.key(keys[at]).front();
      const double rarity = kind == constant ? 1 : std::log((1 + described) / products[keys[at]]);
      const auto value = static_cast<float>(static_cast<double>(counts[at]) * rarity);
      features.by_item.columns.push_back(column_of[keys[at]]);
      features.by_item.values.push_back(value);
      kinds.push_back(kind);
      squares[static_cast<std::size_t>(kind)] += static_cast<double>(value) * static_cast<double>(value);
    }
    for (std::size_t at = 0; at < kinds.size(); ++at) {
      const double length = std::sqrt(squares[static_cast<std::size_t>(kinds[at])]);
      features.by_item.values[first + at] *= static_cast<float>(weight_of(kinds[at], config) / length);
    }
    features.by_item.offsets.push_back(features.by_item.columns.size());
  }
  return features;
}

}  // namespace moshaver
