#include "engine/ranking/ranker.hpp"

#include <algorithm>

#include "engine/data/latest_window.hpp"
#include "engine/parallel/parallel_for.hpp"
#include "engine/ranking/additive_scorer.hpp"
#include "engine/ranking/factors_scorer.hpp"
#include "engine/ranking/item_item_scorer.hpp"
#include "engine/ranking/repeat_scorer.hpp"
#include "engine/ranking/searched_factors.hpp"
#include "engine/retrieval/index_spec.hpp"

namespace moshaver {

namespace {

void pad(FactorsPart& part, std::uint32_t item_count) {
  const std::size_t dim = part.item_factors.dim();
  if (!part.source_weights.empty()) part.source_weights.resize(item_count, 0.0F);
  if (part.item_factors.rows() == item_count) return;
  const auto known = part.item_factors.values();
  std::vector<float> values(known.begin(), known.end());
  values.resize(item_count * dim, 0.0F);
  part.item_factors = FactorMatrix(item_count, dim, values);
}
void pad(SparseRows& rows, std::uint32_t item_count) {
  rows.offsets.resize(item_count + std::size_t{1}, rows.offsets.back());
}
void pad(ItemItemPart& part, std::uint32_t item_count) { pad(part.rows, item_count); }
void pad(RepeatPart&, std::uint32_t) {}
void pad(TablePart& part, std::uint32_t item_count) { part.scores.resize(item_count, 0.0F); }

IndexSpec spec_of(const std::optional<RecordedIndex>& recorded, std::optional<IndexKind> wanted) {
  if (recorded && recorded->spec.kind == wanted.value_or(recorded->spec.kind)) return recorded->spec;
  return {.kind = wanted.value_or(IndexKind::exact)};
}

Result<std::unique_ptr<Scorer>> make_scorer(const PartData& data, const TablePart& popularity,
                                            const Histories& histories, const IndexSpec& spec) {
  if (const auto* factors = std::get_if<FactorsPart>(&data)) {
    MOSHAVER_TRY(index, build_index(factors->item_factors, spec));
    return std::make_unique<FactorsScorer>(*factors, std::move(index));
  }
  if (const auto* item_item = std::get_if<ItemItemPart>(&data)) {
    return std::make_unique<ItemItemScorer>(*item_item, popularity);
  }
  if (const auto* repeat = std::get_if<RepeatPart>(&data)) {
    return std::make_unique<RepeatScorer>(*repeat, popularity, histories);
  }
  return std::make_unique<TableScorer>(std::get<TablePart>(data));
}

// The ranker of a blend for which none could be trained: ranks by the weighted sum, without probabilities.
const AdditiveRanker weighted_sum = [] {
  AdditiveRanker ranker;
  ranker.fresh.slope = ranker.owned.slope = 1;
  return ranker;
}();

// The scorer of a part in a blend. It generates candidates from a reduced copy of the part.
Result<std::unique_ptr<Scorer>> make_blended(const ModelPart& part, bool generates_candidates, std::size_t searched_dim,
                                             const IndexSpec& spec, const TablePart& popularity,
                                             const Histories& histories) {
  if (const auto* factors = std::get_if<FactorsPart>(&part.data)) {
    if (!generates_candidates) return FactorsScorer::of_blend(*factors, nullptr, nullptr);
    auto leading = std::make_unique<FactorMatrix>(leading_dimensions(factors->item_factors, searched_dim));
    MOSHAVER_TRY(index, build_index(*leading, spec));
    return FactorsScorer::of_blend(*factors, std::move(leading), std::move(index));
  }
  const auto* item_item = std::get_if<ItemItemPart>(&part.data);
  if (item_item != nullptr && generates_candidates) return ItemItemScorer::candidate_generator(*item_item, popularity);
  return make_scorer(part.data, popularity, histories, spec);
}

}  // namespace

Result<Ranker> Ranker::build(Model model, const Histories& histories, std::optional<IndexKind> index) {
  if (model.popularity.scores.size() > histories.item_count) {
    return failure(ErrorCode::invalid_argument, "the model has more products than the data: train again");
  }
  pad(model.popularity, histories.item_count);
  for (auto* rows : {&model.relations.similar, &model.relations.complements, &model.relations.substitutes}) {
    if (*rows) pad(**rows, histories.item_count);
  }
  for (ModelPart& part : model.parts) {
    std::visit([&](auto& data) { pad(data, histories.item_count); }, part.data);
  }

  Ranker ranker(std::move(model));
  const Model& owned = *ranker.model_;
  ranker.item_count_ = histories.item_count;
  if (owned.calibration) ranker.now_ = last_time(histories.purchases);
  const IndexSpec spec = spec_of(owned.index, index);
  ranker.index_ = spec.kind;
  if (owned.parts.size() == 1 && !owned.ranker) {
    MOSHAVER_TRY(scorer, make_scorer(owned.parts.front().data, owned.popularity, histories, spec));
    ranker.scorer_ = std::move(scorer);
    return ranker;
  }
  const AdditiveRanker& additive_ranker = owned.ranker ? *owned.ranker : weighted_sum;
  const std::optional<SearchedFactors> searched = searched_factors(owned);
  std::vector<BlendedPart> parts(owned.parts.size());
  std::vector<Result<void>> made(parts.size());
  parallel_for(parts.size(), 1, thread_count_or_all(0), [&](std::size_t first, std::size_t, std::size_t) {
    const ModelPart& part = owned.parts[first];
    const bool has_factors = std::holds_alternative<FactorsPart>(part.data);
    const bool is_searched = searched && searched->part == &part;
    const bool generates_candidates = additive_ranker.generates_candidates(part.name) && (!has_factors || is_searched);
    auto scorer =
        make_blended(part, generates_candidates, is_searched ? searched->dim : 0, spec, owned.popularity, histories);
    if (!scorer) {
      made[first] = tl::unexpected(scorer.error());
      return;
    }
    parts[first] = {part.name, std::move(*scorer), part.weight, std::holds_alternative<TablePart>(part.data),
                    generates_candidates};
  });
  for (const Result<void>& one : made) MOSHAVER_CHECK(one);
  auto additive = std::make_unique<AdditiveScorer>(std::move(parts), additive_ranker, histories, histories.item_count);
  if (owned.ranker) ranker.additive_ = additive.get();
  ranker.scorer_ = std::move(additive);
  return ranker;
}

bool Ranker::knows_any(std::span<const Purchase> history) const {
  return std::any_of(history.begin(), history.end(), [&](const Purchase& purchase) { return knows(purchase.item); });
}

const Scorer& Ranker::scorer_for(const CustomerState& customer) const {
  if (knows_any(customer.history)) return *scorer_;
  return general_;
}

std::vector<ScoredItem> Ranker::top(const CustomerState& customer, std::size_t count,
                                    const Exclusions& exclusions) const {
  return scorer_for(customer).top(customer, count, exclusions);
}

std::vector<std::vector<ScoredItem>> Ranker::top_batch(std::span<const CustomerState> customers, std::size_t count,
                                                       std::span<const Exclusions> exclusions) const {
  auto answers = scorer_->top_batch(customers, count, exclusions);
  for (std::size_t at = 0; at < customers.size(); ++at) {
    if (!knows_any(customers[at].history)) answers[at] = general_.top(customers[at], count, exclusions[at]);
  }
  return answers;
}

std::optional<Confidence> Ranker::confidence(const CustomerState& customer) const {
  if (!states_confidence() || !model_->reliability.why_none.empty()) return std::nullopt;
  if (!knows_any(customer.history)) return std::nullopt;
  if (additive_ != nullptr) return Confidence(additive_->chance_to_return(customer));
  return Confidence(*model_->calibration, CustomerSummary(customer.history, item_count_, now_));
}

std::vector<ScoredItem> Ranker::similar(ItemId item, std::size_t count, const Exclusions& exclusions) const {
  return scorer_->similar(item, count, exclusions);
}

}  // namespace moshaver
