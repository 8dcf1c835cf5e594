#include "engine/reports/report_log.hpp"

namespace moshaver {

namespace {

Result<void> check(const ReportOptions& options) {
  if (options.days == 0 || options.days > 36'500) {
    return failure(ErrorCode::invalid_argument,
                   "days is " + std::to_string(options.days) + "; it must be from 1 to 36500", "days");
  }
  if (options.count == 0 || options.count > 1'000) {
    return failure(ErrorCode::invalid_argument,
                   "count is " + std::to_string(options.count) + "; it must be from 1 to 1000", "count");
  }
  return {};
}

}  // namespace

Result<ReportLog> ReportLog::open(const std::filesystem::path& shop, const ReportOptions& options) {
  MOSHAVER_CHECK(check(options));
  MOSHAVER_TRY(store, Store::open(shop));
  MOSHAVER_TRY(merged, store.merges());
  return ReportLog(std::move(store), std::move(merged), static_cast<std::int64_t>(options.days) * seconds_a_day);
}

}  // namespace moshaver
