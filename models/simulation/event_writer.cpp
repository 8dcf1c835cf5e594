#include "models/simulation/event_writer.hpp"

#include <charconv>
#include <cstring>

namespace moshaver::simulation {
namespace {

constexpr std::size_t longest_line = 1024;
constexpr std::string_view header =
    "customer_id,product_id,event,timestamp,quantity,unit_price,order_id,recipient_id,account_id,channel,place,value,"
    "reason\n";

char* append(char* to, std::string_view text) {
  std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

char* append(char* to, std::uint64_t number) { return std::to_chars(to, to + 20, number).ptr; }

char* append_two(char* to, std::uint32_t number) {
  to[0] = static_cast<char>('0' + number / 10);
  to[1] = static_cast<char>('0' + number % 10);
  return to + 2;
}

}  // namespace

EventWriter::EventWriter(OutputFile& file, const Calendar& calendar, const Catalogue& catalogue,
                         const Population& population)
    : file_(file), calendar_(calendar), catalogue_(catalogue), population_(population) {
  file_.write(header);
  thread_ = std::thread([this] { run(); });
}

EventWriter::~EventWriter() { finish(); }

bool EventWriter::submit(std::uint32_t day, std::vector<Event>& events) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return queue_.size() < 2; });
  queue_.push_back({day, std::move(events)});
  if (spare_.empty()) {
    events = {};
  } else {
    events = std::move(spare_.back());
    spare_.pop_back();
  }
  changed_.notify_all();
  return !broken_;
}

void EventWriter::finish() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

void EventWriter::run() {
  for (;;) {
    Day day;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ended_ || !queue_.empty(); });
      if (queue_.empty()) return;
      day = std::move(queue_.front());
      queue_.pop_front();
      changed_.notify_all();
    }
    if (!file_.failed()) write_day(day);
    day.events.clear();
    const std::lock_guard lock(mutex_);
    spare_.push_back(std::move(day.events));
    broken_ = file_.failed();
  }
}

// Keys, channels, places and reasons of this shop never need quotes (a test checks that), so fields are not scanned.
void EventWriter::write_day(const Day& day) {
  const std::string date = calendar_.iso_date(day.day);
  for (const Event& event : day.events) {
    char* at = file_.reserve(longest_line);
    at = population_.append_key(at, event.customer);
    *at++ = ',';
    at = append(at, catalogue_.key(event.product));
    *at++ = ',';
    at = append(at, event_kind_names[static_cast<std::size_t>(event.kind)]);
    *at++ = ',';
    at = append(at, date);
    *at++ = 'T';
    at = append_two(at, event.second / 3600);
    *at++ = ':';
    at = append_two(at, event.second / 60 % 60);
    *at++ = ':';
    at = append_two(at, event.second % 60);
    at = append(at, "Z,");
    if (event.quantity != 0) at = append(at, std::uint64_t{event.quantity});
    *at++ = ',';
    if (event.price != 0) at = append(at, std::uint64_t{event.price} * 1000);
    *at++ = ',';
    if (event.order != 0) {
      *at++ = 'o';
      at = append(at, event.order);
    }
    *at++ = ',';
    if (event.recipient != nobody) at = population_.append_key(at, event.recipient);
    *at++ = ',';
    if (event.for_account) at = population_.append_key(at, population_[event.customer].account);
    *at++ = ',';
    at = append(at, channel_names[event.channel]);
    *at++ = ',';
    at = append(at, region_names[event.place]);
    *at++ = ',';
    if (event.value != 0) *at++ = static_cast<char>('0' + event.value);
    *at++ = ',';
    at = append(at, reason_names[static_cast<std::size_t>(event.reason)]);
    *at++ = '\n';
    file_.end(at);
  }
}

}  // namespace moshaver::simulation
