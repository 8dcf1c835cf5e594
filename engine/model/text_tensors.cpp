#include "engine/model/text_tensors.hpp"

#include "engine/model/part_io.hpp"

namespace moshaver {

void add_texts(TensorWriter& writer, const std::string& name, std::span<const char> bytes,
               std::span<const std::uint64_t> offsets) {
  writer.add(name + ".bytes", {bytes.size()},
             std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
  writer.add(name + ".offsets", {offsets.size()}, offsets);
}

Result<std::vector<std::string_view>> load_texts(const OpenedModel& opened, const std::string& name) {
  MOSHAVER_TRY(bytes, opened.tensors.u8(name + ".bytes"));
  MOSHAVER_TRY(offsets, opened.tensors.u64(name + ".offsets"));
  if (!are_offsets(offsets, bytes.size())) return bad_tensor(opened, name + ".offsets do not fit " + name + ".bytes");
  std::vector<std::string_view> views;
  for (std::size_t row = 0; row + 1 < offsets.size(); ++row) {
    views.emplace_back(reinterpret_cast<const char*>(bytes.data()) + offsets[row], offsets[row + 1] - offsets[row]);
  }
  return views;
}

Result<KeyMap> load_keys(const OpenedModel& opened, const std::string& name) {
  MOSHAVER_TRY(views, load_texts(opened, name));
  KeyMap map;
  for (const std::string_view key : views) map.insert(key);
  if (map.size() != views.size()) return bad_tensor(opened, name + " holds a key twice");
  return map;
}

}  // namespace moshaver
