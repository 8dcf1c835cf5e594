#include <algorithm>
#include <chrono>

#include "engine/advice/answer.hpp"
#include "engine/ingest/checked_records.hpp"
#include "engine/live/shop_state.hpp"
#include "moshaver/report_fields.hpp"

namespace moshaver {

Result<MarginReport> margin_report(const std::filesystem::path& directory, const ReportOptions& options) {
  MOSHAVER_CHECK(check_fields(options));
  MOSHAVER_TRY(shop, read_shop_state(directory, SearchIndex::as_recorded, {}));
  constexpr std::size_t most = 1'000;
  const std::uint32_t customers = shop.base->data.customers.size();
  const std::size_t step = std::max<std::size_t>(1, customers / most);
  AdviceRequest request;
  request.max_reasons = 0;
  MarginReport report;
  report.band = shop.settings->current()->margin_band;
  const std::int64_t now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  for (std::size_t row = 0; row < customers && report.answers < most; row += step) {
    request.customer_id = shop.base->data.customers.key(static_cast<std::uint32_t>(row));
    if (find_customer(shop, request.customer_id).history.empty()) continue;
    MOSHAVER_TRY(advice, answer(shop, request, now));
    ++report.answers;
    report.changed += advice.margin_moved > 0;
    report.items += advice.items.size();
    report.moved += advice.margin_moved;
    for (const RecommendedItem& item : advice.items) {
      const auto product = shop.catalogue->find(item.product_id);
      report.with_cost += item.price && product && shop.catalogue->of(*product).cost;
    }
  }
  return report;
}

}  // namespace moshaver
