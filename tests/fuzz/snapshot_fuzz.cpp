// Snapshots of a shop. A first byte of 0: a file as on disk, which mostly fails its checksum. 1: a small snapshot from the
// writer with some bytes of the file changed. Otherwise the same with bytes of its sections changed or cut off before the
// checksums are computed.
#include <unistd.h>

#include <fstream>
#include <vector>

#include "engine/store/snapshot.hpp"
#include "engine/store/snapshot_file.hpp"
#include "tests/fuzz/fuzz_file.hpp"

using namespace moshaver;

namespace {

using Sections = std::vector<std::vector<std::byte>>;  // in the order of the file

template <class Values>
void push(Sections& sections, const Values& values) {
  const auto bytes = std::as_bytes(std::span(values));
  sections.emplace_back(bytes.begin(), bytes.end());
}

struct Small {
  Sections sections;
  std::size_t event_ids = 0;
};

// Three customers with two events each, two products.
Small small_snapshot() {
  Small small;
  KeyMap customers, products;
  for (const char* id : {"a", "somebody", "c"}) customers.insert(id);
  for (const char* id : {"p", "q"}) products.insert(id);
  for (const KeyMap* keys : {&customers, &products}) {
    push(small.sections, keys->bytes());
    push(small.sections, keys->offsets());
    push(small.sections, keys->slots());
  }
  const std::vector<std::uint64_t> offsets = {0, 2, 4, 6};
  push(small.sections, offsets);
  push(small.sections, std::vector<HistoryEvent>(6));
  push(small.sections, offsets);
  push(small.sections, std::vector<Purchase>(6));
  push(small.sections, std::vector<std::uint32_t>{0, 1, 2, 0});  // hidden
  push(small.sections, std::vector<std::uint32_t>{1, 0});        // merged
  EventIdSet ids;
  for (std::uint64_t id = 1; id <= 6; ++id) ids.add_stored({id, id});
  push(small.sections, ids.slots());
  small.event_ids = ids.size();
  return small;
}

void use(const Result<Snapshot>& snapshot) {
  if (!snapshot) {
    if (snapshot.error().message.empty()) __builtin_trap();
    return;
  }
  std::size_t seen = 0;
  for (const KeyMap* keys : {&snapshot->customers, &snapshot->products}) {
    for (std::uint32_t row = 0; row < keys->size(); ++row) seen += keys->find(keys->key(row)).has_value() ? 1 : 0;
    seen += keys->find("nobody").has_value() ? 1 : 0;
  }
  for (std::uint32_t row = 0; row < snapshot->customers.size(); ++row) {
    for (const HistoryEvent& event : snapshot->events.of(row)) seen += event.position;
    for (const Purchase& purchase : snapshot->histories.of(UserId{row})) seen += purchase.item.row;
    for (const ItemId item : snapshot->histories.hidden_of(UserId{row})) seen += item.row;
  }
  if (seen == SIZE_MAX) abort();
}

void open(const std::filesystem::path& path) {
  const auto file = SnapshotFile::open(path);
  if (!file || !file->check(1)) return;
  use(Snapshot::read(*file, "fuzz"));
}

const Small& small() {
  static const Small made = small_snapshot();
  return made;
}

const std::filesystem::path& scratch() {
  static const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("moshaver_fuzz_snapshot_" + std::to_string(getpid()));
  return path;
}

void write_sections(const Sections& sections) {
  auto file = SnapshotFileWriter::create(scratch(), {});
  if (!file) abort();
  for (const auto& section : sections) {
    if (!file->append(std::span<const std::byte>(section)) || !file->end_section()) abort();
  }
  if (!file->commit({1, 6, 2, 3, small().event_ids})) abort();
}

// Four bytes for each change: three for the position, one for the mask.
void read_changed_file(std::span<const std::uint8_t> changes) {
  write_sections(small().sections);
  {
    std::fstream file(scratch(), std::ios::in | std::ios::out | std::ios::binary);
    const std::uint64_t size = std::filesystem::file_size(scratch());
    for (std::size_t at = 0; at + 4 <= changes.size(); at += 4) {
      const std::uint64_t where = (changes[at] * 65536UL + changes[at + 1] * 256UL + changes[at + 2]) % size;
      file.seekg(static_cast<std::streamoff>(where));
      const char changed = static_cast<char>(file.get() ^ changes[at + 3]);
      file.seekp(static_cast<std::streamoff>(where));
      file.put(changed);
    }
  }
  open(scratch());
  std::filesystem::remove(scratch());
}

// Four bytes for each change: one for the section, two for the position in it, one for the mask. A section number of 13 or
// more cuts the section (modulo 13) at that position.
void read_changed_sections(std::span<const std::uint8_t> changes) {
  Sections sections = small().sections;
  for (std::size_t at = 0; at + 4 <= changes.size(); at += 4) {
    std::vector<std::byte>& section = sections[changes[at] % sections.size()];
    if (section.empty()) continue;
    const std::size_t where = (changes[at + 1] * 256UL + changes[at + 2]) % section.size();
    if (changes[at] < sections.size()) {
      section[where] ^= std::byte{changes[at + 3]};
    } else {
      section.resize(where);
    }
  }
  write_sections(sections);
  open(scratch());
  std::filesystem::remove(scratch());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span<const std::uint8_t> rest(data + 1, size - 1);
  if (data[0] == 0) {
    const testing::FuzzFile file(rest);
    open(file.path());
  } else if (data[0] == 1) {
    read_changed_file(rest);
  } else {
    read_changed_sections(rest);
  }
  return 0;
}
