#include "engine/data/dataset.hpp"

#include <algorithm>
#include <chrono>

namespace moshaver {

Dataset make_dataset(EventTable&& events) {
  // Moved here, so that the columns are freed on return: the caller's variable would keep them through training.
  EventTable table = std::move(events);
  Dataset data;
  data.event_count = table.size();
  for (const std::uint32_t time : table.time) {
    if (time == 0) continue;
    data.first_time = data.first_time == 0 ? time : std::min(data.first_time, time);
    data.last_time = std::max(data.last_time, time);
  }
  data.idle.assign(table.customers.size(), true);
  for (const std::uint32_t user : table.user) data.idle[user] = false;
  data.histories = build_histories(table, &data.returns);
  data.customers = std::move(table.customers);
  data.products = std::move(table.products);
  data.titles = std::move(table.titles);
  data.catalogue = std::move(table.catalogue);
  return data;
}

void group_variants(Dataset& data) {
  data.groups = groups_of(data.catalogue, data.products);
  group(data.groups, data.histories);
  group(data.groups, data.catalogue);
}

std::string iso_date(std::uint32_t time) { return iso_time(time).substr(0, 10); }

std::string iso_time(std::uint32_t time) {
  if (time == 0) return "";
  const std::chrono::sys_seconds instant{std::chrono::seconds{time}};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{instant - day};
  std::string text = "0000-00-00T00:00:00Z";
  // Every reason has a date, and printf would take a twentieth of an answer's time.
  const auto write = [&](std::size_t at, std::size_t width, auto value) {
    auto left = static_cast<unsigned>(value);
    for (; width > 0; --width, left /= 10) text[at + width - 1] = static_cast<char>('0' + left % 10);
  };
  write(0, 4, static_cast<int>(date.year()));
  write(5, 2, static_cast<unsigned>(date.month()));
  write(8, 2, static_cast<unsigned>(date.day()));
  write(11, 2, clock.hours().count());
  write(14, 2, clock.minutes().count());
  write(17, 2, clock.seconds().count());
  return text;
}

}  // namespace moshaver
