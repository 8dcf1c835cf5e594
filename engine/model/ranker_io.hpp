// Writes the additive ranker of a model to tensors and manifest, and reads it back.
//
//   manifest  a part "ranker" of kind additive: candidates_per_part, candidate_generators (names of parts, separated by
//             commas), window_days, and for each of its models (fresh, owned, returns) intercept, slope and the names
//             of the features that have tables, separated by commas
//   tensors   "ranker/<model>.offsets" u64 [tables + 1] into "ranker/<model>.edges" f32; "ranker/<model>.values" f32,
//             for each table two more values than edges
#pragma once

#include <string>
#include <vector>

#include "engine/artifact/model_directory.hpp"
#include "engine/model/additive_model.hpp"

namespace moshaver {

inline constexpr std::string_view ranker_part_name = "ranker";

// Owns the tensors, so it must live until they are written.
class RankerTensors {
 public:
  explicit RankerTensors(const AdditiveRanker&);
  [[nodiscard]] ManifestPart add(TensorWriter&) const;

 private:
  struct Flat {
    std::string name, features;
    double intercept = 0, slope = 0;
    std::vector<std::uint64_t> offsets = {0};
    std::vector<float> edges, values;
  };
  void push(const char* name, const AdditiveModel&);

  double candidates_per_part_, window_days_;
  std::string candidate_generators_;
  std::vector<Flat> models_;
};

// `features` and `customer_features` list the names that tables may have. Errors: bad_format, naming the field.
[[nodiscard]] Result<AdditiveRanker> load_ranker(const OpenedModel&, const ManifestPart&,
                                                 const std::vector<std::string>& features,
                                                 const std::vector<std::string>& customer_features);

}  // namespace moshaver
