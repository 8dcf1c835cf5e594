// Services by their free slots: time, opening hours, bookings and what gives them back.
#include <chrono>
#include <set>
#include <thread>

#include "engine/advice/free_slots.hpp"
#include "engine/artifact/files.hpp"
#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

const std::string slots_toml = R"(
time_zone = "Asia/Tehran"
[delivery]
working_days = ["sat", "sun", "mon", "tue", "wed"]
hours = ["09:00-13:00", "16:00-20:00"]
)";
constexpr std::int64_t tuesday_morning = 1'795'500'000;  // 2026-11-24T09:30:00+03:30

const std::string repair = SmallShop::product(3), lesson = SmallShop::product(9);

Slot slot_at(const std::string& start, const std::string& end, double capacity = 1) {
  Slot slot;
  slot.start = start;
  slot.end = end;
  slot.capacity = capacity;
  return slot;
}
std::string tehran(const std::string& day_and_hour) { return "2026-11-" + day_and_hour + ":00+03:30"; }

// The small shop, in which two products are services.
class ServiceWorld {
 public:
  ServiceWorld() {
    world_.train_shop("item-item");
    put_bytes(world_.shop() / "shop.toml", slots_toml);
    open();
    for (const std::string& id : {repair, lesson}) {
      Product service = product_with(id);
      service.kind = "service";
      must(advisor_->put_product(service));
    }
  }
  void open() {
    advisor_.reset();
    advisor_.emplace(advisor_of(world_.shop(), tuesday_morning));
  }
  [[nodiscard]] Advisor& advisor() { return *advisor_; }
  [[nodiscard]] const SmallShop& files() const { return world_; }
  void put(const std::string& product, const std::vector<Slot>& slots) {
    (void)must(advisor_->put_slots(product, slots));
  }
  [[nodiscard]] Advice ask(const std::string& from = "", const std::string& until = "",
                           const std::string& need_by = "") {
    AdviceRequest request = request_for("nobody");
    request.context.at = {from, until};
    request.context.need_by = need_by;
    return advised(*advisor_, request);
  }
  // When the first free slot of a service begins; "out": the service is not shown.
  [[nodiscard]] std::string first(const std::string& product, const std::string& from = "",
                                  const std::string& until = "") {
    for (const RecommendedItem& item : ask(from, until).items) {
      if (item.product_id == product) return item.slot;
    }
    return "out";
  }
  void book(const std::string& customer, const std::string& slot, const std::string& kind = "purchase",
            double quantity = 1) {
    Event event = event_for(customer, repair, kind);
    event.slot = slot;
    event.quantity = quantity;
    event.event_id = std::to_string(++events_);
    CHECK(record_one(*advisor_, event).status == EventStatus::stored);
  }

 private:
  SmallShop world_;
  std::optional<Advisor> advisor_;
  int events_ = 0;
};

}  // namespace

TEST_CASE("a service is shown with its first free slot, in the shop's time zone, and left out without one") {
  ServiceWorld world;
  // Nothing is known of slots yet: shown, but not for a certain time.
  CHECK(world.first(repair).empty());
  CHECK(world.first(repair, tehran("25T09:00")) == "out");
  world.put(repair, {slot_at(tehran("25T10:00"), tehran("25T11:00")), slot_at(tehran("24T10:00"), tehran("24T11:00")),
                     slot_at(tehran("24T09:00"), tehran("24T10:00"))});
  CHECK(world.first(repair) == "2026-11-24T10:00:00+03:30");  // 09:00 has begun
  CHECK(world.first(lesson) == "out");
  const Advice advice = world.ask();
  CHECK(removed_by(advice, "no_slot") == 1);
  CHECK(advice.items.size() == SmallShop::products - 1);  // goods need no slot
  CHECK(world.first(repair, tehran("24T10:30")) == "2026-11-25T10:00:00+03:30");
  CHECK(world.first(repair, tehran("24T10:00"), tehran("24T11:00")) == "2026-11-24T10:00:00+03:30");
  CHECK(world.first(repair, tehran("24T10:00"), tehran("24T10:59")) == "out");
  CHECK(world.first(repair, tehran("26T00:00")) == "out");
  // By the day on which it is needed.
  CHECK(shows(world.ask("", "", "2026-11-24"), repair));
  CHECK(shows(world.ask(tehran("24T12:00"), "", "2026-11-25"), repair));
  CHECK_FALSE(shows(world.ask(tehran("24T12:00"), "", "2026-11-24"), repair));
  world.put(repair, {});
  CHECK(world.first(repair) == "out");
}

TEST_CASE("bookings use up a slot, returns free it, and both are still known after the shop is opened again") {
  ServiceWorld world;
  const std::string early = tehran("24T10:00"), late = tehran("25T10:00");
  world.put(repair, {slot_at(early, tehran("24T11:00"), 2), slot_at(late, tehran("25T11:00"))});
  const auto first = [&] { return world.first(repair).substr(8, 2); };
  world.book("a", early);
  CHECK(first() == "24");
  world.book("b", early);
  CHECK(first() == "25");
  world.book("c", late);
  CHECK(world.first(repair) == "out");
  world.open();
  CHECK(world.first(repair) == "out");
  world.book("b", early, "return");
  CHECK(first() == "24");
  world.book("d", early, "return");  // who has booked nothing gives nothing back
  world.book("b", early);
  CHECK(world.first(repair) == "out");
  world.book("c", "", "return");  // the customer's latest
  CHECK(first() == "25");
  world.open();
  CHECK(first() == "25");
  // Replacing the slots keeps what is booked.
  world.put(repair, {slot_at(early, tehran("24T11:00"), 3), slot_at(late, tehran("25T11:00"))});
  CHECK(first() == "24");
  const auto slots = must(world.advisor().put_slots(repair, std::vector<Slot>{slot_at(early, tehran("24T11:00"), 2)}));
  REQUIRE(slots.size() == 1);
  CHECK(slots[0].start == "2026-11-24T06:30:00Z");
  CHECK(slots[0].booked == 2);
  CHECK(world.first(repair) == "out");
  must(world.advisor().erase_customer("a"));
  CHECK(first() == "24");
}

TEST_CASE("an event that is sent again books once, and a slot that is booked before it is known counts") {
  ServiceWorld world;
  const std::string start = tehran("24T10:00");
  Event event = event_for("a", repair);
  event.slot = start;
  event.event_id = "booking-1";
  CHECK(record_one(world.advisor(), event).status == EventStatus::stored);
  CHECK(record_one(world.advisor(), event).status == EventStatus::duplicate);
  world.put(repair, {slot_at(start, tehran("24T11:00"), 2)});
  CHECK(world.first(repair) == "2026-11-24T10:00:00+03:30");
  world.book("b", start);
  CHECK(world.first(repair) == "out");
}

TEST_CASE("a slot outside the opening hours, across a closing hour or on a holiday is not offered") {
  ServiceWorld world;
  const auto only = [&](const char* start, const char* end) {
    world.put(repair, {slot_at(tehran(start), tehran(end))});
    return world.first(repair) != "out";
  };
  CHECK(only("24T12:00", "24T13:00"));
  CHECK_FALSE(only("24T12:30", "24T13:30"));
  CHECK_FALSE(only("24T13:00", "24T16:00"));
  CHECK(only("24T16:00", "24T20:00"));
  CHECK_FALSE(only("24T12:00", "24T17:00"));
  CHECK_FALSE(only("26T10:00", "26T11:00"));  // a Thursday
  CHECK(only("28T10:00", "28T11:00"));
  put_bytes(world.files().shop() / "shop.toml", slots_toml + "holidays = [\"2026-11-28\"]\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(250));
  CHECK(world.first(repair) == "out");
}

TEST_CASE("opening hours end at midnight at the latest, by the shop's clock") {
  ShopSettings settings;
  settings.time_zone = TimeZone::named("Asia/Tehran").value();
  settings.delivery.hours.emplace();
  (*settings.delivery.hours)[weekday_of(plain_day("2026-11-24").value())] = {{18 * 3600, 24 * 3600}};
  const std::int64_t midnight = settings.time_zone.time_at(plain_day("2026-11-25").value());
  CHECK(is_open(settings, midnight - 3600, midnight));
  CHECK_FALSE(is_open(settings, midnight - 3600, midnight + 1));
  CHECK_FALSE(is_open(settings, midnight, midnight + 3600));
}

TEST_CASE("overlapping slots of a service are separate capacity") {
  ServiceWorld world;
  world.put(repair, {slot_at(tehran("24T10:00"), tehran("24T12:00")), slot_at(tehran("24T11:00"), tehran("24T13:00"))});
  world.book("a", tehran("24T10:00"));
  CHECK(world.first(repair) == "2026-11-24T11:00:00+03:30");
}

TEST_CASE("wrong slots and times are refused by name, and what was there stays") {
  ServiceWorld world;
  world.put(repair, {slot_at(tehran("24T10:00"), tehran("24T11:00"))});
  const auto refused = [&](const std::string& product, const std::vector<Slot>& slots, const std::string& field,
                           const std::string& rule, ErrorCode code = ErrorCode::invalid_argument) {
    const auto put = world.advisor().put_slots(product, slots);
    REQUIRE_FALSE(put);
    CHECK(put.error().code == code);
    CHECK(put.error().field == field);
    CHECK_THAT(put.error().message, Contains(rule));
    CHECK(world.first(repair) == "2026-11-24T10:00:00+03:30");
  };
  const Slot good = slot_at(tehran("24T10:00"), tehran("24T11:00"));
  refused(repair, {good, slot_at(tehran("24T12:00"), tehran("24T12:00"))}, "slots[1].end", "is not after start");
  refused(repair, {slot_at(tehran("24T12:00"), tehran("24T10:00"))}, "slots[0].end", "is not after start");
  refused(repair, {slot_at("", tehran("24T10:00"))}, "slots[0].start", "is missing");
  refused(repair, {slot_at("noon", tehran("24T10:00"))}, "slots[0].start", "is neither ISO 8601");
  refused(repair, {slot_at(tehran("24T10:00"), tehran("24T11:00"), -1)}, "slots[0].capacity", "from 0");
  refused(repair, {good, good}, "slots[1].start", "is given twice");
  refused("none", {good}, "product_id", "no product", ErrorCode::not_found);
  refused(SmallShop::product(0), {good}, "product_id", "is a good");
  const auto at = [&](const std::string& from, const std::string& until, const std::string& field) {
    AdviceRequest request = request_for("nobody");
    request.context.at = {from, until};
    const auto advice = world.advisor().advise(request);
    REQUIRE_FALSE(advice);
    CHECK(advice.error().field == field);
  };
  at("soon", "", "context.at.from");
  at("", "2026-13-01", "context.at.until");
  at("", tehran("23T10:00"), "context.at.until");
  at(tehran("25T10:00"), tehran("25T10:00"), "context.at.until");
}

TEST_CASE("slots come from files, and a slot that ends before it starts is a counted rejection") {
  const SmallShop world;
  world.train_shop("item-item");
  put_bytes(world.path("products.csv"), "product_id,kind\n" + repair + ",service\n");
  put_bytes(world.path("slots.csv"), "product_id,start,end,capacity\n" + repair + ",2026-11-24T10:00+03:30," +
                                         "2026-11-24T11:00+03:30,1\n" + repair + ",2026-11-25T10:00+03:30," +
                                         "2026-11-25T09:00+03:30,1\n" + repair + ",2026-11-26T10:00+03:30,,1\n");
  ImportOptions options;
  options.shop = world.shop();
  options.products = {world.path("products.csv")};
  options.slots = {world.path("slots.csv")};
  options.rejects = world.path("rejects.tsv");
  options.max_reject_rate = 0.6;
  const ImportSummary summary = must(import_files(options));
  CHECK(summary.slot_rows == 1);
  REQUIRE(summary.rejects.size() == 2);
  std::set<std::string> reasons = {summary.rejects[0].reason, summary.rejects[1].reason};
  CHECK(reasons.count("end is not after start; a slot ends after it begins") == 1);
  CHECK(reasons.count("end is missing") == 1);
  CHECK_THAT(must(read_file(world.path("rejects.tsv"), 1 << 20)), Contains("slots.csv\t3\tend\t"));
  const Recommender recommender = must(Recommender::open_shop(world.shop()));
  AdviceRequest request = request_for("nobody");
  request.context.now = std::to_string(tuesday_morning);
  bool shown = false;
  for (const RecommendedItem& item : advised(recommender, request).items) {
    if (item.product_id != repair) continue;
    shown = true;
    CHECK(item.slot == "2026-11-24T06:30:00+00:00");
  }
  CHECK(shown);
  options.max_reject_rate = 0.4;
  CHECK_FALSE(import_files(options));
  options.slots.clear();
  options.products.clear();
  CHECK_FALSE(import_files(options));
}
