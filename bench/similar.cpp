// Measures the products that are shown as similar to one: bench/RESULTS.md, "Similar products".
//
//   similar SHOP [PRODUCTS [TRUTH]]     SHOP has a catalogue and a model; TRUTH: truth/ of a generated shop
//
// Asks for the five most similar of evenly spaced products, as the shop serves them, and prints the share that is of the
// product's own category, to its last level, beside the share that is possible; with TRUTH, that is of the same family;
// and p50 and p99 of an answer.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "bench/command_line.hpp"
#include "engine/advice/answer.hpp"
#include "engine/live/shop_state.hpp"

namespace {

using namespace moshaver;

constexpr std::size_t shown = 5;

std::map<std::string, std::string> families_of(const std::string& truth) {
  std::map<std::string, std::string> families;
  for (const auto& row : bench::rows_of(truth + "/products.csv")) families[row.at(0)] = row.at(1);
  return families;
}

std::string path_of(const LiveProduct& product) {
  std::string path;
  for (const std::string& step : product.category) path += (path.empty() ? "" : " > ") + step;
  return path;
}

std::vector<ItemId> answered(const ShopState& shop, const AdviceRequest& request, std::int64_t now) {
  const auto advice = answer(shop, request, now);
  if (!advice) {
    std::fprintf(stderr, "%s\n", advice.error().message.c_str());
    std::exit(1);
  }
  std::vector<ItemId> items;
  for (const RecommendedItem& item : advice->items) items.push_back(shop.catalogue->find(item.product_id).value());
  return items;
}

void measure(const ShopState& shop, std::size_t most, const std::map<std::string, std::string>& families) {
  const LiveCatalogue& catalogue = *shop.catalogue;
  const auto now = static_cast<std::int64_t>(shop.base->data.last_time);
  std::vector<ItemId> asked;
  const std::size_t step = std::max<std::size_t>(catalogue.size() / most, 1);
  for (std::size_t row = 0; row < catalogue.size(); row += step) {
    const ItemId item{static_cast<std::uint32_t>(row)};
    if (!catalogue.of(item).category.empty() && catalogue.groups().head(item) == item) asked.push_back(item);
  }
  std::size_t same = 0, possible = 0, listed = 0, with_family = 0, same_family = 0;
  std::vector<double> us;
  for (const ItemId item : asked) {
    const LiveProduct& product = catalogue.of(item);
    AdviceRequest request;
    request.placement = Placement::similar;
    request.product_id = product.product_id;
    request.count = shown;
    const auto start = std::chrono::steady_clock::now();
    const std::vector<ItemId> items = answered(shop, request, now);
    us.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
    listed += items.size();
    const auto family = families.find(product.product_id);
    if (family != families.end()) ++with_family;
    for (const ItemId other : items) {
      same += catalogue.of(other).category == product.category;
      const auto its = families.find(catalogue.of(other).product_id);
      same_family += family != families.end() && its != families.end() && its->second == family->second;
    }
    request.filters.category = path_of(product);
    for (const ItemId other : answered(shop, request, now))
      possible += catalogue.of(other).category == product.category;
  }
  std::sort(us.begin(), us.end());
  const auto asked_count = static_cast<double>(asked.size());
  const auto a_list = [&](std::size_t count) { return static_cast<double>(count) / asked_count / shown; };
  std::printf("%zu products of %u, %.2f shown each\n", asked.size(), catalogue.size(),
              static_cast<double>(listed) / asked_count);
  std::printf("of the same category %.3f, possible %.3f\n", a_list(same), a_list(possible));
  if (with_family > 0) {
    std::printf("of the same family   %.3f\n",
                static_cast<double>(same_family) / static_cast<double>(with_family) / shown);
  }
  std::printf("us p50 %.1f, p99 %.1f\n", us[us.size() / 2], us[us.size() * 99 / 100]);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: similar SHOP [PRODUCTS [TRUTH]]\n", stderr);
    return 2;
  }
  const auto shop = read_shop_state(argv[1], SearchIndex::as_recorded, {});
  if (!shop) {
    std::fprintf(stderr, "%s\n", shop.error().message.c_str());
    return 1;
  }
  const std::size_t most = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 2'000;
  measure(*shop, std::max<std::size_t>(most, 1),
          argc > 3 ? families_of(argv[3]) : std::map<std::string, std::string>());
  return 0;
}
