#include "engine/live/live_catalogue.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <set>

#include "engine/text/fold.hpp"

namespace moshaver {

namespace {

constexpr std::size_t max_cached_rules = 256;  // limits the cache to a few megabytes

std::vector<std::string> folded_parts(std::string_view text, std::string_view dividers) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(dividers), text.size());
    if (std::string part = folded(text.substr(0, end)); !part.empty()) parts.push_back(std::move(part));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::size_t shard_of(std::string_view key) { return std::hash<std::string_view>{}(key) % 64; }

}  // namespace

std::vector<std::string> category_steps(std::string_view path) { return folded_parts(path, ">"); }
std::vector<std::string> folded_list(std::string_view divided) { return folded_parts(divided, ",;|"); }

LiveProduct live_product(const ProductRecord& record, bool withdrawn, FoldCache* cache) {
  const auto parts = [&](std::string_view text, const char* dividers) {
    if (text.empty() || cache == nullptr) return folded_parts(text, dividers);
    const auto [found, is_new] = cache->try_emplace(dividers + std::string(text));
    if (is_new) found->second = folded_parts(text, dividers);
    return found->second;
  };
  LiveProduct product;
  product.product_id = record.product_id;
  product.title = record.title.empty() ? record.title_fa : record.title;
  product.title_fa = record.title_fa;
  product.category = parts(record.category, ">");
  for (const std::string& word : parts(record.brand, "")) product.brand = word;
  product.tags = parts(record.tags, ",;|");
  product.regions = parts(record.regions, ",;|");
  product.currency = record.currency;
  product.price = record.price;
  product.cost = record.cost;
  product.stock = record.stock;
  product.lead_days = record.lead_days;
  product.available_from = record.available_from;
  product.available_until = record.available_until;
  product.back_on = record.back_on;
  product.variant_of = record.variant_of;
  product.size = record.size;
  product.colour = record.colour;
  product.is_service = record.kind == "service";
  product.for_staff = record.audience == "internal";
  product.sponsored = record.sponsored == "yes" || record.sponsored == "true" || record.sponsored == "1";
  product.withdrawn = withdrawn;
  return product;
}

bool within_category(const LiveProduct& product, std::span<const std::string> steps) {
  return product.category.size() >= steps.size() && std::equal(steps.begin(), steps.end(), product.category.begin());
}

LiveCatalogue::LiveCatalogue(std::shared_ptr<const KeyMap> keys, std::vector<LiveProduct> products)
    : keys_(std::move(keys)), size_(static_cast<std::uint32_t>(products.size())) {
  assert(keys_->size() == products.size());
  std::vector<std::shared_ptr<Block>> blocks;
  for (std::uint32_t row = 0; row < size_; ++row) {
    if (row % block_size == 0) blocks.push_back(std::make_shared<Block>());
    if (products[row].out_of_stock()) set_bit(out_of_stock_, row, true);
    if (products[row].withdrawn) set_bit(withdrawn_, row, true);
    (*blocks.back())[row % block_size] = std::make_shared<const LiveProduct>(std::move(products[row]));
  }
  blocks_.assign(blocks.begin(), blocks.end());
  find_groups();
}

void LiveCatalogue::find_groups() {
  groups_ = std::make_shared<const ProductGroups>(size_, [&](std::uint32_t row) {
    const std::string& parent = of(ItemId{row}).variant_of;
    const auto found = parent.empty() ? std::nullopt : find(parent);
    return found ? found->row : row;
  });
  ItemBitmap families(groups_->empty() ? 0 : word_count(size_));
  for (const ItemId head : groups_->heads()) {
    const LiveProduct& product = of(head);
    if (!product.price && !product.stock && product.size.empty() && product.colour.empty())
      set_bit(families, head.row, true);
  }
  families_ = std::make_shared<const ItemBitmap>(std::move(families));
}

std::optional<ItemId> LiveCatalogue::find(std::string_view product_id) const {
  if (const auto row = keys_->find(product_id)) return ItemId{*row};
  const auto& shard = new_keys_[shard_of(product_id)];
  if (!shard) return std::nullopt;
  const auto found = shard->find(std::string(product_id));
  if (found == shard->end()) return std::nullopt;
  return ItemId{found->second};
}

std::shared_ptr<const LiveCatalogue> LiveCatalogue::with(std::vector<Change> changes) const {
  const std::shared_ptr<LiveCatalogue> next(new LiveCatalogue(*this));
  std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.row < b.row; });
  bool same_rules = true, same_groups = true;
  std::shared_ptr<Block> block;
  std::uint32_t block_at = 0;
  std::array<std::shared_ptr<NewKeys>, key_shards> copied;
  for (Change& change : changes) {
    const std::uint32_t at = change.row / block_size;
    if (!block || at != block_at) {
      assert(at <= next->blocks_.size());
      block = at < next->blocks_.size() ? std::make_shared<Block>(*next->blocks_[at]) : std::make_shared<Block>();
      block_at = at;
      if (at == next->blocks_.size()) next->blocks_.emplace_back();
      next->blocks_[at] = block;
    }
    if (change.row >= next->size_) {
      assert(change.row == next->size_);
      same_rules = false;
      same_groups = same_groups && groups_->empty() && change.product.variant_of.empty();
      ++next->size_;
      const std::size_t shard = shard_of(change.product.product_id);
      if (!copied[shard]) {
        copied[shard] = new_keys_[shard] ? std::make_shared<NewKeys>(*new_keys_[shard]) : std::make_shared<NewKeys>();
        next->new_keys_[shard] = copied[shard];
      }
      copied[shard]->emplace(change.product.product_id, change.row);
    } else {
      const LiveProduct& before = *(*block)[change.row % block_size];
      same_rules = same_rules && before.same_attributes(change.product);
      same_groups = same_groups && before.same_group(change.product);
    }
    set_bit(next->out_of_stock_, change.row, change.product.out_of_stock());
    set_bit(next->withdrawn_, change.row, change.product.withdrawn);
    (*block)[change.row % block_size] = std::make_shared<const LiveProduct>(std::move(change.product));
  }
  if (!same_rules) next->rules_ = std::make_shared<Rules>();
  if (!same_groups) next->find_groups();
  return next;
}

std::shared_ptr<const ItemBitmap> LiveCatalogue::where(const std::string& name,
                                                       const std::function<bool(const LiveProduct&)>& predicate) const {
  {
    const std::lock_guard lock(rules_->mutex);
    if (const auto found = rules_->bitmaps.find(name); found != rules_->bitmaps.end()) return found->second;
  }
  // Computed without the lock: two threads may compute the same rule, which is harmless.
  auto bitmap = std::make_shared<ItemBitmap>(word_count(size_));
  for (std::uint32_t row = 0; row < size_; ++row) {
    if (predicate(of(ItemId{row}))) set_bit(*bitmap, row, true);
  }
  const std::lock_guard lock(rules_->mutex);
  if (rules_->bitmaps.size() >= max_cached_rules) rules_->bitmaps.clear();
  rules_->bitmaps[name] = bitmap;
  return bitmap;
}

std::shared_ptr<const ItemBitmap> LiveCatalogue::not_available_at(std::int64_t now) const {
  {
    const std::lock_guard lock(rules_->mutex);
    if (rules_->dates && rules_->from <= now && now < rules_->until) return rules_->dates;
  }
  auto bitmap = std::make_shared<ItemBitmap>(word_count(size_));
  std::int64_t from = std::numeric_limits<std::int64_t>::min(), until = std::numeric_limits<std::int64_t>::max();
  for (std::uint32_t row = 0; row < size_; ++row) {
    const LiveProduct& product = of(ItemId{row});
    for (const auto& date : {product.available_from, product.available_until}) {
      if (!date) continue;
      (*date <= now ? from : until) = *date <= now ? std::max(from, *date) : std::min(until, *date);
    }
    const bool early = product.available_from && now < *product.available_from;
    const bool late = product.available_until && now >= *product.available_until;
    if (early || late) set_bit(*bitmap, row, true);
  }
  const std::lock_guard lock(rules_->mutex);
  rules_->dates = bitmap;
  rules_->from = from;
  rules_->until = until;
  return bitmap;
}

}  // namespace moshaver
