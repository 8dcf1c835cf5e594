// Writes the calibration of a model's scores to tensors and manifest, and reads it back.
//
//   manifest  a part "calibration" of kind calibration: window_days, "fresh.intercept" and "owned.intercept" for the
//             kinds that it has, and its model returns, if there is one (additive_io.hpp)
//   tensors   "calibration/<kind>.knots" f32 [n], "calibration/<kind>.rises" f32 [n - 1], "calibration/<kind>.weights"
//             and "calibration/<kind>.means" f32 [5]
//   test      tests/model/calibration_io_test.cpp
#pragma once

#include <string>
#include <vector>

#include "engine/artifact/model_directory.hpp"
#include "engine/model/additive_io.hpp"
#include "engine/model/score_calibration.hpp"

namespace moshaver {

inline constexpr std::string_view calibration_part_name = "calibration";

// Views the calibration, and owns some tensors: both must live until they are written.
class CalibrationTensors {
 public:
  explicit CalibrationTensors(const ScoreCalibration&);
  [[nodiscard]] ManifestPart add(TensorWriter&) const;

 private:
  const ScoreCalibration& calibration_;
  AdditiveTensors returns_;
};

// `customer_features` lists the names that tables may have. Errors: bad_format, naming the field.
[[nodiscard]] Result<ScoreCalibration> load_calibration(const OpenedModel&, const ManifestPart&,
                                                        const std::vector<std::string>& customer_features);

}  // namespace moshaver
