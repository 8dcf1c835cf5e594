// generate_shop(): checks the options, creates catalogue and customers, simulates the days into temporary files, and
// renames these at the end.
#include "moshaver/generate.hpp"

#include <algorithm>
#include <memory>
#include <system_error>

#include "models/simulation/event_writer.hpp"
#include "models/simulation/offer_files.hpp"
#include "models/simulation/shop_files.hpp"
#include "moshaver/unfinished.hpp"

namespace moshaver {
namespace {

namespace fs = std::filesystem;
using namespace simulation;

constexpr std::array<std::string_view, 3> suffixes = {"", ".gz", ".zst"};
constexpr std::array<std::string_view, 6> shop_files = {"events.csv",    "products.csv", "customers.csv",
                                                        "occasions.csv", "slots.csv",    "contracts.csv"};
constexpr std::string_view settings_name = "shop.toml";
constexpr std::array<std::string_view, 7> truth_files = {
    "customers.csv", "staples.csv", "products.csv", "personas.csv", "complements.csv", "truth.json", "due.csv"};

Result<bool> in_range(std::string_view name, std::uint64_t value, std::uint64_t least, std::uint64_t most) {
  if (least <= value && value <= most) return true;
  return failure(ErrorCode::invalid_argument, std::string(name) + " is " + std::to_string(value) + ": give " +
                                                  std::to_string(least) + " to " + std::to_string(most));
}

Result<bool> check(const GenerateOptions& options) {
  MOSHAVER_CHECK(in_range("customers", options.customers, 1, 50'000'000));
  MOSHAVER_CHECK(in_range("products", options.products, 20, 10'000'000));
  MOSHAVER_CHECK(in_range("events", options.events, 1, 100'000'000'000));
  MOSHAVER_CHECK(in_range("days", options.days, 1, 3650));
  const int year = static_cast<int>(options.start.year());
  if (!options.start.ok() || year < 1970 || year > 2089) {
    return failure(ErrorCode::invalid_argument, "start is not a day of the years 1970 to 2089: give one as 2024-01-01");
  }
  if (options.out.empty()) return failure(ErrorCode::invalid_argument, "out is empty: give a directory for the files");
  return true;
}

// Every file that a shop may have in `out`, in any compression.
std::vector<fs::path> possible_files(const fs::path& out) {
  std::vector<fs::path> paths;
  for (const auto suffix : suffixes) {
    for (const auto name : shop_files) paths.push_back(out / (std::string(name) + std::string(suffix)));
  }
  paths.push_back(out / settings_name);
  for (const auto name : truth_files) paths.push_back(out / "truth" / name);
  return paths;
}

// Creates the directories. The destructor removes those it created, unless keep() was called.
class OutputDirectory {
 public:
  explicit OutputDirectory(fs::path out) : out_(std::move(out)) {}
  ~OutputDirectory() {
    std::error_code ignored;
    for (auto path = made_.rbegin(); path != made_.rend(); ++path) fs::remove(*path, ignored);  // only if empty
  }
  OutputDirectory(const OutputDirectory&) = delete;
  OutputDirectory& operator=(const OutputDirectory&) = delete;

  Result<bool> make() {
    std::vector<fs::path> missing;
    const fs::path truth = out_ / "truth";
    std::error_code ignored;
    for (fs::path path = truth; !path.empty() && !fs::exists(path, ignored) && path != path.root_path();
         path = path.parent_path()) {
      missing.push_back(path);
    }
    for (auto path = missing.rbegin(); path != missing.rend(); ++path) {
      std::error_code error;
      fs::create_directory(*path, error);
      if (error)
        return failure(ErrorCode::io_error, "cannot create directory " + path->string() + ": " + error.message());
      made_.push_back(*path);
      unfinished_.emplace_back(*path);
    }
    if (!fs::is_directory(truth, ignored)) {
      return failure(ErrorCode::io_error,
                     truth.string() + " is not a directory: move it away or choose another directory");
    }
    return true;
  }
  void keep() {
    made_.clear();
    unfinished_.clear();
  }

 private:
  fs::path out_;
  std::vector<fs::path> made_;
  std::vector<Unfinished> unfinished_;
};

Result<bool> refuse_existing(const GenerateOptions& options) {
  if (options.force) return true;
  for (const auto& path : possible_files(options.out)) {
    std::error_code ignored;
    if (fs::exists(path, ignored)) {
      return failure(ErrorCode::already_exists, path.string() +
                                                    " exists already: choose an empty directory, or use --force "
                                                    "to replace the shop in it");
    }
  }
  return true;
}

// Renames all files. If one fails, removes those already renamed (with `force` they replaced older files and stay).
Result<bool> rename_all(std::vector<std::unique_ptr<OutputFile>>& files, bool force) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto renamed = files[i]->rename();
    if (renamed) continue;
    std::error_code ignored;
    for (std::size_t k = 0; k < i && !force; ++k) fs::remove(files[k]->path(), ignored);
    return renamed;
  }
  return true;
}

// Removes files of a replaced shop that this one does not have, such as those of another compression.
void remove_stale(const fs::path& out, const std::vector<std::unique_ptr<OutputFile>>& files) {
  for (const auto& path : possible_files(out)) {
    const bool ours = std::any_of(files.begin(), files.end(), [&](const auto& file) { return file->path() == path; });
    std::error_code ignored;
    if (!ours) fs::remove(path, ignored);
  }
}

}  // namespace

Result<GenerateSummary> generate_shop(const GenerateOptions& options) {
  MOSHAVER_CHECK(check(options));
  MOSHAVER_CHECK(refuse_existing(options));
  OutputDirectory directory(options.out);
  MOSHAVER_CHECK(directory.make());

  std::vector<std::unique_ptr<OutputFile>> files;
  const auto open = [&](const fs::path& path, Compression compression) -> OutputFile& {
    files.push_back(std::make_unique<OutputFile>(path, compression));
    return *files.back();
  };
  const auto shop_file = [&](std::string_view name) -> OutputFile& {
    const auto suffix = suffixes[static_cast<std::size_t>(options.compression)];
    return open(options.out / (std::string(name) + std::string(suffix)), options.compression);
  };
  const auto truth_file = [&](std::string_view name) -> OutputFile& {
    return open(options.out / "truth" / name, Compression::none);
  };
  OutputFile& events_file = shop_file(shop_files[0]);
  OutputFile& products_file = shop_file(shop_files[1]);
  OutputFile& customers_file = shop_file(shop_files[2]);
  OutputFile& occasions_file = shop_file(shop_files[3]);
  OutputFile& slots_file = shop_file(shop_files[4]);
  OutputFile& contracts_file = shop_file(shop_files[5]);
  OutputFile& settings_file = open(options.out / settings_name, Compression::none);

  const auto customers = static_cast<std::uint32_t>(options.customers);
  const auto products = static_cast<std::uint32_t>(options.products);
  const double events = static_cast<double>(options.events), events_a_day = events / options.days;
  const Calendar calendar(options.start, options.days);
  report(options.progress, {"products", 0, products, "products"});
  const Catalogue catalogue({products, options.days, service_share * events_a_day, options.seed});
  report(options.progress, {"customers", 0, customers, "customers"});
  Population population({customers, options.days, events, staple_purchase_share * events_a_day, options.seed},
                        catalogue);

  write_products(products_file, catalogue, calendar, options.seed);
  write_customers(customers_file, population, calendar, options.seed);
  write_occasions(occasions_file, population, options.seed);
  write_slots(slots_file, catalogue, calendar, options.seed);
  write_contracts(contracts_file, catalogue, population, calendar, options.seed);
  settings_file.write(shop_settings());
  write_true_customers(truth_file(truth_files[0]), population, catalogue, calendar);
  write_true_staples(truth_file(truth_files[1]), population, catalogue);
  write_true_products(truth_file(truth_files[2]), catalogue);
  write_true_personas(truth_file(truth_files[3]), catalogue);
  write_true_complements(truth_file(truth_files[4]), catalogue);

  for (const auto& file : files) {  // fails early if the disk is full
    if (file->failed()) return file->finish().transform([](auto) { return GenerateSummary{}; });
  }

  Simulation simulation(calendar, catalogue, population, options.seed);
  {
    EventWriter writer(events_file, calendar, catalogue, population);
    std::vector<simulation::Event> today;
    std::uint64_t done = 0;
    std::uint32_t day = 0;
    for (const std::uint64_t quota : calendar.quotas(options.events)) {
      report(options.progress, {"events", done, options.events, "events"});
      simulation.run_day(quota, today);
      if (!writer.submit(day++, today)) break;
      done += quota;
    }
    writer.finish();
    report(options.progress, {"events", done, options.events, "events"});
  }
  write_true_due_days(truth_file(truth_files[6]), population, catalogue, calendar);
  truth_file(truth_files[5]).write(truth_json(options, calendar, simulation.counts()));

  GenerateSummary summary;
  for (std::size_t i = 0; i < files.size(); ++i) {
    MOSHAVER_TRY(bytes, files[i]->finish());
    if (i < shop_files.size()) summary.bytes += bytes;
  }
  MOSHAVER_CHECK(rename_all(files, options.force));
  directory.keep();
  if (options.force) remove_stale(options.out, files);
  summary.customers = options.customers;
  summary.products = options.products;
  summary.events = options.events;
  summary.events_by_kind = simulation.counts().by_kind;
  summary.orders = simulation.counts().orders;
  summary.gifts = simulation.counts().gifts;
  summary.events_file = events_file.path();
  summary.products_file = products_file.path();
  summary.customers_file = customers_file.path();
  summary.occasions_file = occasions_file.path();
  summary.slots_file = slots_file.path();
  summary.contracts_file = contracts_file.path();
  summary.settings_file = settings_file.path();
  summary.truth_dir = options.out / "truth";
  return summary;
}

}  // namespace moshaver
