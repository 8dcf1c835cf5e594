// What a shop's events say about how it does, as counts: where customers stand, how content they are, whom they bring,
// what they wanted and could not get. Counts only: nothing is estimated, and no customer is named.
//
//   window   events of the last `days` before the newest event that has a time, and those without a time; a report of
//            the life-cycle counts all events, whatever their time
//   people   guests are counted as the accounts that they were merged into
//   cost     one pass over the log, some 10 million events a second; 32 bytes a customer, and 24 an event of the window
//   threads  any; a shop that is being served may be read meanwhile
//   errors   not_found (no shop), bad_format, io_error; invalid_argument with the field
//   test     tests/reports/reports_test.cpp
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "moshaver/result.hpp"

namespace moshaver {

struct ReportOptions {
  std::size_t days = 90;   // 1 to 36,500
  std::size_t count = 20;  // products listed, 1 to 1,000
};

// reach: known, did nothing yet; acquisition: looked, asked or put in the cart, bought nothing; conversion: one order;
// retention: two to four; loyalty: five or more. Orders are told apart by order_id, where there is none by UTC day;
// what was given back still was an order.
inline constexpr std::array<std::string_view, 5> life_cycle_stages = {"reach", "acquisition", "conversion", "retention",
                                                                      "loyalty"};
struct LifecycleReport {
  struct Stage {
    std::string_view stage;
    std::uint64_t customers = 0;
    std::uint64_t dormant = 0;  // of these: bought nothing in the last `days`; 0 for those who never bought
  };
  std::uint64_t customers = 0;
  std::array<Stage, life_cycle_stages.size()> stages;  // in the order of their names
};
[[nodiscard]] Result<LifecycleReport> lifecycle_report(const std::filesystem::path& shop, const ReportOptions& = {});

struct SatisfactionReport {
  std::uint64_t purchases = 0, returns = 0, likes = 0, dislikes = 0, hides = 0, complaints = 0, resolved = 0;
  std::uint64_t ratings = 0, surveys = 0;          // that have a value
  std::optional<double> mean_rating, mean_survey;  // none: there are none
  struct Product {
    std::string product_id, title;
    std::uint64_t unhappy = 0;                                                 // the sum of the four
    std::uint64_t returns = 0, complaints = 0, dislikes = 0, low_ratings = 0;  // low: 2 or less
  };
  std::vector<Product> products;  // most unhappy first; only where there is somebody
};
[[nodiscard]] Result<SatisfactionReport> satisfaction_report(const std::filesystem::path& shop,
                                                             const ReportOptions& = {});

// A referral is an event of who refers; its recipient_id, where it has one, is who was referred.
struct ReferralReport {
  std::uint64_t referrals = 0;
  std::uint64_t referrers = 0;  // customers
  std::uint64_t referred = 0;   // people named
  std::uint64_t converted = 0;  // of these: have bought something, at any time
};
[[nodiscard]] Result<ReferralReport> referral_report(const std::filesystem::path& shop, const ReportOptions& = {});

// Products that cannot be had now, and customers who looked at them, put them in the cart, liked them or asked about
// them and did not buy them since.
inline constexpr std::array<std::string_view, 2> unavailable_reasons = {"out_of_stock", "withdrawn"};
struct UnmetDemandReport {
  struct Product {
    std::string product_id, title;
    std::string reason;  // out_of_stock | withdrawn
    std::uint64_t customers = 0;
    std::uint64_t views = 0, carts = 0, likes = 0, questions = 0;  // events of these customers
  };
  std::uint64_t products_unavailable = 0;
  std::vector<Product> products;  // most customers first
};
[[nodiscard]] Result<UnmetDemandReport> unmet_demand_report(const std::filesystem::path& shop,
                                                            const ReportOptions& = {});

}  // namespace moshaver
