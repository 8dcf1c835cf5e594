// moshaver completion: the script is sourced by the shell itself and asked as the Tab key would ask.
#include <set>

#include "tests/tools/process.hpp"

using namespace cli;

namespace {

// What bash offers at the end of `words` (an "=" is a word of its own, as bash splits it).
std::set<std::string> completions(const Workplace& place, const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += " '" + word + "'";
  const std::string script = "source <('" + std::string(moshaver_binary) +
                             "' completion bash) || exit 1\n"
                             "COMP_WORDS=(" +
                             line +
                             ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
                             "_moshaver moshaver && printf '%s\\n' \"${COMPREPLY[@]}\"\n";
  const Ran ran = place.run_program({"bash", "--norc", "-c", script});
  CAPTURE(ran.err);
  REQUIRE(ran.code == 0);
  CHECK(ran.err.empty());
  const auto lines = lines_of(ran.out);
  std::set<std::string> generated(lines.begin(), lines.end());
  generated.erase("");
  return generated;
}

using Words = std::set<std::string>;

}  // namespace

TEST_CASE("bash completes commands") {
  const Workplace place;
  CHECK(completions(place, {"moshaver", "re"}) == Words{"recommend", "restore"});
  CHECK(completions(place, {"moshaver", "e"}) == Words{"explain", "evaluate"});
  CHECK(completions(place, {"moshaver", "--v"}) == Words{"--version"});
  CHECK(completions(place, {"moshaver", "help", "do"}) == Words{"doctor"});
  CHECK(completions(place, {"moshaver", "completion", ""}) == Words{"bash", "zsh", "--quiet", "--help"});
}

TEST_CASE("bash completes every option that a command's help tells of, and no other") {
  const Workplace place;
  for (const char* command : {"recommend", "import", "train", "evaluate", "tune", "doctor"}) {
    Words in_help;
    for (const std::string& line : lines_of(place.run({command, "--help"}).out)) {
      const std::size_t at = line.find("--");
      if (at != std::string::npos && (at == 2 || line.starts_with("  -")))
        in_help.insert(line.substr(at, line.find_first_of(" ]", at) - at));
    }
    CAPTURE(command);
    CHECK(in_help.size() >= 3);
    CHECK(completions(place, {"moshaver", command, "--"}) == in_help);
  }
}

TEST_CASE("bash completes values: formats, recipes, settings, files and directories") {
  const Workplace place;
  place.write("orders of may.csv", "");
  std::filesystem::create_directory(place / "old shop");
  CHECK(completions(place, {"moshaver", "recommend", "--format", ""}) == Words{"table", "json", "tsv"});
  CHECK(completions(place, {"moshaver", "recommend", "--format", "=", "t"}) == Words{"table", "tsv"});
  CHECK(completions(place, {"moshaver", "recommend", "--format", "="}) == Words{"table", "json", "tsv"});
  CHECK(completions(place, {"moshaver", "train", "--recipe", "item"}) == Words{"item-item"});
  CHECK(completions(place, {"moshaver", "train", "--set", "ials.d"}) == Words{"ials.dim="});
  CHECK(completions(place, {"moshaver", "import", "--events", ""}) == Words{"orders of may.csv", "old shop"});
  CHECK(completions(place, {"moshaver", "import", "--events", "first.csv", "ord"}) == Words{"orders of may.csv"});
  CHECK(completions(place, {"moshaver", "import", "--shop", ""}) == Words{"old shop"});
  CHECK(completions(place, {"moshaver", "recommend", "--customer", ""}).empty());  // ids are the user's to know
  // After a value options come again.
  CHECK(completions(place, {"moshaver", "import", "--shop", "s", "--rej"}) == Words{"--rejects"});
  CHECK(completions(place, {"moshaver", "import", "--shop", "s", ""}).count("--events") == 1);
  CHECK(completions(place, {"moshaver", "nonsense", "--"}).empty());
}

TEST_CASE("the zsh script names every command, and zsh takes it where there is one") {
  const Workplace place;
  const Ran script = place.run({"completion", "zsh"});
  check_done(script);
  CHECK_THAT(script.out, Catch::StartsWith("#compdef moshaver\n"));
  for (const char* text :
       {"'recommend:", "'completion:", "--format=[", ":(table json tsv)", "_files -/", "'1:bash|zsh:(bash zsh)'"}) {
    CHECK_THAT(script.out, Catch::Contains(text));
  }
  place.write("_moshaver", script.out);
  if (place.run_program({"bash", "-c", "command -v zsh"}).code != 0) {
    WARN("no zsh here: its syntax is not checked");
    return;
  }
  const Ran checked = place.run_program({"zsh", "-n", "_moshaver"});
  CHECK(checked.err.empty());
  CHECK(checked.code == 0);
}
