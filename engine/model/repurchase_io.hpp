// Writes when products are bought again to tensors and manifest, and reads it back.
//
//   manifest  a part "repurchase" of kind repurchase: in_days, and until, seconds since 1970 UTC
//   tensors   "repurchase/chance" f32 [3, products]; "repurchase/log_gap", "repurchase/between", "repurchase/within" f32
//             [products]; "repurchase/category" u32 [products]
#pragma once

#include <string_view>
#include <vector>

#include "engine/artifact/model_directory.hpp"
#include "engine/model/repurchase.hpp"

namespace moshaver {

// Owns the tensor that must be joined for the file; views the rest, so both must live until the tensors are written.
class RepurchaseTensors {
 public:
  explicit RepurchaseTensors(const Repurchase&);
  [[nodiscard]] ManifestPart add(TensorWriter&) const;

 private:
  const Repurchase& repurchase_;
  std::vector<float> chance_;
};

// Errors: bad_format, naming the tensor or the setting.
[[nodiscard]] Result<Repurchase> load_repurchase(const OpenedModel&, const ManifestPart&);

}  // namespace moshaver
