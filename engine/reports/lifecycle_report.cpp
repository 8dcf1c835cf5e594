#include "engine/reports/report_log.hpp"

namespace moshaver {

Result<LifecycleReport> lifecycle_report(const std::filesystem::path& shop, const ReportOptions& options) {
  MOSHAVER_TRY(log, ReportLog::open(shop, options));
  struct Activity {
    std::int64_t last_bought = 0;  // day
    std::int64_t newest_purchase = 0;
    std::uint32_t orders = 0, last_order = 0;
    bool active = false, undated = false;
  };
  std::vector<Activity> customers;
  MOSHAVER_CHECK(log.each_event([&](std::uint32_t row, std::uint32_t, const EventRecord& event) {
    Activity& customer = at_row(customers, row);
    customer.active = true;
    if (event.kind != EventKind::purchase) return;
    customer.undated |= !event.timestamp;
    customer.newest_purchase = std::max(customer.newest_purchase, event.timestamp.value_or(0));
    // The rows of one order are adjacent in the log.
    const std::uint32_t order = order_key(event.order_id);
    const std::int64_t bought_on = event.timestamp.value_or(0) / seconds_a_day;
    const bool same =
        customer.orders > 0 &&
        (order != 0 ? order == customer.last_order : customer.last_order == 0 && bought_on == customer.last_bought);
    customer.orders += same ? 0 : 1;
    customer.last_order = order;
    customer.last_bought = bought_on;
  }));
  LifecycleReport report;
  for (std::size_t at = 0; at < report.stages.size(); ++at) report.stages[at].stage = life_cycle_stages[at];
  MOSHAVER_CHECK(log.store().visit_customers(std::nullopt, [&](std::uint32_t row, const CustomerRecord& record) {
    // An erased customer leaves a row with an anonymous id.
    if (log.is_merged(row) || record.customer_id.starts_with("erased:")) return;
    const Activity customer = row < customers.size() ? customers[row] : Activity{};
    const std::size_t stage = !customer.active       ? 0
                              : customer.orders == 0 ? 1
                              : customer.orders == 1 ? 2
                              : customer.orders < 5  ? 3
                                                     : 4;
    ++report.customers;
    ++report.stages[stage].customers;
    const bool recent = customer.undated || log.in_window(customer.newest_purchase);
    if (customer.orders > 0 && !recent) ++report.stages[stage].dormant;
  }));
  return report;
}

}  // namespace moshaver
