#include <cstdio>

#include "moshaver/generate.hpp"
#include "moshaver/import.hpp"
#include "tools/command.hpp"
#include "tools/number_text.hpp"
#include "tools/progress_bar.hpp"
#include "tools/table.hpp"

namespace moshaver::tools {

namespace {

constexpr std::string_view help =
    R"(Writes events.csv, products.csv, customers.csv, occasions.csv, slots.csv, contracts.csv and shop.toml. The directory
truth/ holds what training must not see: each customer's taste, each staple's repurchase interval and next due day, which
products go together. The same options and seed give the same bytes. Memory grows with customers and products, not with
events: 100 million events are no problem.

Examples:
  moshaver generate --out shop-files
  moshaver generate --customers 100000 --products 20000 --events 10000000 --seed 7 --compress zstd --out shop-files
  moshaver import --shop my-shop --events shop-files/events.csv --products shop-files/products.csv \
      --customers shop-files/customers.csv --occasions shop-files/occasions.csv --slots shop-files/slots.csv \
      --contracts shop-files/contracts.csv
  cp shop-files/shop.toml my-shop
)";

void describe(po::options_description& options) {
  const GenerateOptions defaults;
  options.add_options()("out", po::value<std::string>()->value_name("DIR")->required(), "the directory for the files")(
      "customers", po::value<std::uint64_t>()->value_name("N")->default_value(defaults.customers),
      "number of customers")("products", po::value<std::uint64_t>()->value_name("N")->default_value(defaults.products),
                             "number of products")(
      "events", po::value<std::uint64_t>()->value_name("N")->default_value(defaults.events), "exact number of events")(
      "seed", po::value<std::uint64_t>()->value_name("N")->default_value(defaults.seed),
      "each seed gives another shop")("days", po::value<std::uint32_t>()->value_name("N")->default_value(defaults.days),
                                      "days that the events span, from 2024-01-01")(
      "compress", po::value<std::string>()->value_name("none|gzip|zstd")->default_value("none"),
      "compression of the files")("force", "replace the files of a shop in DIR");
}

Result<Compression> parse_compression(const std::string& name) {
  if (name == "none") return Compression::none;
  if (name == "gzip") return Compression::gzip;
  if (name == "zstd") return Compression::zstd;
  return failure(ErrorCode::invalid_argument, "--compress is none, gzip or zstd, not \"" + name + "\"");
}

Result<void> run(const po::variables_map& options) {
  GenerateOptions generate;
  generate.out = string_of(options, "out");
  generate.customers = options["customers"].as<std::uint64_t>();
  generate.products = options["products"].as<std::uint64_t>();
  generate.events = options["events"].as<std::uint64_t>();
  generate.seed = options["seed"].as<std::uint64_t>();
  generate.days = options["days"].as<std::uint32_t>();
  MOSHAVER_TRY(compression, parse_compression(string_of(options, "compress")));
  generate.compression = compression;
  generate.force = has(options, "force");
  generate.progress = progress_to_stderr(has(options, "quiet"));
  MOSHAVER_TRY(summary, generate_shop(generate));
  end_progress();
  std::printf("%s events in %s orders of %s customers, %s products; %.1f MB in %s\n",
              with_thousands(summary.events).c_str(), with_thousands(summary.orders).c_str(),
              with_thousands(summary.customers).c_str(), with_thousands(summary.products).c_str(),
              static_cast<double>(summary.bytes) / 1e6, generate.out.string().c_str());
  Table table({{"event", Align::left}, {"rows", Align::right}});
  for (std::size_t kind = 0; kind < summary.events_by_kind.size(); ++kind) {
    if (summary.events_by_kind[kind] > 0)
      table.add({std::string(event_kind_names[kind]), with_thousands(summary.events_by_kind[kind])});
  }
  std::printf("\n%s", table.text().c_str());
  if (!has(options, "quiet")) {
    std::fprintf(stderr,
                 "Next: moshaver import --shop DIR --events %s --products %s --customers %s --occasions %s --slots %s "
                 "--contracts %s && cp %s DIR\n",
                 summary.events_file.c_str(), summary.products_file.c_str(), summary.customers_file.c_str(),
                 summary.occasions_file.c_str(), summary.slots_file.c_str(), summary.contracts_file.c_str(),
                 summary.settings_file.c_str());
  }
  return {};
}

}  // namespace

const Command generate_command{"generate",
                               "write a realistic shop with a known truth, as files",
                               "--out DIR [--customers N] [--products N] [--events N] [--seed N]",
                               help,
                               describe,
                               run};

}  // namespace moshaver::tools
