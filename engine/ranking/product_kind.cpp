#include "engine/ranking/product_kind.hpp"

#include <algorithm>
#include <unordered_map>

#include "engine/text/fold.hpp"

namespace moshaver {

namespace {

// FNV-1a; never 0, which means unknown.
class Hash {
 public:
  explicit Hash(std::uint32_t start = 2'166'136'261U) : value_(start) {}
  void add(char letter) {
    const bool is_upper = letter >= 'A' && letter <= 'Z';
    value_ = (value_ ^ static_cast<unsigned char>(is_upper ? letter + ('a' - 'A') : letter)) * 16'777'619U;
  }
  void add(std::string_view text) {
    for (const char letter : text) add(letter);
  }
  [[nodiscard]] std::uint32_t value() const { return value_ == 0 ? 1 : value_; }

 private:
  std::uint32_t value_;
};

bool is_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter & 0x80) != 0;
}

// The digits of ASCII, and of Arabic and Persian in UTF-8.
bool is_digit_at(std::string_view text, std::size_t at) {
  if (text[at] >= '0' && text[at] <= '9') return true;
  if (at + 1 >= text.size()) return false;
  const auto lead = static_cast<unsigned char>(text[at]), next = static_cast<unsigned char>(text[at + 1]);
  return (lead == 0xDB && next >= 0xB0 && next <= 0xB9) || (lead == 0xD9 && next >= 0xA0 && next <= 0xA9);
}

void add_words(std::string_view title, ProductKind& kind) {
  for (std::size_t at = 0; at < title.size() && kind.word_count < ProductKind::most_words;) {
    Hash word;
    std::size_t letters = 0;
    bool has_digit = false;
    for (; at < title.size() && title[at] != ' '; ++at) {
      has_digit = has_digit || is_digit_at(title, at);
      if (!is_letter(title[at])) continue;
      word.add(title[at]);
      ++letters;
    }
    if (letters > 1 && !has_digit) kind.words[kind.word_count++] = word.value();
    ++at;
  }
  const auto first = kind.words.begin(), last = first + kind.word_count;
  std::sort(first, last);
  kind.word_count = static_cast<std::uint8_t>(std::unique(first, last) - first);
}

double common_words(const ProductKind& a, const ProductKind& b) {
  std::size_t common = 0;
  for (std::size_t at_a = 0, at_b = 0; at_a < a.word_count && at_b < b.word_count;) {
    if (a.words[at_a] == b.words[at_b]) {
      ++common, ++at_a, ++at_b;
    } else {
      a.words[at_a] < b.words[at_b] ? ++at_a : ++at_b;
    }
  }
  const auto all = static_cast<double>(a.word_count + b.word_count) - static_cast<double>(common);
  return all > 0 ? static_cast<double>(common) / all : 0;
}

double common_steps(const ProductKind& a, const ProductKind& b) {
  const std::size_t least = std::min(a.steps, b.steps), most = std::max(a.steps, b.steps);
  std::size_t common = 0;
  while (common < least && a.path[common] == b.path[common]) ++common;
  return most > 0 ? static_cast<double>(common) / static_cast<double>(most) : 0;
}

}  // namespace

ProductKind product_kind(std::span<const std::string> category, std::string_view brand, std::string_view title) {
  ProductKind kind;
  Hash path;
  for (const std::string& step : category) {
    path.add(step);
    path.add('>');
    kind.steps = static_cast<std::uint8_t>(std::min<std::size_t>(kind.steps + 1U, ProductKind::most_steps));
    kind.path[kind.steps - 1U] = path.value();
  }
  if (!brand.empty()) {
    Hash made_by;
    made_by.add(brand);
    kind.brand = made_by.value();
  }
  add_words(title, kind);
  return kind;
}

std::vector<ProductKind> kinds_of_products(const Catalogue& catalogue, std::uint32_t item_count) {
  std::unordered_map<std::string, std::string> folds;  // many products share a category or a brand
  const auto folded_once = [&](const std::string& text) -> const std::string& {
    const auto [found, is_new] = folds.try_emplace(text);
    if (is_new) found->second = folded(text);
    return found->second;
  };
  std::vector<ProductKind> kinds;
  kinds.reserve(item_count);
  for (std::uint32_t row = 0; row < item_count; ++row) {
    const ProductAttributes& product = catalogue.of(ItemId{row});
    std::vector<std::string> steps;
    for (std::size_t at = 0; at < product.category.size();) {
      const std::size_t end = std::min(product.category.find('>', at), product.category.size());
      if (const std::string& step = folded_once(product.category.substr(at, end - at)); !step.empty()) {
        steps.push_back(step);
      }
      at = end + 1;
    }
    kinds.push_back(
        product_kind(steps, folded_once(product.brand), product.title.empty() ? product.title_fa : product.title));
  }
  return kinds;
}

double similarity(const ProductKind& a, const ProductKind& b) {
  constexpr double of_category = 0.5, of_words = 0.35, of_brand = 0.15;
  double sum = 0, known = 0;
  if (a.steps > 0 && b.steps > 0) {
    sum += of_category * common_steps(a, b);
    known += of_category;
  }
  if (a.word_count > 0 && b.word_count > 0) {
    sum += of_words * common_words(a, b);
    known += of_words;
  }
  if (a.brand != 0 && b.brand != 0) {
    sum += a.brand == b.brand ? of_brand : 0;
    known += of_brand;
  }
  return known > 0 ? sum / known : 0;
}

bool near_duplicates(const ProductKind& a, const ProductKind& b) {
  constexpr double most_words = 0.7;
  const bool same_category = a.steps == b.steps && (a.steps == 0 || a.path[a.steps - 1U] == b.path[b.steps - 1U]);
  return same_category && a.word_count > 0 && common_words(a, b) >= most_words;
}

}  // namespace moshaver
