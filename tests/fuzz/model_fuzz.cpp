// Models from untrusted sources. A first byte of 0: the text of a manifest. Otherwise tensors, loaded with the manifest of a
// real model without a check of checksums. MOSHAVER_FUZZ_MODELS is the directory of those models.
#include <fstream>
#include <iterator>
#include <vector>

#include "engine/model/model_io.hpp"
#include "tests/fuzz/fuzz_file.hpp"

using namespace moshaver;

namespace {

const std::vector<Manifest>& manifests() {
  static const std::vector<Manifest> all = [] {
    std::vector<Manifest> found;
    const char* directory = std::getenv("MOSHAVER_FUZZ_MODELS");
    if (directory == nullptr) return found;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
      std::ifstream file(entry.path() / "model.json");
      const std::string text(std::istreambuf_iterator<char>(file), {});
      if (auto manifest = parse_manifest(text, "a model")) found.push_back(std::move(*manifest));
    }
    return found;
  }();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span<const std::uint8_t> rest(data + 1, size - 1);
  if (data[0] == 0 || manifests().empty()) {
    const auto manifest = parse_manifest({reinterpret_cast<const char*>(rest.data()), rest.size()}, "fuzz");
    if (!manifest && manifest.error().message.empty()) __builtin_trap();
    return 0;
  }
  const testing::FuzzFile file(rest);
  auto tensors = TensorFile::open(file.path());
  if (!tensors) return 0;
  const OpenedModel opened{manifests()[data[0] % manifests().size()], std::move(*tensors)};
  (void)load_model(opened);
  (void)load_dataset(opened);
  return 0;
}
