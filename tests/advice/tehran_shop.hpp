// A shop in Tehran that delivers from Saturday to Wednesday, and a Tuesday morning there.
#pragma once

#include <cstdint>
#include <string>

namespace moshaver::testing {

inline constexpr std::int64_t tuesday = 1'795'500'000;  // 2026-11-24T09:30:00+03:30
inline const std::string tehran_settings = R"(
currency = "IRR"
time_zone = "Asia/Tehran"
[delivery]
working_days = ["sat", "sun", "mon", "tue", "wed"]
cut_off = "14:00"
[delivery.regions]
Tehran = 1
Shiraz = 3
)";

}  // namespace moshaver::testing
