// The tables of fields: what they describe is read from files, checked, stored and given back, field by field.
#include <catch2/catch.hpp>
#include <map>

#include "engine/ingest/checked_records.hpp"
#include "engine/ingest/reading.hpp"
#include "engine/ingest/row_records.hpp"
#include "moshaver/advice_fields.hpp"
#include "tests/artifact/scratch.hpp"
#include "tests/ingest/temp_file.hpp"
#include "tests/store/shop_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// A valid value that differs from field to field.
std::string example_of(const char* name, const FieldRule& rule) {
  switch (rule.form) {
    case TextForm::time:
      return std::string(name) == "available_until" ? "2024-12-31T00:00:00Z" : "2024-01-01T00:00:00Z";
    case TextForm::month_day:
      return "03-21";
    case TextForm::word:
      return std::string(rule.words.back());
    default:
      return std::string("some ") + name;
  }
}
void set_example(const char* name, const FieldRule& rule, std::string& out) { out = example_of(name, rule); }
void set_example(const char* name, const FieldRule&, std::optional<double>& out) { out = std::string(name).size(); }
void set_example(const char* name, const FieldRule&, double& out) {
  out = static_cast<double>(std::string(name).size());
}

template <class Record>
Record example() {
  Record record;
  for_each_field<Record>([&](const auto& field) { set_example(field.name, field.rule, record.*field.member); });
  return record;
}

std::string text_of(const std::string& value) { return value; }
std::string text_of(double value) { return std::to_string(value); }
std::string text_of(const std::optional<double>& value) { return value ? std::to_string(*value) : ""; }

template <class Record>
std::map<std::string, std::string> texts_of(const Record& record) {
  std::map<std::string, std::string> texts;
  for_each_field<Record>([&](const auto& field) { texts[field.name] = text_of(record.*field.member); });
  return texts;
}

// A file of one row, with a column for every field.
template <class Record>
TempFile file_of(const Record& record) {
  std::string names, values;
  for (const auto& [name, value] : texts_of(record)) {
    names += (names.empty() ? "" : ",") + name;
    values += (values.empty() ? "" : ",") + value;
  }
  return TempFile(names + "\n" + values + "\n");
}

void fail_on_reject(const Reject& reject) { FAIL(std::string(reject.reason)); }

}  // namespace

TEST_CASE("every field of a product or customer is read from a file, stored and given back") {
  const Scratch scratch;
  const Product product = example<Product>();
  const Customer customer = example<Customer>();
  fill(scratch / "shop", [&](Store::Writer& writer) {
    const auto put_product = [&](const ProductRecord& record, std::uint64_t) { REQUIRE(writer.put_product(record)); };
    const auto put_customer = [&](const CustomerRecord& record) { REQUIRE(writer.put_customer(record)); };
    REQUIRE(read_products(file_of(product).path(), {}, put_product, fail_on_reject));
    REQUIRE(read_customers(file_of(customer).path(), {}, put_customer, fail_on_reject));
  });
  const auto store = Store::open(scratch / "shop");
  REQUIRE(store);
  bool seen = false;
  REQUIRE(store->visit_products(0, [&](std::uint32_t, const ProductRecord& record, bool) {
    seen = true;
    CHECK(texts_of(as_given(record)) == texts_of(product));
  }));
  CHECK(seen);
  REQUIRE(store->visit_customers(0, [&](std::uint32_t, const CustomerRecord& record) {
    CHECK(texts_of(as_given(record)) == texts_of(customer));
  }));
}

TEST_CASE("every field of an event is read from a file and stored in the log") {
  const Scratch scratch;
  const Event event = example<Event>();
  fill(scratch / "shop", [&](Store::Writer& writer) {
    const auto add = [&](const EventRecord& record, const ProductRecord*) { REQUIRE(writer.add_event(record)); };
    REQUIRE(read_events(file_of(event).path(), {}, add, fail_on_reject));
  });
  const auto expected = checked(event, 0);
  REQUIRE(expected);
  const auto store = Store::open(scratch / "shop");
  REQUIRE(store);
  std::size_t seen = 0;
  REQUIRE(store->visit_events(0, [&](std::uint64_t, std::uint32_t, std::uint32_t, const EventRecord& stored) {
    ++seen;
    for_each_field<EventRecord>([&](const auto& field) {
      const std::string name = field.name;
      CAPTURE(name);
      if (name != "customer_id" && name != "product_id") CHECK(stored.*field.member == (*expected).*field.member);
    });
    return true;
  }));
  CHECK(seen == 1);
}

TEST_CASE("every column of every kind of file can be mapped") {
  for (const FileKind kind : {FileKind::events, FileKind::products, FileKind::customers}) {
    for (const FieldName& column : columns_of(kind)) {
      CAPTURE(std::string(column.name));
      const ColumnMap map = {{std::string(column.name), "theirs"}};
      CHECK(check_column_map(map, columns_of(kind)));
    }
  }
  CHECK(columns_of(FileKind::events).size() == field_count<Event> + std::size(product_columns_of_events));
}

TEST_CASE("a record with a wrong field is refused with the field, the rule and the remedy") {
  const auto refusal = [](auto record, auto member, auto value) {
    record.*member = value;
    const auto result = [&] {
      if constexpr (std::is_same_v<decltype(record), Event>) {
        return checked(record, 0).map([](const auto&) {});
      } else {
        return checked(record).map([](const auto&) {});
      }
    }();
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::invalid_argument);
    return result.error().field + ": " + result.error().message;
  };
  const Event event = example<Event>();
  const Product product = example<Product>();
  CHECK(refusal(event, &Event::customer_id, "") == "customer_id: customer_id is missing; give it");
  CHECK(refusal(event, &Event::quantity, 0.) == "quantity: quantity is zero: \"0\"; it may be anything but 0");
  CHECK(refusal(event, &Event::unit_price, -1.) == "unit_price: unit_price is -1; it must be from 0 to 1e+12");
  CHECK(refusal(event, &Event::kind, "sale") ==
        "event: event is not a known word: \"sale\"; it is one of view, cart, purchase, return, like, dislike, hide, "
        "rating, complaint, resolve, survey, question, referral, shown");
  CHECK(refusal(product, &Product::kind, "thing") == "kind: kind is neither good nor service: \"thing\"");
  CHECK(refusal(product, &Product::lead_days, 1e6) == "lead_days: lead_days is 1e+06; it must be from 0 to 36500");
  CHECK(refusal(product, &Product::title, std::string(max_text_bytes + 1, 't')) ==
        "title: title is longer than 64 KiB");
  AdviceRequest request;
  request.filters.price_max = -5;
  const auto checked_request = check_fields(request);
  REQUIRE_FALSE(checked_request);
  CHECK(checked_request.error().message == "filters.price_max is -5; it must be from 0 to 1e+12");
}

TEST_CASE("a shop of an earlier version gets the columns that it lacks") {
  const Scratch scratch;
  fill(scratch / "shop", [&](Store::Writer& writer) { REQUIRE(writer.put_product(product_of("p", "tea"))); });
  run_sql(scratch / "shop", "ALTER TABLE products DROP COLUMN audience; ALTER TABLE customers DROP COLUMN consent");
  fill(scratch / "shop", [&](Store::Writer& writer) {
    ProductRecord product = product_of("p", "tea");
    product.audience = "internal";
    REQUIRE(writer.put_product(product));
  });
  const auto store = Store::open(scratch / "shop");
  REQUIRE(store);
  REQUIRE(store->visit_products(
      0, [&](std::uint32_t, const ProductRecord& product, bool) { CHECK(product.audience == "internal"); }));
}
