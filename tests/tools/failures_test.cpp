// Errors of shops, models and files: exit code 1, and one line that says what to do.
#include "tests/tools/two_tastes.hpp"

using namespace cli;
using Catch::Contains;

namespace {

std::filesystem::path current_model(const Workplace& place) {
  const std::string id = place.read("shop/models/current");
  return place / ("shop/models/" + id.substr(0, id.find('\n')));
}

void damage(const std::filesystem::path& path) {
  std::string bytes = read_file(path);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace

TEST_CASE("commands on a missing shop name the command that creates one, and create nothing") {
  const Workplace place;
  const std::string make = "moshaver import --shop nowhere --events FILE";
  check_refused(place.run({"recommend", "--shop", "nowhere", "--customer", "1"}), 1, "recommend", make);
  check_refused(place.run({"similar", "--shop", "nowhere", "--product", "1"}), 1, "similar", make);
  check_refused(place.run({"explain", "--shop", "nowhere", "--customer", "1", "--product", "1"}), 1, "explain", make);
  check_refused(place.run({"train", "--shop", "nowhere"}), 1, "train", make);
  check_refused(place.run({"evaluate", "--shop", "nowhere"}), 1, "evaluate", make);
  CHECK(place.names().empty());
}

TEST_CASE("commands on a shop without a model name the command that trains one") {
  const Workplace place;
  place.write("events.csv", two_taste_events());
  check_done(place.run({"import", "--shop", "shop", "--events", "events.csv"}));
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"recommend", "--shop", "shop", "--customer", "tea-lover-1", "--quiet"},
           {"similar", "--shop", "shop", "--product", "tea-1", "--quiet"},
           {"explain", "--shop", "shop", "--customer", "tea-lover-1", "--product", "tea-1", "--quiet"}}) {
    check_refused(place.run(arguments), 1, arguments.front(), "moshaver train --shop shop");
  }
}

TEST_CASE("an error about an unknown product or a customer without history names it") {
  const Workplace place;
  make_two_taste_shop(place);
  check_refused(place.run({"similar", "--shop", "shop", "--product", "tea-99"}), 1, "similar", "\"tea-99\"");
  check_refused(place.run({"recommend", "--shop", "shop", "--history", "tea-1,tea-99"}), 1, "recommend", "\"tea-99\"");
  check_refused(place.run({"explain", "--shop", "shop", "--customer", "tea-lover-1", "--product", "tea-99"}), 1,
                "explain", "\"tea-99\"");
  check_refused(place.run({"explain", "--shop", "shop", "--customer", "nobody", "--product", "tea-1"}), 1, "explain",
                "\"nobody\"");
}

TEST_CASE("every command that reads a damaged model names the damaged file") {
  for (const char* file : {"tensors.safetensors", "model.json"}) {
    const Workplace place;
    make_two_taste_shop(place);
    damage(current_model(place) / file);
    CAPTURE(file);
    check_refused(place.run({"recommend", "--shop", "shop", "--all"}), 1, "recommend", file);
    check_refused(place.run({"recommend", "--model", current_model(place), "--all"}), 1, "recommend", file);
    check_refused(place.run({"similar", "--shop", "shop", "--product", "tea-1"}), 1, "similar", file);
    // Training again repairs it.
    check_done(place.run({"train", "--shop", "shop", "--recipe", "item-item"}));
    check_done(place.run({"recommend", "--shop", "shop", "--all"}));
  }
}

TEST_CASE("missing files, directories, empty files and files without the columns are refused by name") {
  const Workplace place;
  place.write("empty.csv", "");
  place.write("foreign.csv", "name,age\nAli,4\n");
  std::filesystem::create_directory(place / "directory");
  for (const char* file : {"missing.csv", "empty.csv", "foreign.csv", "directory"}) {
    CAPTURE(file);
    check_refused(place.run({"import", "--shop", "shop", "--events", file}), 1, "import", file);
    check_refused(place.run({"train", "--events", file, "--out", "model"}), 1, "train", file);
    check_refused(place.run({"evaluate", "--train", file, "--test", file}), 1, "evaluate", file);
  }
  CHECK_FALSE(place.has("shop"));
  CHECK_FALSE(place.has("model"));
  make_two_taste_shop(place);
  check_refused(place.run({"recommend", "--shop", "shop", "--customers", "missing.txt"}), 1, "recommend",
                "missing.txt");
  check_refused(place.run({"recommend", "--shop", "shop", "--customers", "directory"}), 1, "recommend", "directory");
  check_refused(place.run({"train", "--shop", "shop", "--config", "missing.toml"}), 1, "train", "missing.toml");
  check_refused(place.run({"recommend", "--model", "directory", "--all"}), 1, "recommend", "directory");
}

TEST_CASE("an output path that cannot be written is reported before any work") {
  const Workplace place;
  make_two_taste_shop(place);
  place.write("file", "mine");
  check_refused(place.run({"evaluate", "--shop", "shop", "--json", "nowhere/e.json"}), 1, "evaluate", "--json");
  check_refused(place.run({"evaluate", "--shop", "shop", "--report", "file"}), 1, "evaluate", "--report");
  check_refused(place.run({"import", "--shop", "new", "--events", "events.csv", "--rejects", "nowhere/r.tsv"}), 1,
                "import", "--rejects");
  check_refused(place.run({"train", "--events", "events.csv", "--out", "file"}), 1, "train", "file");
  check_refused(place.run({"generate", "--out", "file"}), 1, "generate", "file");
  check_refused(place.run({"import", "--shop", "file", "--events", "events.csv"}), 1, "import", "file");
  CHECK(place.read("file") == "mine");
  CHECK_FALSE(place.has("new"));
}

TEST_CASE("commands on a shop with a wrong shop.toml name its line, its key and the remedy") {
  const Workplace place;
  make_two_taste_shop(place);
  place.write("shop/shop.toml", "currency = \"EUR\"\n[delivery]\ncut_off = \"25:00\"\n");
  const std::string problem = "shop.toml:3: delivery.cut_off is \"25:00\"; it is a time of day from 00:00 to 24:00";
  check_refused(place.run({"recommend", "--shop", "shop", "--customer", "tea-lover-1", "--quiet"}), 1, "recommend",
                problem);
  check_refused(place.run({"serve", "--shop", "shop", "--listen", "127.0.0.1:0", "--quiet"}), 1, "serve", problem);
  const Ran doctor = place.run({"doctor", "--shop", "shop", "--quiet"});
  CHECK(doctor.code == 1);
  CHECK_THAT(doctor.out, Contains(problem));
}
