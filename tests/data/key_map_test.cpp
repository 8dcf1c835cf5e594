#include "engine/data/key_map.hpp"

#include <catch2/catch.hpp>
#include <string>

using moshaver::KeyMap;

TEST_CASE("keys get dense rows in order of first insertion and are found again") {
  KeyMap keys;
  for (int i = 0; i < 10'000; ++i) REQUIRE(keys.insert("کلید/" + std::to_string(i)) == static_cast<std::uint32_t>(i));
  for (int i = 0; i < 10'000; ++i) {
    const std::string key = "کلید/" + std::to_string(i);
    REQUIRE(keys.insert(key) == static_cast<std::uint32_t>(i));
    REQUIRE(keys.find(key) == static_cast<std::uint32_t>(i));
    REQUIRE(keys.key(static_cast<std::uint32_t>(i)) == key);
  }
  CHECK(keys.size() == 10'000);
  CHECK_FALSE(keys.find("absent").has_value());
}

TEST_CASE("an empty key and a key with a zero byte are different") {
  KeyMap keys;
  const auto empty = keys.insert("");
  const auto zero = keys.insert(std::string_view("\0", 1));
  CHECK(empty != zero);
  CHECK(keys.find("") == empty);
}
