#include "tests/simulation/generated_shop.hpp"

using namespace moshaver;
using namespace moshaver::simulation::testing;

TEST_CASE("very small shops are generated with exactly the requested number of events") {
  struct Size {
    std::uint64_t customers, products, events;
    std::uint32_t days;
  };
  for (const auto& size : {Size{1, 20, 1, 1}, Size{1, 20, 5'000, 3}, Size{3, 20, 10, 3650}, Size{5, 60, 20'000, 730},
                           Size{5'000, 30, 100, 30}, Size{300, 4'000, 3'000, 10}}) {
    CAPTURE(size.customers, size.products, size.events, size.days);
    const Directory directory("tiny");
    GenerateOptions options;
    options.customers = size.customers;
    options.products = size.products;
    options.events = size.events;
    options.days = size.days;
    options.out = directory.path / "made" / "on the way";
    const auto made = generate_shop(options);
    REQUIRE(made);
    const std::string events = read_all(made->events_file);
    CHECK(static_cast<std::uint64_t>(std::count(events.begin(), events.end(), '\n')) == size.events + 1);
    CHECK(read_csv(made->products_file).size() == size.products);
    CHECK(read_csv(made->customers_file).size() == size.customers);
  }
}

TEST_CASE("options out of range are refused with the limits named") {
  const auto refused = [](auto change) {
    const Directory directory("refused");
    auto options = small_shop(directory.path);
    change(options);
    const auto made = generate_shop(options);
    REQUIRE_FALSE(made);
    CHECK(made.error().code == ErrorCode::invalid_argument);
    CHECK_FALSE(fs::exists(directory.path));
    return made.error().message;
  };
  CHECK(refused([](auto& o) { o.customers = 0; }) == "customers is 0: give 1 to 50000000");
  CHECK(refused([](auto& o) { o.products = 19; }) == "products is 19: give 20 to 10000000");
  refused([](auto& o) { o.events = 0; });
  refused([](auto& o) { o.days = 0; });
  refused([](auto& o) { o.days = 4'000; });
  refused([](auto& o) { o.start = std::chrono::year(2024) / 2 / 30; });
  refused([](auto& o) { o.out.clear(); });
}

TEST_CASE("generate refuses a directory with a generated shop, and replaces it only with force") {
  const Directory directory("taken");
  auto options = small_shop(directory.path);
  options.events = 1'000;
  REQUIRE(generate_shop(options));
  const std::string before = read_all(directory.path / "events.csv");
  std::ofstream(directory.path / "notes.txt") << "mine";
  options.seed = 9;
  options.compression = Compression::gzip;
  const auto refused = generate_shop(options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::already_exists);
  CHECK(refused.error().message.find("events.csv exists already") != std::string::npos);
  CHECK(read_all(directory.path / "events.csv") == before);
  options.force = true;
  REQUIRE(generate_shop(options));
  CHECK(fs::exists(directory.path / "events.csv.gz"));
  CHECK_FALSE(fs::exists(directory.path / "events.csv"));  // no stale file of the old shop
  CHECK(read_all(directory.path / "notes.txt") == "mine");
}

TEST_CASE("generating into a directory that cannot be written is an io_error that names it") {
  const Directory directory("blocked");
  std::ofstream(directory.path) << "a file, not a directory";
  auto options = small_shop(directory.path / "shop");
  const auto made = generate_shop(options);
  REQUIRE_FALSE(made);
  CHECK(made.error().code == ErrorCode::io_error);
  CHECK(made.error().message.find(directory.path.string()) != std::string::npos);
}

TEST_CASE("generating on a full disk is an io_error that names the file, and leaves nothing behind") {
  const Directory directory("full");
  auto options = small_shop(directory.path);
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit tight{2 << 20, before.rlim_max};  // events.csv is larger
  REQUIRE(setrlimit(RLIMIT_FSIZE, &tight) == 0);
  const auto made = generate_shop(options);
  REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, handler);
  REQUIRE_FALSE(made);
  CHECK(made.error().code == ErrorCode::io_error);
  CHECK(made.error().message.find("events.csv") != std::string::npos);
  CHECK_FALSE(fs::exists(directory.path));
}

TEST_CASE("generating reports its progress up to the last event") {
  const Directory directory("progress");
  auto options = small_shop(directory.path);
  options.events = 1'000;
  std::uint64_t done = 0, total = 0;
  options.progress = [&](const moshaver::Progress& progress) {
    if (progress.stage != "events") return;
    CHECK(done <= progress.done);
    done = progress.done;
    total = progress.total;
  };
  REQUIRE(generate_shop(options));
  CHECK(done == 1'000);
  CHECK(total == 1'000);
}
