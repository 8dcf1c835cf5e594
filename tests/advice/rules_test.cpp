#include "engine/advice/rules/rules.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "tests/paths.hpp"

using namespace moshaver;

TEST_CASE("each rule has a file of its own in engine/advice/rules, named as the rule") {
  std::set<std::string> names;
  std::size_t rules = 0;
  for (const ShopRule* rule : shop_rules()) {
    names.insert(rule->name);
    ++rules;
  }
  for (const ObtainableRule* rule : obtainable_rules()) {
    names.insert(rule->name);
    ++rules;
  }
  for (const CustomerRule* rule : customer_rules()) {
    names.insert(rule->name);
    ++rules;
  }
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(source_dir) + "/engine/advice/rules")) {
    const auto path = entry.path();
    if (path.extension() == ".cpp" && path.stem() != "rule" && path.stem() != "rules") files.insert(path.stem());
  }
  CHECK(files.size() == rules);
  for (const std::string& name : names) CHECK(files.count(name) == 1);
}
