#include "engine/advice/advice_ids.hpp"

#include <random>

namespace moshaver {

namespace {

std::string hex(std::uint64_t value) {
  std::string text(16, '0');
  for (std::size_t at = 16; at-- > 0; value >>= 4) text[at] = "0123456789abcdef"[value & 15];
  return text;
}

}  // namespace

AdviceIds::AdviceIds() {
  std::random_device random;
  base_ = std::uint64_t{random()} << 32 | random();
}

std::string AdviceIds::next() { return hex(base_) + hex(next_.fetch_add(1)); }

}  // namespace moshaver
