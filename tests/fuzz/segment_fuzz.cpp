// Blocks of the event log: as they lie on disk, and (a first byte of 0) as they are once decompressed, which random bytes
// would seldom get to.
#include <zstd.h>

#include <vector>

#include "engine/store/segment.hpp"

using namespace moshaver;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::span<const char> block(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::vector<char> packed;
  if (data[0] == 0) {
    packed.resize(ZSTD_compressBound(block.size()));
    packed.resize(ZSTD_compress(packed.data(), packed.size(), block.data(), block.size(), 1));
    block = packed;
  }
  std::size_t seen = 0;
  const auto read = read_segment(block, [&](std::uint32_t, std::uint32_t, const EventRecord& event) {
    seen += event.order_id.size() + event.reason.size() + 1;
  });
  if (!read && read.error().message.empty()) __builtin_trap();
  return 0;
}
