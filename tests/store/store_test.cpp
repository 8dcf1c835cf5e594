#include "engine/store/store.hpp"

#include <atomic>
#include <thread>

#include "engine/data/histories.hpp"
#include "tests/artifact/scratch.hpp"
#include "tests/store/shop_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

std::uint64_t events_in(const std::filesystem::path& shop) {
  auto store = Store::open(shop);
  REQUIRE(store);
  return store->event_count().value();
}

}  // namespace

TEST_CASE("events read back from a shop in the order in which they were written") {
  const Scratch scratch;
  EventRecord gift = event_of("c1", "چای/سبز");
  gift.recipient_id = "niece";
  gift.timestamp = 86'400;
  gift.quantity = 2.5;
  gift.order_id = "17";
  EventRecord rating = event_of("c2", "cup");
  rating.kind = EventKind::rating;
  rating.value = 4;
  fill(scratch / "shop", [&](Store::Writer& writer) {
    for (const EventRecord& event : {gift, rating, event_of("c1", "cup")}) CHECK(writer.add_event(event).value());
    CHECK(writer.customer_count() == 2);
    CHECK(writer.product_count() == 2);
  });
  const EventTable table = table_in(scratch / "shop");
  REQUIRE(table.size() == 3);
  CHECK(table.user == std::vector<std::uint32_t>{0, 1, 0});
  CHECK(table.item == std::vector<std::uint32_t>{0, 1, 1});
  CHECK(table.products.key(0) == "چای/سبز");
  CHECK(table.gift == std::vector<bool>{true, false, false});
  CHECK(table.time == std::vector<std::uint32_t>{86'400, 0, 0});
  CHECK(table.order[0] == order_key("17"));
  CHECK(table.order[2] == 0);
  CHECK(table.quantity[0] == 2.5F);
  CHECK(table.value[1] == 4);
  CHECK(table.kind[1] == EventKind::rating);
  CHECK(events_in(scratch / "shop") == 3);
}

TEST_CASE("a purchase whose recipient is the buyer is not a gift") {
  const Scratch scratch;
  EventRecord own = event_of("c1", "cup"), gift = event_of("c1", "pot");
  own.recipient_id = "c1";
  gift.recipient_id = "c2";
  fill(scratch / "shop", [&](Store::Writer& writer) {
    for (const EventRecord& event : {own, gift}) CHECK(writer.add_event(event).value());
  });
  CHECK(table_in(scratch / "shop").gift == std::vector<bool>{false, true});
}

TEST_CASE("keys with slashes, in Persian, of 1,024 bytes, or that differ only in case keep their rows") {
  const Scratch scratch;
  const std::vector<std::string> keys = {"a/b/../c", "مشتری ۱", std::string(1024, 'k'),      "k",
                                         "K",        " ",       "'; DROP TABLE segments; --"};
  for (int round = 0; round < 2; ++round) {
    fill(scratch / "shop", [&](Store::Writer& writer) {
      for (const std::string& key : keys) CHECK(writer.add_event(event_of(key, key)).value() == (round == 0));
    });
  }
  const EventTable table = table_in(scratch / "shop");
  REQUIRE(table.customers.size() == keys.size());
  for (std::uint32_t row = 0; row < keys.size(); ++row) {
    CHECK(table.customers.key(row) == keys[row]);
    CHECK(table.products.key(row) == keys[row]);
  }
}

TEST_CASE("a read during writes of another process sees one consistent state") {
  const Scratch scratch;
  fill(scratch / "shop", [](Store::Writer& writer) { CHECK(writer.add_event(event_of("c", "p")).value()); });
  auto store = Store::open(scratch / "shop");
  REQUIRE(store);
  std::atomic<bool> done = false;
  std::atomic<std::size_t> commits = 0;
  std::thread writing([&] {
    auto other = Store::open(scratch / "shop");
    auto writer = other->begin();
    while (!done && writer) {
      const std::string name = "new-" + std::to_string(commits);
      if (commits > 0 && !writer->resume().value_or(false)) break;
      if (!writer->add_event(event_of(name, name)) || !writer->pause()) break;
      ++commits;
    }
  });
  std::size_t last = 0;
  for (int round = 0; round < 200 || commits < 50; ++round) {
    const auto table = store->read();
    if (!table) FAIL_CHECK(table.error().message);
    if (!table || table->size() < last || round == 100'000) break;
    last = table->size();
  }
  done = true;
  writing.join();
  CHECK(last > 1);
  CHECK(commits >= 50);
}

TEST_CASE("events of several blocks and imports read back in order") {
  const Scratch scratch;
  constexpr std::uint32_t first = 70'000, second = 10;
  fill(scratch / "shop", [&](Store::Writer& writer) {
    for (std::uint32_t at = 0; at < first; ++at) add_dated(writer, at + 1);
  });
  fill(scratch / "shop", [&](Store::Writer& writer) {
    for (std::uint32_t at = first; at < first + second; ++at) add_dated(writer, at + 1);
  });
  const EventTable table = table_in(scratch / "shop");
  REQUIRE(table.size() == first + second);
  for (std::uint32_t at = 0; at < table.size(); ++at) {
    if (table.time[at] != at + 1) FAIL("event " << at << " is out of order");
  }
}

TEST_CASE("a writer without commit changes nothing") {
  const Scratch scratch;
  fill(scratch / "shop", [](Store::Writer& writer) { add_dated(writer, 1); });
  {
    auto store = Store::open(scratch / "shop");
    REQUIRE(store);
    auto writer = store->begin();
    REQUIRE(writer);
    // Enough events for a block to be written.
    for (std::uint32_t at = 2; at < 70'000; ++at) add_dated(*writer, at);
    CHECK(writer->add_event(event_of("new", "new")).value());
    CHECK(writer->put_product(product_of("p", "renamed")));
  }
  const EventTable table = table_in(scratch / "shop");
  CHECK(table.size() == 1);
  CHECK(table.customers.size() == 1);
  CHECK(table.products.size() == 1);
  CHECK(table.titles.empty());
}

TEST_CASE("after a writer without commit the same events can be written") {
  const Scratch scratch;
  auto store = Store::open_or_create(scratch / "shop");
  REQUIRE(store);
  for (int round = 0; round < 2; ++round) {
    auto writer = store->begin();
    REQUIRE(writer);
    CHECK(writer->add_event(event_of("c", "p")).value());
    if (round == 1) CHECK(writer->commit());
  }
  CHECK(store->event_count().value() == 1);
}

TEST_CASE("a product keeps the attributes that a later record does not set") {
  const Scratch scratch;
  ProductRecord tea = product_of("tea", "Green tea");
  tea.brand = "Lahijan";
  tea.price = 4.5;
  tea.stock = 0;
  fill(scratch / "shop", [&](Store::Writer& writer) {
    CHECK(writer.put_product(tea));
    CHECK(writer.put_product(product_of("cup", "")));
  });
  ProductRecord update = product_of("tea", "");
  update.price = 5;
  fill(scratch / "shop", [&](Store::Writer& writer) { CHECK(writer.put_product(update)); });
  CHECK(cell(scratch / "shop", "SELECT title FROM products WHERE product_id = 'tea'") == "Green tea");
  CHECK(cell(scratch / "shop", "SELECT brand FROM products WHERE product_id = 'tea'") == "Lahijan");
  CHECK(cell(scratch / "shop", "SELECT price FROM products WHERE product_id = 'tea'") == "5.0");
  CHECK(cell(scratch / "shop", "SELECT stock FROM products WHERE product_id = 'tea'") == "0.0");  // 0 is a value
  CHECK(cell(scratch / "shop", "SELECT count(*) FROM products") == "2");
}

TEST_CASE("the catalogue has the attributes of every product, and none for unknown products") {
  const Scratch scratch;
  ProductRecord tea = product_of("tea", "Green tea");
  tea.title_fa = "چای سبز";
  tea.category = "Food > Tea";
  tea.brand = "Lahijan";
  tea.tags = "organic,gift";
  tea.price = 0;
  fill(scratch / "shop", [&](Store::Writer& writer) {
    CHECK(writer.add_event(event_of("c", "cup")).value());
    CHECK(writer.put_product(tea));
    CHECK(writer.put_product(product_of("lamp", "Lamp")));
  });
  const EventTable table = table_in(scratch / "shop");
  const auto of = [&](const char* product) { return table.catalogue.of(ItemId{*table.products.find(product)}); };
  const ProductAttributes expected{"Green tea", "چای سبز", "Food > Tea", "Lahijan", "organic,gift", 0.0};
  CHECK(of("tea") == expected);
  CHECK(of("lamp").title == "Lamp");
  CHECK_FALSE(of("lamp").price.has_value());
  CHECK(of("cup").empty());
  CHECK(table.catalogue.of(ItemId{99}).empty());
  CHECK_FALSE(table.catalogue.empty());
  CHECK(EventTable{}.catalogue.empty());
}

TEST_CASE("a customer keeps the attributes that a later record does not set, and staff stay internal") {
  const Scratch scratch;
  CustomerRecord clerk;
  clerk.customer_id = "clerk";
  clerk.relation = "internal";
  clerk.region = "Gilan";
  CustomerRecord moved;
  moved.customer_id = "clerk";
  moved.region = "Tehran";
  fill(scratch / "shop", [&](Store::Writer& writer) { CHECK(writer.put_customer(clerk)); });
  fill(scratch / "shop", [&](Store::Writer& writer) {
    CHECK(writer.put_customer(moved));
    CHECK(writer.add_event(event_of("guest", "tea")).value());
  });
  CHECK(cell(scratch / "shop", "SELECT region FROM customers WHERE customer_id = 'clerk'") == "Tehran");
  const Histories histories = build_histories(table_in(scratch / "shop"));
  CHECK(histories.is_internal(UserId{0}));
  CHECK_FALSE(histories.is_internal(UserId{1}));
}

TEST_CASE("an events file gives a title to a product without one, and never changes a title") {
  const Scratch scratch;
  fill(scratch / "shop", [&](Store::Writer& writer) {
    CHECK(writer.put_product(product_of("tea", "Green tea")));
    for (const char* title : {"first", "second"}) {
      CHECK(writer.name_product(product_of("tea", title)));
      CHECK(writer.name_product(product_of("cup", title)));
    }
  });
  fill(scratch / "shop", [&](Store::Writer& writer) { CHECK(writer.name_product(product_of("cup", "third"))); });
  CHECK(table_in(scratch / "shop").titles == std::vector<std::string>{"Green tea", "first"});
}

TEST_CASE("a product with only a Persian title is shown with it") {
  const Scratch scratch;
  ProductRecord tea = product_of("tea", "");
  tea.title_fa = "چای";
  fill(scratch / "shop", [&](Store::Writer& writer) { CHECK(writer.put_product(tea)); });
  CHECK(table_in(scratch / "shop").titles == std::vector<std::string>{"چای"});
}

TEST_CASE("a paused writer resumes, unless another process has written meanwhile") {
  const Scratch scratch;
  auto store = Store::open_or_create(scratch / "shop");
  REQUIRE(store);
  auto writer = store->begin();
  REQUIRE(writer);
  REQUIRE(writer->add_live_event(event_of("c1", "p1")).value());
  REQUIRE(writer->pause());
  CHECK(table_in(scratch / "shop").size() == 1);
  REQUIRE(writer->resume().value());
  CHECK_FALSE(writer->add_live_event(event_of("c1", "p1")).value());
  CHECK(writer->add_live_event(event_of("c2", "p1")).value());
  REQUIRE(writer->pause());
  fill(scratch / "shop", [](Store::Writer& other) { REQUIRE(other.add_event(event_of("c3", "p2")).value()); });
  CHECK_FALSE(writer->resume().value());
  CHECK(table_in(scratch / "shop").size() == 3);
}

TEST_CASE("a writer that ends in a transaction keeps what was committed at its last pause, and nothing more") {
  const Scratch scratch;
  auto store = Store::open_or_create(scratch / "shop");
  REQUIRE(store);
  {
    auto writer = store->begin();
    REQUIRE(writer);
    REQUIRE(writer->add_live_event(event_of("c1", "p1")).value());
    REQUIRE(writer->pause());
    REQUIRE(writer->resume().value());
    REQUIRE(writer->add_live_event(event_of("c2", "p2")).value());
  }
  const EventTable table = table_in(scratch / "shop");
  CHECK(table.size() == 1);
  CHECK(table.customers.size() == 1);
}

TEST_CASE("events of merged guests belong to the account, through any number of merges") {
  const Scratch scratch;
  fill(scratch / "shop", [](Store::Writer& writer) {
    for (const char* customer : {"a", "b", "c"}) REQUIRE(writer.add_event(event_of(customer, "p")).value());
    REQUIRE(writer.merge(0, 1));
    REQUIRE(writer.merge(1, 2));
  });
  CHECK(table_in(scratch / "shop").user == std::vector<std::uint32_t>{2, 2, 2});
}
