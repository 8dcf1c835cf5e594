#include "moshaver/unfinished.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

namespace moshaver {

namespace {

// A signal handler may read a slot at any moment, so `order` is set after the path and cleared before the slot is
// freed.
struct Slot {
  std::atomic<bool> taken = false;
  std::atomic<std::uint64_t> order = 0;  // 0: not to be removed
  std::array<char, 1'024> path{};
};
std::array<Slot, 256> slots;
std::atomic<std::uint64_t> next_order = 1;

}  // namespace

Unfinished::Unfinished(const std::filesystem::path& path) {
  std::error_code error;
  const std::string name = std::filesystem::absolute(path, error).string();
  if (error || name.size() >= slots[0].path.size()) return;
  for (std::size_t at = 0; at < slots.size(); ++at) {
    if (slots[at].taken.exchange(true)) continue;
    std::memcpy(slots[at].path.data(), name.c_str(), name.size() + 1);
    slots[at].order = next_order.fetch_add(1);
    slot_ = at + 1;
    return;
  }
}

Unfinished::Unfinished(Unfinished&& other) noexcept : slot_(std::exchange(other.slot_, 0)) {}
Unfinished& Unfinished::operator=(Unfinished&& other) noexcept {
  std::swap(slot_, other.slot_);
  return *this;
}
Unfinished::~Unfinished() {
  if (slot_ == 0) return;
  slots[slot_ - 1].order = 0;
  slots[slot_ - 1].taken = false;
}

void remove_unfinished() noexcept {
  while (true) {
    Slot* latest = nullptr;
    for (Slot& slot : slots) {
      if (slot.order > (latest == nullptr ? 0 : latest->order.load())) latest = &slot;
    }
    if (latest == nullptr) return;
    latest->order = 0;
    if (::unlink(latest->path.data()) != 0) ::rmdir(latest->path.data());
  }
}

}  // namespace moshaver
