#include "moshaver/report_fields.hpp"
#include "tools/json/replies.hpp"
#include "tools/json/write.hpp"
#include "tools/server/handlers.hpp"
#include "tools/server/query_parameters.hpp"

namespace moshaver::tools {

namespace {

template <class Report>
HttpReply show(Call& call, Result<Report> (*make)(const std::filesystem::path&, const ReportOptions&)) {
  ReportOptions options;
  if (auto read = read_parameters(call.parameters, report_parameters, options); !read) return reply_of(read.error());
  auto report = call.timed(Step::engine, [&] { return make(call.advisor.shop(), options); });
  if (!report) return reply_of(report.error());
  return json_reply(json_of(ReportReply<Report>{options.days, std::move(*report)}));
}

}  // namespace

HttpReply show_lifecycle(Call& call) { return show(call, lifecycle_report); }
HttpReply show_satisfaction(Call& call) { return show(call, satisfaction_report); }
HttpReply show_referrals(Call& call) { return show(call, referral_report); }
HttpReply show_margin(Call& call) { return show(call, margin_report); }
HttpReply show_unmet_demand(Call& call) { return show(call, unmet_demand_report); }

}  // namespace moshaver::tools
