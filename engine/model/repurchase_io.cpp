#include "engine/model/repurchase_io.hpp"

#include <algorithm>

#include "engine/model/part_io.hpp"

namespace moshaver {

RepurchaseTensors::RepurchaseTensors(const Repurchase& repurchase) : repurchase_(repurchase) {
  for (const auto& of_stage : repurchase.chance) chance_.insert(chance_.end(), of_stage.begin(), of_stage.end());
}

ManifestPart RepurchaseTensors::add(TensorWriter& writer) const {
  const std::size_t items = repurchase_.item_count();
  writer.add("repurchase/chance", {Repurchase::stages, items}, std::span<const float>(chance_));
  writer.add("repurchase/log_gap", {items}, std::span<const float>(repurchase_.log_gap));
  writer.add("repurchase/between", {items}, std::span<const float>(repurchase_.between));
  writer.add("repurchase/within", {items}, std::span<const float>(repurchase_.within));
  writer.add("repurchase/category", {items}, std::span<const std::uint32_t>(repurchase_.category));
  return {"repurchase",
          PartKind::repurchase,
          1,
          {{"in_days", repurchase_.in_days ? 1.0 : 0.0}, {"until", static_cast<double>(repurchase_.until)}}};
}

Result<Repurchase> load_repurchase(const OpenedModel& opened, const ManifestPart& part) {
  const std::uint64_t items = opened.manifest.data.products;
  MOSHAVER_TRY(in_days, part_number(opened, part, "in_days", 0, 1));
  MOSHAVER_TRY(until, part_number(opened, part, "until", 0, 4294967295.0));
  MOSHAVER_TRY(chance, opened.tensors.f32("repurchase/chance", {Repurchase::stages, items}));
  MOSHAVER_TRY(log_gap, opened.tensors.f32("repurchase/log_gap", {items}));
  MOSHAVER_TRY(between, opened.tensors.f32("repurchase/between", {items}));
  MOSHAVER_TRY(within, opened.tensors.f32("repurchase/within", {items}));
  MOSHAVER_TRY(category, opened.tensors.u32("repurchase/category", {items}));
  const auto all_from = [](std::span<const float> values, float low, float high) {
    return std::all_of(values.begin(), values.end(), [&](float value) { return value >= low && value <= high; });
  };
  if (!all_from(chance, 0, 1)) return bad_part(opened, part, "chance must be from 0 to 1");
  if (!all_from(log_gap, -100, 100)) return bad_part(opened, part, "log_gap must be from -100 to 100");
  if (!all_from(between, 1e-6F, 100)) return bad_part(opened, part, "between must be a variance above 0");
  if (!all_from(within, 1e-6F, 100)) return bad_part(opened, part, "within must be a variance above 0");
  Repurchase repurchase;
  repurchase.in_days = in_days == 1;
  repurchase.until = static_cast<std::uint32_t>(until);
  for (std::size_t stage = 0; stage < Repurchase::stages; ++stage) {
    repurchase.chance[stage] = copied(chance.subspan(stage * items, items));
  }
  repurchase.log_gap = copied(log_gap);
  repurchase.between = copied(between);
  repurchase.within = copied(within);
  repurchase.category = copied(category);
  return repurchase;
}

}  // namespace moshaver
