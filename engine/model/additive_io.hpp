// Writes the additive models of one part to tensors and manifest, and reads them back.
//
//   manifest  for each model of the part: "<model>.intercept", "<model>.slope", and "<model>.features", the names of the
//             features that have tables, separated by commas
//   tensors   "<part>/<model>.offsets" u64 [tables + 1] into "<part>/<model>.edges" f32; "<part>/<model>.values" f32,
//             for each table two more values than edges
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/artifact/model_directory.hpp"
#include "engine/model/additive_model.hpp"

namespace moshaver {

// Owns the tensors, so it must live until they are written.
class AdditiveTensors {
 public:
  void push(const char* name, const AdditiveModel&);
  // Adds the tensors, and the models' settings to the part.
  void add(TensorWriter&, ManifestPart&) const;

 private:
  struct Flat {
    std::string name, features;
    double intercept = 0, slope = 0;
    std::vector<std::uint64_t> offsets = {0};
    std::vector<float> edges, values;
  };
  std::vector<Flat> models_;
};

[[nodiscard]] bool has_additive(const OpenedModel&, const ManifestPart&, const std::string& name);
// `features` lists the names that tables may have. Errors: bad_format, naming the field.
[[nodiscard]] Result<AdditiveModel> load_additive(const OpenedModel&, const ManifestPart&, const std::string& name,
                                                  const std::vector<std::string>& features);
// A text among a part's settings. Errors: bad_format if it is missing.
[[nodiscard]] Result<std::string> text_setting(const OpenedModel&, const ManifestPart&, const std::string& name);

// Names separated by commas.
[[nodiscard]] std::string joined_names(std::span<const std::string>);
[[nodiscard]] std::vector<std::string> split_names(std::string_view);

}  // namespace moshaver
