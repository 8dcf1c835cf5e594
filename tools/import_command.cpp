#include <algorithm>
#include <cstdio>
#include <span>

#include "moshaver/contracts.hpp"
#include "moshaver/import.hpp"
#include "moshaver/occasions.hpp"
#include "moshaver/shop_records.hpp"
#include "moshaver/slots.hpp"
#include "tools/command.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : " ") + std::string(word);
  return text;
}

// The columns of one kind of file, a line each, wrapped.
template <class Record>
std::string column_help(std::string_view heading) {
  std::size_t width = 0;
  for_each_field<Record>([&](const auto& field) { width = std::max(width, std::string_view(field.name).size()); });
  std::string text = std::string(heading) + "\n";
  for_each_field<Record>([&](const auto& field) {
    const std::string name = field.name;
    const FieldRule& rule = field.rule;
    const std::string meaning = std::string(field.meaning) +
                                (rule.unit.empty() ? "" : " (" + std::string(rule.unit) + ")") +
                                (rule.required ? "; required" : "");
    text += wrapped("  " + name + std::string(width + 2 - name.size(), ' ') + meaning, width + 4, 80) + "\n";
  });
  return text;
}

const std::string import_help =
    R"(Files may be CSV, TSV or JSON Lines, plain, gzip or zstd: import looks at their content. Columns may be missing,
except the required ones. Names of columns are ours, or theirs with --map.

)" + column_help<Event>("events") +
    column_help<Product>("products") + column_help<Customer>("customers") +
    column_help<Slot>("slots: what is free of services") +
    column_help<ContractTerm>("contracts: what an organisation may buy; product_id or category") +
    column_help<Occasion>("occasions: days on which customers give something") + R"(
Times are ISO 8601 or seconds since 1970. The kinds of events are:
)" + wrapped("  " + listed(event_kind_names), 2, 80) +
    R"(
A negative quantity, or the event "return", undoes the purchase that it matches. Importing a file twice changes
nothing. An events file may have the products' title, title_fa, category, brand and price too; a column
Description is taken for the title.

Examples:
  moshaver import --shop my-shop --events orders.csv.gz --products products.csv
  moshaver import --shop my-shop --customers customers.csv --occasions birthdays.csv --rejects bad.tsv \
      --map occasions.date=Birthday,occasions.recipient_id=For
  moshaver import --shop my-shop --events online_retail.csv.gz --max-reject-rate 0.3 --rejects bad.tsv \
      --map customer_id=CustomerID,product_id=StockCode,timestamp=InvoiceDate,quantity=Quantity
)";

void describe(po::options_description& options) {
  options.add_options()("shop", po::value<std::string>()->value_name("DIR")->required(), "the shop; made when absent")(
      "events", po::value<std::vector<std::string>>()->multitoken()->value_name("FILE..."), "events, in order")(
      "products", po::value<std::vector<std::string>>()->multitoken()->value_name("FILE..."), "the catalogue")(
      "customers", po::value<std::vector<std::string>>()->multitoken()->value_name("FILE..."),
      "what is known of customers")("slots", po::value<std::vector<std::string>>()->multitoken()->value_name("FILE..."),
                                    "what is free of services; replaces slots that begin at the same time")(
      "contracts", po::value<std::vector<std::string>>()->multitoken()->value_name("FILE..."),
      "what organisations may buy and at what price; replaces the contracts of the accounts in it")(
      "occasions", po::value<std::vector<std::string>>()->multitoken()->value_name("FILE..."),
      "birthdays and other days of customers; replaces a customer's occasion of the same name")(
      "map", po::value<std::vector<std::string>>()->composing()->value_name("OURS=THEIRS,..."),
      "columns that the files call otherwise; products.title=Name concerns product files only")(
      "rejects", po::value<std::string>()->value_name("FILE"),
      "list bad rows there: file, line, column, value, reason")(
      "max-reject-rate", po::value<double>()->value_name("SHARE")->default_value(0.01, "0.01"),
      "with more bad rows than this, nothing is imported");
}

std::vector<std::filesystem::path> paths(const std::vector<std::string>& names) { return {names.begin(), names.end()}; }

std::string count(std::uint64_t number) { return with_thousands(number); }

void print_summary(const ImportSummary& summary, const std::string& shop) {
  Table table({{"events", Align::left}, {"rows", Align::right}, {"", Align::left}});
  table.add({"read", count(summary.rows), ""});
  table.add({"kept", count(summary.kept), ""});
  for (std::size_t kind = 0; kind < summary.kept_by_kind.size(); ++kind) {
    if (summary.kept_by_kind[kind] > 0) {
      table.add({"  " + std::string(event_kind_names[kind]), count(summary.kept_by_kind[kind]), ""});
    }
  }
  table.add({"already known", count(summary.duplicates), ""});
  table.add({"rejected", count(summary.rejected), ""});
  for (const RejectCount& reject : summary.rejects) {
    table.add({"  " + reject.reason, count(reject.rows), "first: " + fitted(reject.example, 60)});
  }
  std::string text = table.text() + "\n";
  if (summary.product_rows > 0) text += "product rows   " + count(summary.product_rows) + "\n";
  if (summary.customer_rows > 0) text += "customer rows  " + count(summary.customer_rows) + "\n";
  if (summary.slot_rows > 0) text += "slot rows      " + count(summary.slot_rows) + "\n";
  if (summary.contract_rows > 0) text += "contract rows  " + count(summary.contract_rows) + "\n";
  if (summary.occasion_rows > 0) text += "occasion rows  " + count(summary.occasion_rows) + "\n";
  text += "The shop " + shop + " now has " + count(summary.shop_events) + " events of " +
          count(summary.shop_customers) + " customers and " + count(summary.shop_products) + " products";
  if (!summary.first_time.empty()) text += ",\nfrom " + summary.first_time + " to " + summary.last_time;
  text += ".\n";
  if (summary.returns > 0) {
    text += "Returns: " + count(summary.returns) + ", of which " + count(summary.returns_matched) +
            " matched a purchase; " + count(summary.purchases_undone) + " purchases are undone.\n";
  }
  if (summary.gifts > 0) text += "Gifts, kept out of the buyer's own taste: " + count(summary.gifts) + ".\n";
  std::fputs(text.c_str(), stdout);
}

Result<void> run(const po::variables_map& options) {
  const bool quiet = has(options, "quiet");
  ImportOptions import;
  import.shop = string_of(options, "shop");
  import.events = paths(strings(options, "events"));
  import.products = paths(strings(options, "products"));
  import.customers = paths(strings(options, "customers"));
  import.slots = paths(strings(options, "slots"));
  import.contracts = paths(strings(options, "contracts"));
  import.occasions = paths(strings(options, "occasions"));
  MOSHAVER_TRY(map, parse_map(strings(options, "map")));
  import.column_map = map;
  import.rejects = string_of(options, "rejects");
  import.max_reject_rate = options["max-reject-rate"].as<double>();
  import.progress = progress_to_stderr(quiet);
  MOSHAVER_TRY(summary, import_files(import));
  end_progress();
  print_summary(summary, string_of(options, "shop"));
  if (quiet) return {};
  if (!summary.unread_columns.empty()) {
    std::string columns;
    for (const std::string& column : summary.unread_columns) columns += (columns.empty() ? "" : "; ") + column;
    std::fprintf(stderr, "Columns not read: %s (--map says what they are)\n", columns.c_str());
  }
  std::fprintf(stderr, "Next: moshaver train --shop %s\n", string_of(options, "shop").c_str());
  return {};
}

}  // namespace

const Command import_command{"import",
                             "import files into a shop directory",
                             "--shop DIR --events FILE... [--products FILE...] [--customers FILE...] [--slots FILE...] "
                             "[--contracts FILE...] [--occasions FILE...] [--map OURS=THEIRS,...]",
                             import_help,
                             describe,
                             run};

}  // namespace moshaver::tools
