#include "engine/reports/report_log.hpp"

#include "engine/ingest/checked_records.hpp"
#include "moshaver/report_fields.hpp"

namespace moshaver {

Result<ReportLog> ReportLog::open(const std::filesystem::path& shop, const ReportOptions& options) {
  MOSHAVER_CHECK(check_fields(options));
  MOSHAVER_TRY(store, Store::open(shop));
  MOSHAVER_TRY(merged, store.merges());
  return ReportLog(std::move(store), std::move(merged), static_cast<std::int64_t>(options.days) * seconds_a_day);
}

}  // namespace moshaver
