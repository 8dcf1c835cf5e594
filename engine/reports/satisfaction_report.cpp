#include "engine/reports/report_log.hpp"

#include <unordered_map>

namespace moshaver {

namespace {

struct Mean {
  std::uint64_t count = 0;
  double sum = 0;
  void add(const ReportLog::WindowEvent& event) {
    if (!event.has_value) return;
    ++count;
    sum += static_cast<double>(event.value);
  }
  [[nodiscard]] std::optional<double> value() const {
    return count > 0 ? std::optional(sum / static_cast<double>(count)) : std::nullopt;
  }
};

}  // namespace

Result<SatisfactionReport> satisfaction_report(const std::filesystem::path& shop, const ReportOptions& options) {
  MOSHAVER_TRY(log, ReportLog::open(shop, options));
  SatisfactionReport report;
  Mean rating, survey;
  std::unordered_map<std::uint32_t, SatisfactionReport::Product> products;
  const auto counted = [](std::uint32_t, const EventRecord& event) {
    return event.kind != EventKind::view && event.kind != EventKind::cart;
  };
  MOSHAVER_CHECK(log.each_in_window(counted, [&](const ReportLog::WindowEvent& event) {
    const std::uint32_t row = event.product;
    switch (event.kind) {
      case EventKind::purchase:
        ++report.purchases;
        break;
      case EventKind::return_:
        ++report.returns;
        ++products[row].returns;
        break;
      case EventKind::like:
        ++report.likes;
        break;
      case EventKind::dislike:
        ++report.dislikes;
        ++products[row].dislikes;
        break;
      case EventKind::hide:
        ++report.hides;
        break;
      case EventKind::complaint:
        ++report.complaints;
        ++products[row].complaints;
        break;
      case EventKind::resolve:
        ++report.resolved;
        break;
      case EventKind::rating:
        rating.add(event);
        if (event.has_value && event.value <= 2) ++products[row].low_ratings;
        break;
      case EventKind::survey:
        survey.add(event);
        break;
      default:
        break;
    }
  }));
  report.ratings = rating.count;
  report.surveys = survey.count;
  report.mean_rating = rating.value();
  report.mean_survey = survey.value();
  for (auto& [row, product] : products) {
    product.unhappy = product.returns + product.complaints + product.dislikes + product.low_ratings;
  }
  MOSHAVER_TRY(listed,
               largest<SatisfactionReport::Product>(log.store(), {products.begin(), products.end()}, options.count,
                                                    [](const auto& one) { return one.unhappy; }));
  report.products = std::move(listed);
  return report;
}

}  // namespace moshaver
