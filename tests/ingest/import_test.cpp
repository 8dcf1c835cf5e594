// Imports into shops: the summary's counts, repeated imports, and files of several kinds together.
#include "moshaver/import.hpp"

#include "tests/ingest/import_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

TEST_CASE("the summary of an import counts rows kept, duplicate and rejected") {
  const ImportWorld world;
  const auto summary = world.imported({.events = {world.file("a.csv",
                                                             "customer_id,product_id,event,timestamp\n"
                                                             "c1,p1,purchase,2025-01-02\n"
                                                             "c1,p2,view,2025-01-01T10:00:00Z\n"
                                                             ",p2,view,2025-01-01\n"
                                                             "c2,p2,,2025-03-01\n")},
                                       .max_reject_rate = 0.5});
  CHECK(summary.rows == 4);
  CHECK(summary.kept == 3);
  CHECK(summary.duplicates == 0);
  CHECK(summary.rejected == 1);
  CHECK(summary.kept_by_kind[0] == 1);
  CHECK(summary.kept_by_kind[2] == 2);
  CHECK(summary.shop_events == 3);
  CHECK(summary.shop_customers == 2);
  CHECK(summary.shop_products == 2);
  CHECK(summary.first_time == "2025-01-01T10:00:00Z");
  CHECK(summary.last_time == "2025-03-01T00:00:00Z");
  REQUIRE(summary.rejects.size() == 1);
  CHECK(summary.rejects[0].reason == "customer_id is missing");
  CHECK(summary.rejects[0].rows == 1);
  CHECK(summary.rejects[0].example == "a.csv:4: customer_id");
}

TEST_CASE("importing the same file twice changes nothing") {
  const ImportWorld world;
  const auto file = world.file("a.csv", "customer_id,product_id\nc1,p1\nc1,p1\nc2,p1\n");
  world.imported({.events = {file}});
  const auto before = world.shop_state();
  const auto again = world.imported({.events = {file}});
  CHECK(again.rows == 3);
  CHECK(again.kept == 0);
  CHECK(again.duplicates == 3);
  CHECK(again.shop_events == 3);
  CHECK(world.shop_state() == before);
}

TEST_CASE("rows that two overlapping files share are kept once") {
  const ImportWorld world;
  const std::string header = "customer_id,product_id,timestamp\n", january = "c,p,2025-01-31\n",
                    february = "c,p,2025-02-01\n", march = "c,p,2025-03-01\n";
  world.imported({.events = {world.file("winter.csv", header + january + february)}});
  const auto summary = world.imported({.events = {world.file("spring.csv", header + february + march)}});
  CHECK(summary.kept == 1);
  CHECK(summary.duplicates == 1);
  CHECK(summary.shop_events == 3);
}

TEST_CASE("an event imported as CSV and as compressed JSON Lines is stored once") {
  const ImportWorld world;
  world.imported({.events = {world.file("a.csv", "customer_id,product_id,quantity,timestamp\nc,چای,2,2025-01-01\n")}});
  const auto json = world.file("a.jsonl.gz", gzip("{\"customer_id\":\"c\",\"product_id\":\"چای\",\"quantity\":2.0,"
                                                  "\"timestamp\":\"2025-01-01T00:00:00Z\"}\n"));
  CHECK(world.imported({.events = {json}}).duplicates == 1);
}

TEST_CASE("two rows with the same event_id are duplicates, whatever their other fields") {
  const ImportWorld world;
  const auto summary =
      world.imported({.events = {world.file("a.csv", "customer_id,product_id,event_id\nc,p,e1\nc,p,e2\nc,q,e1\n")}});
  CHECK(summary.kept == 2);
  CHECK(summary.duplicates == 1);
}

TEST_CASE("the rejects file has a line for each bad row with its place, value and reason") {
  const ImportWorld world;
  const auto file = world.file("a.csv", "customer_id,product_id,quantity\nc,p,1\nc,p,a\tlot\nc,,1\n");
  const auto rejects = world.path("rejects.tsv");
  world.imported({.events = {file}, .rejects = rejects, .max_reject_rate = 1});
  CHECK(bytes_of(rejects) == "file\tline\tcolumn\tvalue\treason\n" + file.string() +
                                 "\t3\tquantity\ta\\tlot\tquantity is not a number\n" + file.string() +
                                 "\t4\tproduct_id\t\tproduct_id is missing\n");
}

TEST_CASE("a rejects file that would overwrite an input is refused, and the input is kept") {
  const ImportWorld world;
  const std::string text = "customer_id,product_id\nc,p\n";
  const auto file = world.file("a.csv", text);
  const Error error = world.refused({.events = {file}, .rejects = file});
  CHECK(error.code == ErrorCode::invalid_argument);
  CHECK(bytes_of(file) == text);
}

TEST_CASE("a rejects file that cannot be written fails the import before anything is kept") {
  const ImportWorld world;
  const auto file = world.file("a.csv", "customer_id,product_id\nc,p\n");
  CHECK(world.refused({.events = {file}, .rejects = world.path("no/such/folder/r.tsv")}).code == ErrorCode::io_error);
  CHECK_FALSE(world.has_shop());
}

TEST_CASE("cancelled invoices undo the purchases that they match, and the summary counts them") {
  const ImportWorld world;
  const auto summary =
      world.imported({.events = {world.file("retail.csv",
                                            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,CustomerID\n"
                                            "536365,LAMP,WHITE LAMP,6,2010-12-01 08:26:00,17850\n"
                                            "536366,CUP,BLUE CUP,2,2010-12-01 09:00:00,17850\n"
                                            "C536379,LAMP,WHITE LAMP,-6,2010-12-02 09:41:00,17850\n"
                                            "C536380,MUG,MUG,-1,2010-12-02 09:41:00,17850\n")},
                      .column_map = {{"order_id", "InvoiceNo"},
                                     {"product_id", "StockCode"},
                                     {"quantity", "Quantity"},
                                     {"timestamp", "InvoiceDate"},
                                     {"customer_id", "CustomerID"}}});
  CHECK(summary.returns == 2);
  CHECK(summary.returns_matched == 1);
  CHECK(summary.purchases_undone == 1);
  CHECK(summary.kept_by_kind[3] == 2);
  CHECK(world.cell("SELECT title FROM products WHERE product_id = 'LAMP'") == "WHITE LAMP");
}

TEST_CASE("events, products and customers of one import are joined by id, and the title of a product file wins") {
  const ImportWorld world;
  const auto summary = world.imported(
      {.events = {world.file(
           "e.csv",
           "customer_id,product_id,Description,recipient_id,Country\nclerk,tea,tea bags,,IR\nguest,tea,x,kid,IR\n")},
       .products = {world.file("p.csv", "product_id,title,price\ntea,Green tea,4.5\ncup,Cup,2\n")},
       .customers = {world.file("c.csv", "customer_id,relation\nclerk,internal\n")}});
  CHECK(summary.product_rows == 2);
  CHECK(summary.customer_rows == 1);
  CHECK(summary.shop_products == 2);
  CHECK(summary.shop_customers == 2);
  CHECK(summary.gifts == 1);
  CHECK(summary.unread_columns == std::vector<std::string>{"e.csv: Country"});
  CHECK(world.cell("SELECT title FROM products WHERE product_id = 'tea'") == "Green tea");
  CHECK(world.cell("SELECT relation FROM customers WHERE customer_id = 'clerk'") == "internal");
}

TEST_CASE("one map applies to files of all kinds, by field or by kind and field") {
  const ImportWorld world;
  world.imported({.events = {world.file("e.csv", "Kunde,Artikel\nc,tea\n")},
                  .products = {world.file("p.csv", "SKU,Name\ntea,Green tea\n")},
                  .customers = {world.file("c.csv", "Nr,Land\nc,IR\n")},
                  .column_map = {{"customer_id", "Kunde"},
                                 {"events.product_id", "Artikel"},
                                 {"products.product_id", "SKU"},
                                 {"products.title", "Name"},
                                 {"customers.customer_id", "Nr"},
                                 {"region", "Land"}}});
  CHECK(world.cell("SELECT title FROM products WHERE product_id = 'tea'") == "Green tea");
  CHECK(world.cell("SELECT region FROM customers WHERE customer_id = 'c'") == "IR");
  CHECK(world.cell("SELECT count(*) FROM products") == "1");
}

TEST_CASE("products alone can be imported, and events later") {
  const ImportWorld world;
  const auto products = world.imported({.products = {world.file("p.csv", "product_id,title\ntea,Tea\n")}});
  CHECK(products.rows == 0);
  CHECK(products.product_rows == 1);
  CHECK(products.first_time.empty());
  CHECK(world.imported({.events = {world.file("e.csv", "customer_id,product_id\nc,tea\n")}}).shop_products == 1);
}

TEST_CASE("a later product file replaces the attributes that it names and keeps those from events") {
  const ImportWorld world;
  world.imported({.events = {world.file("e.csv", "customer_id,product_id,title,brand\nc,tea,Tea,Lahijan\n")}});
  world.imported({.products = {world.file("p.csv", "product_id,title\ntea,Green tea\n")}});
  CHECK(world.cell("SELECT title || '/' || brand FROM products") == "Green tea/Lahijan");
}

TEST_CASE("an import reports its progress") {
  const ImportWorld world;
  std::vector<std::string> stages;
  world.imported(
      {.events = {world.file("e.csv", "customer_id,product_id\nc,tea\n")}, .progress = [&](const Progress& progress) {
         CHECK(progress.done <= progress.total);
         if (stages.empty() || stages.back() != progress.stage) stages.emplace_back(progress.stage);
       }});
  CHECK(stages == std::vector<std::string>{"read e.csv", "reading events"});
}
