#include "engine/reports/report_log.hpp"

#include <unordered_map>

namespace moshaver {

Result<UnmetDemandReport> unmet_demand_report(const std::filesystem::path& shop, const ReportOptions& options) {
  MOSHAVER_TRY(log, ReportLog::open(shop, options));
  UnmetDemandReport report;
  std::unordered_map<std::uint32_t, UnmetDemandReport::Product> products;
  MOSHAVER_CHECK(
      log.store().visit_products(std::nullopt, [&](std::uint32_t row, const ProductRecord& product, bool withdrawn) {
        if (withdrawn || product.stock.value_or(1) <= 0)
          products[row].reason = withdrawn ? "withdrawn" : "out_of_stock";
      }));
  report.products_unavailable = products.size();
  struct Wish {
    std::uint32_t views = 0, carts = 0, likes = 0, questions = 0;
  };
  std::unordered_map<std::uint64_t, Wish> wishes;  // by product and customer
  const auto unavailable = [&](std::uint32_t product, const EventRecord&) { return products.contains(product); };
  MOSHAVER_CHECK(log.each_in_window(unavailable, [&](const ReportLog::WindowEvent& event) {
    const std::uint64_t who = std::uint64_t{event.product} << 32 | event.customer;
    if (event.kind == EventKind::purchase) wishes.erase(who);
    if (event.kind == EventKind::view) ++wishes[who].views;
    if (event.kind == EventKind::cart) ++wishes[who].carts;
    if (event.kind == EventKind::like) ++wishes[who].likes;
    if (event.kind == EventKind::question) ++wishes[who].questions;
  }));
  for (const auto& [who, wish] : wishes) {
    UnmetDemandReport::Product& product = products[static_cast<std::uint32_t>(who >> 32)];
    ++product.customers;
    product.views += wish.views;
    product.carts += wish.carts;
    product.likes += wish.likes;
    product.questions += wish.questions;
  }
  std::erase_if(products, [](const auto& one) { return one.second.customers == 0; });
  MOSHAVER_TRY(listed,
               largest<UnmetDemandReport::Product>(log.store(), {products.begin(), products.end()}, options.count,
                                                   [](const auto& one) { return one.customers; }));
  report.products = std::move(listed);
  return report;
}

}  // namespace moshaver
