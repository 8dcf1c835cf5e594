// Which folder may include which. A wrong include fails with its file and line.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "tests/paths.hpp"

namespace fs = std::filesystem;

namespace {

struct Rule {
  std::vector<std::string> project;    // prefixes of our own headers that the folder may include
  std::vector<std::string> forbidden;  // prefixes of libraries that it may not
};

const std::map<std::string, Rule> rules = {
    {"include", {{"moshaver/"}, {"Eigen/", "faiss/", "boost/", "sqlite3", "hwy/", "rapidjson/", "simdjson"}}},
    {"engine", {{"moshaver/", "engine/"}, {"boost/"}}},
    {"models", {{"moshaver/", "engine/", "models/"}, {"boost/", "faiss/", "sqlite3"}}},
    {"tools", {{"moshaver/", "tools/"}, {"Eigen/", "faiss/", "sqlite3", "hwy/"}}},
};

bool starts_with_any(const std::string& name, const std::vector<std::string>& prefixes) {
  for (const auto& prefix : prefixes) {
    if (name.rfind(prefix, 0) == 0) return true;
  }
  return false;
}

std::vector<std::string> wrong_includes(const fs::path& root, const std::string& folder, const Rule& rule) {
  std::vector<std::string> wrong;
  for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
    const auto extension = entry.path().extension();
    if (extension != ".hpp" && extension != ".cpp") continue;
    std::ifstream file(entry.path());
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
      if (line.rfind("#include", 0) != 0) continue;
      const auto open = line.find_first_of("\"<");
      const std::string name = line.substr(open + 1, line.find_first_of("\">", open + 1) - open - 1);
      const bool ours = line[open] == '"';
      if ((ours && !starts_with_any(name, rule.project)) || (!ours && starts_with_any(name, rule.forbidden))) {
        wrong.push_back(entry.path().string() + ":" + std::to_string(number) + " includes " + name);
      }
    }
  }
  return wrong;
}

// The folders of engine/: each may include itself and those before it.
const std::vector<std::string> engine_folders = {"data",    "text",   "parallel",  "linalg",    "artifact",
                                                 "store",   "ingest", "embedding", "retrieval", "model",
                                                 "ranking", "live",   "advice",    "reports",   "advisor"};

// Includes within engine/ of a later folder, and folders that are missing in the list.
std::vector<std::string> wrong_within_engine(const fs::path& root) {
  std::vector<std::string> wrong, seen;
  for (const auto& entry : fs::directory_iterator(root / "engine")) {
    if (!entry.is_directory()) continue;
    const std::string folder = entry.path().filename();
    if (std::find(engine_folders.begin(), engine_folders.end(), folder) == engine_folders.end()) {
      wrong.push_back("engine/" + folder + " is missing in the list of this test");
      continue;
    }
    Rule rule{{"moshaver/"}, {}};
    for (const std::string& before : engine_folders) {
      rule.project.push_back("engine/" + before + "/");
      if (before == folder) break;
    }
    const auto found = wrong_includes(root, "engine/" + folder, rule);
    wrong.insert(wrong.end(), found.begin(), found.end());
  }
  return wrong;
}

}  // namespace

TEST_CASE("every top-level folder includes only what the design allows") {
  for (const auto& [folder, rule] : rules) {
    CHECK(wrong_includes(source_dir, folder, rule) == std::vector<std::string>{});
  }
}

TEST_CASE("within engine/ no folder includes a later one") {
  CHECK(wrong_within_engine(source_dir) == std::vector<std::string>{});
}

TEST_CASE("the layering check reports a forbidden include") {
  const fs::path root = fs::temp_directory_path() / "moshaver_layering";
  fs::create_directories(root / "tools");
  std::ofstream(root / "tools/bad.cpp") << "#include <sqlite3.h>\n#include \"engine/store/store.hpp\"\n";
  CHECK(wrong_includes(root, "tools", rules.at("tools")).size() == 2);
  fs::create_directories(root / "engine/data");
  fs::create_directories(root / "engine/attic");
  std::ofstream(root / "engine/data/bad.hpp")
      << "#include \"engine/data/key_map.hpp\"\n#include \"engine/live/shop_state.hpp\"\n";
  CHECK(wrong_within_engine(root).size() == 2);
  fs::remove_all(root);
}
