// The command line: help, wrong usage, version.
#include "tests/tools/process.hpp"

using namespace cli;
using Catch::Contains;

namespace {

// As `moshaver --help` lists them.
std::vector<std::string> command_names(const Workplace& place) {
  std::vector<std::string> names;
  const Ran overview = place.run({"--help"});
  for (const std::string& line : lines_of(overview.out)) {
    if (line.starts_with("moshaver COMMAND")) break;
    if (line.starts_with("  ")) names.push_back(line.substr(2, line.find(' ', 2) - 2));
  }
  return names;
}

}  // namespace

TEST_CASE("moshaver --help lists every command and a first example") {
  const Workplace place;
  const Ran help = place.run({"--help"});
  check_done(help);
  CHECK(help.err.empty());
  const std::vector<std::string> names = command_names(place);
  for (const char* name : {"import", "generate", "train", "recommend", "similar", "explain", "evaluate", "tune",
                           "serve", "demo", "doctor", "occasions", "completion"}) {
    CHECK_THAT(names, Catch::VectorContains(std::string(name)));
  }
  CHECK_THAT(help.out, Contains("moshaver import --shop"));
  CHECK(place.run({"help"}).out == help.out);
  CHECK(place.run({"-h"}).out == help.out);
}

TEST_CASE("every command's --help describes its options and shows an example, and exits with 0") {
  const Workplace place;
  for (const std::string& name : command_names(place)) {
    CAPTURE(name);
    const Ran help = place.run({name, "--help"});
    check_done(help);
    CHECK(help.err.empty());
    CHECK_THAT(help.out, Catch::StartsWith("moshaver " + name + ": "));
    CHECK_THAT(help.out, Contains("Usage: moshaver " + name) && Contains("--quiet") && Contains("--help"));
    const std::string examples = help.out.substr(std::min(help.out.find("Example"), help.out.size()));
    CHECK_THAT(examples, Contains("moshaver " + name));
    // Other forms of help; an unknown option is still an error.
    CHECK(place.run({name, "--nonsense-free", "--help"}).code == 2);
    CHECK(place.run({name, "-h"}).out == help.out);
    CHECK(place.run({"help", name}).out == help.out);
  }
}

TEST_CASE("moshaver --version prints one line") {
  const Workplace place;
  const Ran version = place.run({"--version"});
  check_done(version);
  REQUIRE(lines_of(version.out).size() == 1);
  CHECK_THAT(version.out, Catch::Matches("moshaver [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST_CASE("moshaver without a command prints the overview and exits with 2") {
  const Workplace place;
  const Ran ran = place.run({});
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK(ran.err == place.run({"--help"}).out);
}

TEST_CASE("an unknown command is refused with a suggestion") {
  const Workplace place;
  const Ran ran = place.run({"recomend", "--shop", "s"});
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK(lines_of(ran.err).size() == 1);
  CHECK_THAT(ran.err, Contains("recomend") && Contains("did you mean recommend?") && Contains("moshaver --help"));
  CHECK_THAT(place.run({"xyzzy-plugh"}).err, !Contains("did you mean"));
  CHECK(place.run({"help", "nothing-of-the-kind"}).code == 2);
}

TEST_CASE("wrong usage gives one line with the command, the mistake and the help to read, and exit code 2") {
  struct Wrong {
    std::vector<std::string> arguments;
    std::string says;
  };
  const std::vector<Wrong> all = {
      {{"recommend", "--custmer", "1", "--shop", "s"}, "no option --custmer; did you mean --customer?"},
      {{"recommend", "--cust", "1", "--shop", "s"}, "no option --cust"},  // abbreviations are not accepted
      {{"recommend", "-x"}, "no option -x"},
      {{"recommend", "--customer", "1", "--shop"}, "--shop needs a value: --shop DIR"},
      {{"recommend", "--shop=", "--customer", "1"}, "--shop needs a value"},
      {{"recommend", "--shop", "s", "--shop", "t", "--customer", "1"}, "--shop is given twice"},
      {{"recommend", "--shop", "s", "17850"}, "\"17850\""},
      {{"recommend", "--shop", "s"}, "--customer ID, --history P1,P2, --customers FILE and --all"},
      {{"recommend", "--shop", "s", "--customer", "1", "--all"}, "name one of --customer"},
      {{"recommend", "--shop", "s", "--model", "m", "--all"}, "either --shop DIR or --model DIR"},
      {{"recommend", "--all"}, "either --shop DIR or --model DIR"},
      {{"recommend", "--shop", "s", "--all", "--count", "many"}, "--count takes a whole number, not \"many\""},
      {{"recommend", "--shop", "s", "--all", "--count", "-5"}, "--count takes a whole number, not \"-5\""},
      {{"recommend", "--shop", "s", "--all", "--count", "2.5"}, "--count takes a whole number"},
      {{"recommend", "--shop", "s", "--all", "--count", "99999999999999999999"}, "--count takes a whole number"},
      {{"recommend", "--shop", "s", "--all", "--count", "0"}, "count is 0; it must be from 1 to 1000"},
      {{"recommend", "--shop", "s", "--all", "--index", "magic"}, "--index is auto, exact, hnsw or ivf, not \"magic\""},
      {{"recommend", "--quiet=yes"}, "--quiet takes no value"},
      {{"similar", "--shop", "s"}, "--product ID is missing"},
      {{"similar", "--shop", "s", "--product", "p", "--count", "0"}, "count is 0; it must be from 1 to 1000"},
      {{"similar", "--shop", "s", "--product", "p", "--kind", "rivals"},
       "--kind takes similar, complements or alternatives"},
      {{"similar", "--product", "p"}, "either --shop DIR or --model DIR"},
      {{"explain", "--shop", "s", "--customer", "c"}, "--product ID is missing"},
      {{"explain", "--shop", "s", "--product", "p"}, "--customer ID is missing"},
      {{"import", "--events", "e.csv"}, "--shop DIR is missing"},
      {{"import", "--shop", "s"}, "--events"},
      {{"import", "--shop", "s", "--events", "e", "--map", "CustomerID"}, "our_name=their_column"},
      {{"import", "--shop", "s", "--events", "e", "--max-reject-rate", "7"}, "--max-reject-rate"},
      {{"import", "--shop", "s", "--events", "e", "--max-reject-rate", "nan"}, "--max-reject-rate takes a number"},
      {{"generate"}, "--out DIR is missing"},
      {{"generate", "--out", "g", "--days", "-1"}, "--days takes a whole number"},
      {{"generate", "--out", "g", "--days", "0"}, "days is 0"},
      {{"generate", "--out", "g", "--compress", "rar"}, "--compress is none, gzip or zstd, not \"rar\""},
      {{"train"}, "either --shop DIR"},
      {{"train", "--shop", "s", "--out", "m"}, "either --shop DIR"},
      {{"train", "--shop", "s", "--recipe", "magic"}, "no recipe \"magic\""},
      {{"train", "--shop", "s", "--set", "dim"}, "--set takes NAME=NUMBER"},
      {{"train", "--shop", "s", "--set", "dim=big"}, "--set takes NAME=NUMBER"},
      {{"train", "--shop", "s", "--set", "nonsense=1"}, "\"nonsense\""},
      {{"train", "--shop", "s", "--dim", "x"}, "--dim takes a number, not \"x\""},
      {{"train", "--shop", "s", "--seed", "-1"}, "--seed takes a whole number"},
      {{"train", "--shop", "s", "--budget", "5x"}, "--budget takes a time such as 90s, 5m or 1h, not \"5x\""},
      {{"train", "--shop", "s", "--budget", "0s"}, "--budget takes a time"},
      {{"train", "--shop", "s", "--budget", "m"}, "--budget takes a time"},
      {{"train", "--shop", "s", "--budget", "-5m"}, "--budget takes a time"},
      {{"tune", "--shop", "s"}, "--recipe NAME is missing"},
      {{"tune", "--recipe", "ials"}, "either --shop DIR or --events"},
      {{"tune", "--shop", "s", "--recipe", "magic"}, "no recipe \"magic\""},
      {{"tune", "--shop", "s", "--recipe", "ials", "--trials", "0"}, "--trials is a whole number from 2"},
      {{"tune", "--shop", "s", "--recipe", "ials", "--trials", "1"}, "--trials is a whole number from 2"},
      {{"tune", "--shop", "s", "--recipe", "ials", "--trials", "-3"}, "--trials takes a whole number"},
      {{"tune", "--shop", "s", "--recipe", "ials", "--budget", "5x"}, "not \"5x\""},
      {{"tune", "--shop", "s", "--recipe", "ials", "--budget", "inf"}, "--budget takes a time"},
      {{"tune", "--shop", "s", "--recipe", "popular", "--set", "half_life_days=9"}, "nothing to tune in popular"},
      {{"tune", "--shop", "s", "--recipe", "ials", "--json", "-", "--out-config", "-"}, "only one of --json"},
      {{"evaluate"}, "--shop DIR, --train FILE... and --model DIR"},
      {{"evaluate", "--shop", "s", "--train", "f"}, "name one of --shop DIR"},
      {{"evaluate", "--model", "m"}, "--model needs --test"},
      {{"evaluate", "--shop", "s", "--k", "0"}, "--k takes whole numbers from 1 up"},
      {{"evaluate", "--shop", "s", "--protocol", "crystal-ball"}, "--protocol is auto, last-days"},
      {{"evaluate", "--shop", "s", "--protocol", "last-days=soon"}, "--protocol last-days= takes whole numbers"},
      {{"evaluate", "--shop", "s", "--protocol", "last-basket=2"}, "--protocol last-basket takes no value"},
      {{"evaluate", "--shop", "s", "--protocol", "random=1.5"}, "takes a share between 0 and 1, not \"1.5\""},
      {{"evaluate", "--shop", "s", "--protocol", "strong-generalisation="}, "takes a share between 0 and 1"},
      {{"evaluate", "--shop", "s", "--model", "../other"}, "the id of one of its models"},
      {{"evaluate", "--shop", "s", "--model", "m", "--recipe", "ials"}, "evaluates a trained model unchanged"},
      {{"evaluate", "--shop", "s", "--model", "m", "--protocol", "random"}, "--protocol is for recipes"},
      {{"serve"}, "--shop DIR is missing"},
      {{"serve", "--shop", "s", "--listen", "8080"}, "--listen takes HOST:PORT"},
      {{"serve", "--shop", "s", "--listen", "0.0.0.0:80"}, "needs --keys FILE"},
      {{"serve", "--shop", "s", "--max-body", "0"}, "--max-body 1 to 1024 MiB"},
      {{"serve", "--shop", "s", "--request-timeout", "0"}, "--request-timeout takes seconds"},
      {{"serve", "--shop", "s", "--index", "magic"}, "--index is auto, exact, hnsw or ivf"},
      {{"doctor"}, "--shop DIR is missing"},
      {{"demo", "--seed", "one"}, "--seed takes a whole number"},
      {{"completion", "fish"}, "\"fish\""},
      {{"completion"}, "bash|zsh is missing"},
  };
  const Workplace place;
  for (const Wrong& wrong : all) {
    const std::string& command = wrong.arguments.front();
    INFO(Catch::Detail::stringify(wrong.arguments));
    const Ran ran = place.run(wrong.arguments);
    check_refused(ran, 2, command, wrong.says);
    CHECK_THAT(ran.err, Contains("moshaver " + command + " --help"));
    CHECK(ran.err.find("--help") == ran.err.rfind("--help"));  // only once
  }
  CHECK(place.names().empty());  // no file was created
}

TEST_CASE("an unknown --format is wrong usage, reported before the shop is opened") {
  const Workplace place;
  const Ran ran = place.run({"recommend", "--shop", "s", "--all", "--format", "xml"});
  check_refused(ran, 2, "recommend", "--format is table, json or tsv, not \"xml\"");
}
