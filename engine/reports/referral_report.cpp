#include "engine/reports/report_log.hpp"

#include <unordered_set>

namespace moshaver {

Result<ReferralReport> referral_report(const std::filesystem::path& shop, const ReportOptions& options) {
  MOSHAVER_TRY(log, ReportLog::open(shop, options));
  ReferralReport report;
  std::unordered_set<std::uint32_t> referrers;
  std::unordered_set<std::string> referred;
  std::vector<bool> bought;
  struct Referral {
    std::uint32_t referrer;
    std::optional<std::int64_t> time;
    std::string recipient;
  };
  std::vector<Referral> referrals;
  MOSHAVER_CHECK(log.each_event([&](std::uint32_t row, std::uint32_t, const EventRecord& event) {
    if (event.kind == EventKind::purchase) {
      if (row >= bought.size()) bought.resize(std::max<std::size_t>(row + 1, bought.size() * 2));
      bought[row] = true;
    }
    if (event.kind == EventKind::referral) {
      referrals.push_back({row, event.timestamp, std::string(event.recipient_id)});
    }
  }));
  for (const Referral& referral : referrals) {
    if (!log.in_window(referral.time)) continue;
    ++report.referrals;
    referrers.insert(referral.referrer);
    if (!referral.recipient.empty() && referral.recipient != "erased") referred.insert(referral.recipient);
  }
  report.referrers = referrers.size();
  report.referred = referred.size();
  MOSHAVER_CHECK(log.store().visit_customers(std::nullopt, [&](std::uint32_t row, const CustomerRecord& customer) {
    if (!referred.contains(std::string(customer.customer_id))) return;
    const std::uint32_t buyer = log.account_of(row);
    if (buyer < bought.size() && bought[buyer]) ++report.converted;
  }));
  return report;
}

}  // namespace moshaver
