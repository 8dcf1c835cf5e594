// Writes the additive ranker of a model to tensors and manifest, and reads it back.
//
//   manifest  a part "ranker" of kind additive: candidates_per_part, candidate_generators (names of parts, separated by
//             commas), window_days, and its models fresh, owned and returns
//   tensors   additive_io.hpp
#pragma once

#include <string>
#include <vector>

#include "engine/artifact/model_directory.hpp"
#include "engine/model/additive_io.hpp"

namespace moshaver {

inline constexpr std::string_view ranker_part_name = "ranker";

// Owns the tensors, so it must live until they are written.
class RankerTensors {
 public:
  explicit RankerTensors(const AdditiveRanker&);
  [[nodiscard]] ManifestPart add(TensorWriter&) const;

 private:
  double candidates_per_part_, window_days_;
  std::string candidate_generators_;
  AdditiveTensors models_;
};

// `features` and `customer_features` list the names that tables may have. Errors: bad_format, naming the field.
[[nodiscard]] Result<AdditiveRanker> load_ranker(const OpenedModel&, const ManifestPart&,
                                                 const std::vector<std::string>& features,
                                                 const std::vector<std::string>& customer_features);

}  // namespace moshaver
