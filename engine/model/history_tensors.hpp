// The histories of a model that was trained from files, as tensors: model_io.hpp names them.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/artifact/model_directory.hpp"
#include "engine/data/histories.hpp"
#include "engine/data/key_map.hpp"

namespace moshaver {

// One tensor for each field of a purchase, because a tensor has one type. Owns these arrays and views the histories:
// both must live until the writer has written.
class HistoryTensors {
 public:
  explicit HistoryTensors(const Histories&);
  // The customers' keys and histories.
  void add(TensorWriter&, const KeyMap& customers) const;

 private:
  const Histories& histories_;
  std::vector<std::uint32_t> items_, times_, orders_, hidden_, internal_;
  std::vector<float> quantities_;
};

// Errors: bad_format, for inconsistent tensors.
[[nodiscard]] Result<Histories> load_histories(const OpenedModel&, std::uint32_t user_count, std::uint32_t item_count);

}  // namespace moshaver
