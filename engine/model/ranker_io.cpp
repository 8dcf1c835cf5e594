#include "engine/model/ranker_io.hpp"

#include <algorithm>
#include <limits>

#include "engine/model/part_io.hpp"

namespace moshaver {

RankerTensors::RankerTensors(const AdditiveRanker& ranker)
    : candidates_per_part_(ranker.candidates_per_part), window_days_(ranker.window.days) {
  candidate_generators_ = joined_names(ranker.candidate_generators);
  models_.push("fresh", ranker.fresh);
  models_.push("owned", ranker.owned);
  if (ranker.returns) models_.push("returns", *ranker.returns);
}

ManifestPart RankerTensors::add(TensorWriter& writer) const {
  ManifestPart part{std::string(ranker_part_name), PartKind::additive, 1, {}};
  part.settings = {{"candidates_per_part", candidates_per_part_},
                   {"candidate_generators", candidate_generators_},
                   {"window_days", window_days_}};
  models_.add(writer, part);
  return part;
}

Result<AdditiveRanker> load_ranker(const OpenedModel& opened, const ManifestPart& part,
                                   const std::vector<std::string>& features,
                                   const std::vector<std::string>& customer_features) {
  MOSHAVER_TRY(candidates, part_number(opened, part, "candidates_per_part", 1, 1e6));
  MOSHAVER_TRY(days, part_number(opened, part, "window_days", 0, 1e5));
  AdditiveRanker ranker;
  ranker.candidates_per_part = static_cast<std::uint32_t>(candidates);
  MOSHAVER_TRY(candidate_generators, text_setting(opened, part, "candidate_generators"));
  ranker.candidate_generators = split_names(candidate_generators);
  for (const std::string& name : ranker.candidate_generators) {
    if (std::find(features.begin(), features.end(), "part." + name + ".score") == features.end()) {
      return bad_part(opened, part, "its candidate_generators name a part that does not exist: " + name);
    }
  }
  ranker.window.days = static_cast<std::uint32_t>(days);
  MOSHAVER_TRY(fresh, load_additive(opened, part, "fresh", features));
  MOSHAVER_TRY(owned, load_additive(opened, part, "owned", features));
  ranker.fresh = std::move(fresh);
  ranker.owned = std::move(owned);
  if (has_additive(opened, part, "returns")) {
    MOSHAVER_TRY(returns, load_additive(opened, part, "returns", customer_features));
    ranker.returns = std::move(returns);
  }
  return ranker;
}

}  // namespace moshaver
