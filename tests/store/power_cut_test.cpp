// Power cuts at random writes do not lose anything that was acknowledged.
#include <atomic>
#include <set>
#include <thread>

#include "engine/store/snapshot.hpp"
#include "tests/advisor/open_advisor.hpp"
#include "tests/store/power.hpp"

using namespace moshaver;
using namespace moshaver::testing;
namespace fs = std::filesystem;

namespace {

Event numbered_event(std::size_t number) {
  Event event = event_for(SmallShop::customer(number % 30), SmallShop::product(number % 12),
                          number % 3 == 0 ? "view" : "purchase");
  event.event_id = "event-" + std::to_string(number);
  event.timestamp = std::to_string(1'050 * std::int64_t{day} + static_cast<std::int64_t>(number));
  return event;
}

// The content of the disk after a power cut, and what had been acknowledged before.
struct Cut {
  DiskImage image;
  std::optional<std::string> snapshot;
  std::size_t acknowledged = 0;  // the first entries of the ledger
  double price = 0;
};

class PowerCuts {
 public:
  PowerCuts(const SmallShop& world, unsigned seed) : shop_(world.shop()), power_(world.shop(), seed), random_(seed) {
    power_.on_step([this] { perhaps_cut(); });
  }
  void ignore_syncs() { power_.ignore_syncs(); }

  // Serves the shop while threads write to it, until at least `cuts` power cuts were recorded.
  void serve(std::size_t cuts) {
    {
      const std::lock_guard lock(mutex_);
      cuts_.clear();
      seen_snapshots_.clear();
    }
    power_.start();
    AdvisorOptions options;
    options.clock = [] { return test_now; };
    options.snapshot_events = 40;
    auto opened = Advisor::open(shop_, options);
    if (!opened) FAIL(opened.error().message);
    Advisor& advisor = *opened;
    cutting_ = true;
    std::vector<std::thread> clients;
    for (unsigned client = 0; client < 2; ++client) {
      clients.emplace_back([&, client] {
        for (int turn = 0; turn < 1'000 && cuts_taken() < cuts; ++turn) write(advisor, client, turn);
      });
    }
    for (std::thread& client : clients) client.join();
    cutting_ = false;
  }

  // Writes the shop as after one of the cuts to `directory`, beside the models, which are not written to.
  void restore(const Cut& cut, const fs::path& directory) const {
    for (const char* name : {"events.db", "events.db-wal", "events.db-shm"}) fs::remove(directory / name);
    fs::remove_all(directory / "snapshot");
    for (const auto& [name, bytes] : cut.image) put_bytes(directory / name, bytes);
    if (!cut.snapshot) return;
    fs::create_directories(directory / "snapshot");
    put_bytes(directory / "snapshot" / "state", *cut.snapshot);
    put_bytes(directory / "snapshot" / "state.tmp-1-1", cut.snapshot->substr(0, cut.snapshot->size() / 2));
  }

  // The number of acknowledged events that are not stored exactly once.
  std::size_t lost(const Cut& cut, const fs::path& directory) const {
    auto store = Store::open(directory);
    if (!store) FAIL(store.error().message);
    if (const auto sound = store->verify(); !sound) FAIL(sound.error().message);
    std::map<std::string, int> stored;
    REQUIRE(store->visit_events(0, [&](std::uint64_t, std::uint32_t, std::uint32_t, const EventRecord& event) {
      ++stored[std::string(event.event_id)];
      return true;
    }));
    std::size_t lost = 0;
    for (std::size_t at = 0; at < cut.acknowledged; ++at)
      lost += stored["event-" + std::to_string(ledger_[at])] == 1 ? 0 : 1;
    for (const auto& [id, times] : stored) lost += id.empty() || times <= 1 ? 0 : 1;
    return lost;
  }

  // Opens the restored shop: everything acknowledged is known, and it answers.
  void check_reopened(const Cut& cut, const fs::path& directory) const {
    Advisor advisor = advisor_of(directory);
    std::vector<Event> again;
    for (std::size_t at = 0; at < cut.acknowledged; ++at) again.push_back(numbered_event(ledger_[at]));
    std::size_t new_again = 0;
    for (const EventResult& result : must(advisor.record(again))) new_again += result.status != EventStatus::duplicate;
    CHECK(new_again == 0);
    if (cut.price > 0) CHECK(must(advisor.product("sku-live")).price.value_or(0) >= cut.price);
    CHECK(advised(advisor, request_for(SmallShop::customer(1))).items.size() > 2);
  }

  [[nodiscard]] const std::vector<Cut>& cuts() const { return cuts_; }
  const Cut& any_cut() { return cuts_[random_() % cuts_.size()]; }
  // Continues as if this cut had happened: later events were never acknowledged.
  void go_on_from(const Cut& cut) {
    restore(cut, shop_);
    ledger_.resize(cut.acknowledged);
    acknowledged_price_ = cut.price;
  }
  [[nodiscard]] std::size_t snapshots_restored() const { return snapshots_restored_; }

 private:
  std::size_t cuts_taken() {
    const std::lock_guard lock(mutex_);
    return cuts_.size();
  }

  void write(Advisor& advisor, unsigned client, int turn) {
    if (client == 0 && turn % 7 == 3) {
      Product product = product_with("sku-live", 1);
      product.price = ++price_;
      must(advisor.put_product(product));
      const std::lock_guard lock(mutex_);
      acknowledged_price_ = *product.price;
      return;
    }
    std::vector<Event> events;
    std::vector<std::size_t> numbers;
    for (int at = 0; at < (turn % 4 == 0 ? 9 : 1); ++at) {
      numbers.push_back(next_event_.fetch_add(1));
      events.push_back(numbered_event(numbers.back()));
    }
    const auto results = advisor.record(events);
    REQUIRE(results);
    const std::lock_guard lock(mutex_);
    ledger_.insert(ledger_.end(), numbers.begin(), numbers.end());
  }

  void perhaps_cut() {
    if (!cutting_) return;
    const std::lock_guard lock(mutex_);
    if (random_() % 12 != 0) return;
    Cut cut;
    // First what was acknowledged, then the disk: what is acknowledged in between may already be on the disk.
    cut.acknowledged = ledger_.size();
    cut.price = acknowledged_price_;
    cut.image = power_.cut();
    cut.snapshot = some_snapshot();
    snapshots_restored_ += cut.snapshot.has_value();
    cuts_.push_back(std::move(cut));
  }

  // A snapshot as a disk may hold it: none, the last, an older one, or a torn one.
  std::optional<std::string> some_snapshot() {
    std::ifstream file(snapshot_path(shop_), std::ios::binary);
    if (file) seen_snapshots_.insert(std::string(std::istreambuf_iterator<char>(file), {}));
    if (seen_snapshots_.empty() || random_() % 5 == 0) return std::nullopt;
    std::string bytes =
        *std::next(seen_snapshots_.begin(), static_cast<std::ptrdiff_t>(random_() % seen_snapshots_.size()));
    if (random_() % 3 != 0) return bytes;
    const std::size_t from = random_() % bytes.size();
    if (random_() % 2 == 0) return bytes.substr(0, from);
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end(), '\0');
    return bytes;
  }

  fs::path shop_;
  Power power_;
  std::mutex mutex_;
  std::mt19937 random_;
  std::atomic<bool> cutting_ = false;
  std::atomic<std::size_t> next_event_ = 0;
  double price_ = 0, acknowledged_price_ = 0;
  std::vector<std::size_t> ledger_;  // numbers of acknowledged events
  std::vector<Cut> cuts_;
  std::set<std::string> seen_snapshots_;
  std::size_t snapshots_restored_ = 0;
};

void check_power_cuts(std::size_t count, unsigned seed) {
  const SmallShop world;
  world.train_shop("popular");
  const fs::path directory = world.path("after the cut");
  fs::create_directories(directory);
  fs::copy(world.shop() / "models", directory / "models", fs::copy_options::recursive);
  PowerCuts power_cuts(world, seed);
  std::size_t checked = 0;
  while (checked < count) {
    power_cuts.serve(25);
    for (const Cut& cut : power_cuts.cuts()) {
      power_cuts.restore(cut, directory);
      CAPTURE(checked, cut.acknowledged);
      REQUIRE(power_cuts.lost(cut, directory) == 0);
      power_cuts.check_reopened(cut, directory);
      ++checked;
    }
    const Cut last = power_cuts.any_cut();
    power_cuts.go_on_from(last);
  }
  CHECK(power_cuts.snapshots_restored() * 3 > checked);
  WARN(checked << " power cuts survived, " << power_cuts.snapshots_restored()
               << " of them with a snapshot on the disk");
}

}  // namespace

TEST_CASE("no acknowledged event or product is lost in a power cut at any write") { check_power_cuts(100, 1); }

TEST_CASE("no acknowledged event or product is lost in 1,000 power cuts", "[.power]") { check_power_cuts(1'000, 2); }

TEST_CASE("the power-cut check finds the losses of a disk that ignores syncs") {
  const SmallShop world;
  world.train_shop("popular");
  const fs::path directory = world.path("after the cut");
  fs::create_directories(directory);
  PowerCuts power_cuts(world, 3);
  power_cuts.ignore_syncs();
  power_cuts.serve(25);
  std::size_t lost = 0;
  for (const Cut& cut : power_cuts.cuts()) {
    if (!cut.image.contains("events.db")) continue;
    power_cuts.restore(cut, directory);
    auto store = Store::open(directory);
    if (!store || !store->verify()) {
      ++lost;
      continue;
    }
    lost += power_cuts.lost(cut, directory);
  }
  CHECK(lost > 0);
}
