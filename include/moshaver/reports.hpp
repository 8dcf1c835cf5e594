// Reports on a shop, as counts of its events: life-cycle stages, satisfaction, referrals, unmet demand. Nothing is
// estimated, and no customer is named.
//
//   window   events of the last `days` before the newest event that has a time, and all events without a time. The
//            life-cycle report counts all events
//   guests   count as the account that they were merged into
//   cost     one pass over the log, about 10 million events a second; 32 bytes a customer and 24 bytes an event in the
//            window
//   threads  any; works while the shop is served
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

// reach: no event yet; acquisition: events but no purchase; conversion: one order; retention: two to four orders;
// loyalty: five or more. Purchases with the same order_id are one order; without order_id, those of one UTC day. A
// returned order still counts.
inline constexpr std::array<std::string_view, 5> life_cycle_stages = {"reach", "acquisition", "conversion", "retention",
                                                                      "loyalty"};
struct LifecycleReport {
  struct Stage {
    std::string_view stage;
    std::uint64_t customers = 0;
    std::uint64_t dormant = 0;  // of these: no purchase in the last `days`; 0 in stages without purchases
  };
  std::uint64_t customers = 0;
  std::array<Stage, life_cycle_stages.size()> stages;  // in the order of life_cycle_stages
};
[[nodiscard]] Result<LifecycleReport> lifecycle_report(const std::filesystem::path& shop, const ReportOptions& = {});

struct SatisfactionReport {
  std::uint64_t purchases = 0, returns = 0, likes = 0, dislikes = 0, hides = 0, complaints = 0, resolved = 0;
  std::uint64_t ratings = 0, surveys = 0;          // those that have a value
  std::optional<double> mean_rating, mean_survey;  // nullopt if there are none
  struct Product {
    std::string product_id, title;
    std::uint64_t unhappy = 0;                                                 // the sum of the next four
    std::uint64_t returns = 0, complaints = 0, dislikes = 0, low_ratings = 0;  // low: 2 or less
  };
  std::vector<Product> products;  // largest `unhappy` first; none with 0
};
[[nodiscard]] Result<SatisfactionReport> satisfaction_report(const std::filesystem::path& shop,
                                                             const ReportOptions& = {});

// A referral is an event of the referring customer; recipient_id, if present, is the referred person.
struct ReferralReport {
  std::uint64_t referrals = 0;
  std::uint64_t referrers = 0;  // distinct referring customers
  std::uint64_t referred = 0;   // distinct referred people
  std::uint64_t converted = 0;  // of these: bought something, at any time
};
[[nodiscard]] Result<ReferralReport> referral_report(const std::filesystem::path& shop, const ReportOptions& = {});

// How often the margin decides: the answers of for_you, ten items each, to an even sample of the shop's customers, as the
// shop would give them at this moment. Needs a model. Errors: also not_found without one.
struct MarginReport {
  double band = 0;              // share of a score within which fits are equal, of [margin] in shop.toml; 0: never
  std::uint64_t answers = 0;    // to at most 1,000 customers with a history
  std::uint64_t changed = 0;    // of these: the margin moved an item
  std::uint64_t items = 0;      // in all answers
  std::uint64_t moved = 0;      // of these: at another place than by the score alone
  std::uint64_t with_cost = 0;  // items whose margin is known
};
[[nodiscard]] Result<MarginReport> margin_report(const std::filesystem::path& shop, const ReportOptions& = {});

inline constexpr std::array<std::string_view, 2> unavailable_reasons = {"out_of_stock", "withdrawn"};

// Unavailable products, and the customers who viewed them, put them in the cart, liked them or asked about them and
// have not bought them since.
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
