// Lists of texts as two tensors: NAME.bytes u8 with all texts back to back, NAME.offsets u64 [texts + 1] into it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/artifact/model_directory.hpp"
#include "engine/data/key_map.hpp"

namespace moshaver {

struct TextTensors {
  std::vector<char> bytes;
  std::vector<std::uint64_t> offsets = {0};

  void push(std::string_view text) {
    bytes.insert(bytes.end(), text.begin(), text.end());
    offsets.push_back(bytes.size());
  }
};

// Adds views: `bytes` and `offsets` must live until the writer has written.
void add_texts(TensorWriter&, const std::string& name, std::span<const char> bytes,
               std::span<const std::uint64_t> offsets);

// Views of the file, valid while `opened` lives. Errors: bad_format.
[[nodiscard]] Result<std::vector<std::string_view>> load_texts(const OpenedModel& opened, const std::string& name);
// Errors: bad_format, also for a key that appears twice.
[[nodiscard]] Result<KeyMap> load_keys(const OpenedModel& opened, const std::string& name);

}  // namespace moshaver
