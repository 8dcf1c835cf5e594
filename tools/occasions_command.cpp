// occasions: who is to be reminded of which day, by when to order, and what to give.
#include "moshaver/occasions.hpp"

#include "tools/advice_options.hpp"
#include "tools/command.hpp"
#include "tools/json/write.hpp"
#include "tools/model_options.hpp"
#include "tools/output.hpp"
#include "tools/progress_bar.hpp"
#include "tools/table.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

constexpr std::string_view help =
    R"(Lists the occasions that were imported (--occasions) or put over HTTP, the birthdays of customers, the birthdays of those
to whom a customer gave something, and the days on which a customer gave something a year ago. Only customers who agreed
to "occasions" are listed, and a birthday is told to others only if the person agreed to "gifts". Each occasion has the
last day on which an order of something in stock still arrives in time, and --count gifts that do.

Examples:
  moshaver occasions --shop my-shop
  moshaver occasions --shop my-shop --days 30 --count 5 --format json --out occasions.json
)";

void describe(po::options_description& options) {
  const OccasionsRequest defaults;
  options.add_options()("shop", po::value<std::string>()->value_name("DIR")->required(), "a shop with a trained model")(
      "days", po::value<std::size_t>()->value_name("N")->default_value(defaults.days), "days from today, 1 to 366")(
      "count", po::value<std::size_t>()->value_name("N")->default_value(defaults.count),
      "products for each occasion, 0 to 20")("now", po::value<std::string>()->value_name("TIME"),
                                             "instead of now: ISO 8601 or seconds since 1970");
  describe_language(options);
  describe_output(options);
}

std::string product_ids(const UpcomingOccasion& occasion, const char* divider) {
  std::string ids;
  for (const RecommendedItem& item : occasion.items) ids += (ids.empty() ? "" : divider) + item.product_id;
  return ids;
}

std::string tsv_of(const UpcomingOccasions& found) {
  std::string rows = "date\tcustomer_id\toccasion\tsource\trecipient_id\torder_by\tproduct_ids\n";
  for (const UpcomingOccasion& one : found.occasions) {
    rows += one.date + '\t' + escaped_for_tsv(one.customer_id) + '\t' + escaped_for_tsv(one.occasion) + '\t' +
            one.source + '\t' + escaped_for_tsv(one.recipient_id) + '\t' + one.order_by + '\t' +
            escaped_for_tsv(product_ids(one, "|")) + '\n';
  }
  return rows;
}

std::string table_of(const UpcomingOccasions& found, std::size_t columns) {
  if (found.occasions.empty()) return "no occasions of customers who agreed to be reminded\n";
  Table table(
      {{"date"}, {"customer"}, {"occasion"}, {"recipient"}, {"order by"}, {.name = "products", .shrinks = true}});
  for (const UpcomingOccasion& one : found.occasions) {
    table.add({one.date, printable(one.customer_id), printable(one.occasion), printable(one.recipient_id), one.order_by,
               printable(product_ids(one, ", "))});
  }
  return table.text(columns) + (found.all ? "" : "There are more; ask for fewer days.\n");
}

Result<void> run(const po::variables_map& options) {
  OccasionsRequest request;
  request.days = options["days"].as<std::size_t>();
  request.count = options["count"].as<std::size_t>();
  request.now = string_of(options, "now");
  request.language = string_of(options, "language");
  MOSHAVER_TRY(output, Output::open(options));
  MOSHAVER_TRY(recommender, Recommender::open_shop(string_of(options, "shop"), SearchIndex::as_recorded,
                                                   progress_to_stderr(has(options, "quiet"))));
  MOSHAVER_TRY(found, recommender.occasions(request));
  end_progress();
  output.write(output.format() == Format::json  ? json_of(found) + "\n"
               : output.format() == Format::tsv ? tsv_of(found)
                                                : table_of(found, output.columns()));
  return output.close();
}

}  // namespace

const Command occasions_command{"occasions",
                                "list upcoming birthdays and other days of customers, with gifts",
                                "--shop DIR [--days N] [--count N]",
                                help,
                                describe,
                                run};

}  // namespace moshaver::tools
