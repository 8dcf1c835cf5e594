// Blocks of the event log. A first byte of 0: a block as on disk. 1: a block before compression. Otherwise a block from the
// writer with some bytes changed before compression, which reaches code that random bytes rarely reach.
#include <zstd.h>

#include <vector>

#include "engine/store/segment.hpp"

using namespace moshaver;

namespace {

std::vector<char> packed(std::span<const char> plain) {
  std::vector<char> out(ZSTD_compressBound(plain.size()));
  out.resize(ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 1));
  return out;
}

std::vector<char> written_block(std::size_t events) {
  SegmentWriter writer;
  for (std::size_t at = 0; at < events; ++at) {
    EventRecord event;
    event.kind = static_cast<EventKind>(at % event_kind_names.size());
    if (at % 2 == 0) event.timestamp = 1'790'000'000 + static_cast<std::int64_t>(at);
    if (at % 3 == 0) event.order_id = at % 2 == 0 ? "order" : "another order";
    if (at % 5 == 0) event.reason = "because";
    event.value = 5;
    writer.add(static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at / 2), event);
  }
  const auto block = writer.finish();
  std::vector<char> plain(ZSTD_getFrameContentSize(block.data(), block.size()));
  plain.resize(ZSTD_decompress(plain.data(), plain.size(), block.data(), block.size()));
  return plain;
}

void read(std::span<const char> block) {
  std::size_t seen = 0;
  const auto done = read_segment(block, [&](std::uint32_t, std::uint32_t, const EventRecord& event) {
    for (const std::string_view text : {event.order_id, event.reason, event.place}) {
      for (const char letter : text) seen += static_cast<unsigned char>(letter);
    }
  });
  if (!done && done.error().message.empty()) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span<const char> rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 0) {
    read(rest);
  } else if (data[0] == 1) {
    read(packed(rest));
  } else {
    std::vector<char> plain = written_block(data[0]);
    // Three bytes for each change: two for the position, one for the mask.
    for (std::size_t at = 0; at + 3 <= rest.size(); at += 3) {
      const std::size_t where = static_cast<std::uint8_t>(rest[at]) * 256UL + static_cast<std::uint8_t>(rest[at + 1]);
      plain[where % plain.size()] = static_cast<char>(plain[where % plain.size()] ^ rest[at + 2]);
    }
    if (rest.size() % 3 == 1) plain.resize(plain.size() - static_cast<std::uint8_t>(rest.back()) % plain.size());
    read(packed(plain));
  }
  return 0;
}
