#include <algorithm>

#include "engine/ranking/repeat_scorer.hpp"
#include "engine/ranking/sparse_sums.hpp"

namespace moshaver {

class RepeatScorer::RepeatQuery final : public Query {
 public:
  RepeatQuery(const RepeatScorer& scorer, const CustomerState& customer)
      : scorer_(scorer),
        customer_(customer),
        profile_(scorer.profile_of(customer)),
        neighbours_(scorer.neighbours_of(customer, profile_)) {}

  std::vector<ScoredItem> top(std::size_t count, const Exclusions& exclusions) override {
    return scorer_.top(customer_, count, exclusions);
  }

  // The best products of the neighbours. None with many neighbours, as that would read nearly all profiles.
  void generate_candidates(std::size_t count, const Exclusions& exclusions, std::vector<ItemId>& out) override {
    constexpr std::size_t max_neighbours = 1'000;
    if (neighbours_.nearest.size() > max_neighbours) return;
    thread_local SparseSums sums;
    sums.start(scorer_.item_count());
    for_each_contributed([&](std::size_t neighbour, std::span<const std::uint32_t> items,
                             std::span<const float> values) { sums.add(items, values, share(neighbour)); });
    take_best(sums, count, exclusions, out);
  }

  void score(const CandidateItems& candidates, std::span<float> scores) override {
    std::fill(scores.begin(), scores.end(), 0.0F);
    // From the side with less to read: the neighbours' products or the candidates' buyers.
    const SparseRows& contributed = scorer_.contributed();
    const std::size_t customers = std::max<std::size_t>(contributed.row_count(), 1);
    const std::size_t of_neighbours = neighbours_.nearest.size() * contributed.columns.size() / customers;
    std::size_t of_candidates = 0;
    for (const ItemId item : candidates.items()) of_candidates += scorer_.contributors().size_of(item.row);
    if (of_neighbours <= of_candidates) {
      add_from_neighbours(candidates, scores);
    } else {
      add_from_buyers(candidates, scores);
    }
    for (std::size_t at = 0; at < scores.size(); ++at) {
      const std::uint32_t row = candidates.items()[at].row;
      scores[at] =
          scores[at] * scorer_.target_weights_[row] + scorer_.part_.popularity_weight * scorer_.popularity_[row];
    }
    for (const ProfileEntry& entry : profile_) {
      if (candidates.contains(entry.item)) {
        scores[candidates.place_of(entry.item)] += scorer_.part_.own_share * entry.weight;
      }
    }
  }

  void add_terms(ItemId item, std::vector<Contribution>& out) override {
    if (item.row >= scorer_.popularity_.size()) return;
    if (!shared_) shared_ = shared_products();
    const std::size_t before = out.size();
    for (const ProfileEntry& own : profile_) out.push_back({ReasonCode::customers_like_you, own.item, 0, 0});
    const std::span<Contribution> by_own = std::span(out).subspan(before);
    const auto users = scorer_.contributors().columns_of(item.row);
    const auto values = scorer_.contributors().values_of(item.row);
    for (std::size_t at = 0; at < users.size(); ++at) {
      if (!shared_->neighbours.contains(users[at])) continue;
      const std::size_t place = shared_->neighbours.place_of(users[at]);
      // What this neighbour adds to the item's score for one unit of similarity.
      const float added =
          shared_->units[place] * values[at] * scorer_.target_weights_[item.row] / scorer_.user_norms_[users[at]];
      for (std::size_t term = shared_->offsets[place]; term < shared_->offsets[place + 1]; ++term) {
        Contribution& by = by_own[shared_->terms[term].own];
        by.amount += shared_->terms[term].product * added;
        ++by.customers;
      }
    }
    for (const ProfileEntry& own : profile_) {
      if (own.item != item) continue;
      out.push_back({ReasonCode::buy_again, item, scorer_.part_.own_share * own.weight, 0});
    }
    out.push_back({ReasonCode::popular, item, scorer_.part_.popularity_weight * scorer_.popularity_[item.row], 0});
  }

 private:
  [[nodiscard]] float share(std::size_t neighbour) const {
    return neighbours_.units[neighbour] * neighbours_.nearest[neighbour].score;
  }

  // Calls body(index of the neighbour, items, values) with each neighbour's products. The rows are scattered in memory,
  // so the next ones are prefetched.
  template <class Body>
  void for_each_contributed(const Body& body) const {
    constexpr std::size_t offsets_ahead = 16, rows_ahead = 8;
    const SparseRows& contributed = scorer_.contributed();
    const auto& nearest = neighbours_.nearest;
    for (std::size_t at = 0; at < nearest.size(); ++at) {
      if (at + offsets_ahead < nearest.size()) {
        __builtin_prefetch(&contributed.offsets[nearest[at + offsets_ahead].item.row]);
      }
      if (at + rows_ahead < nearest.size()) {
        // Both ends, as a row takes one or two cache lines.
        const std::uint32_t row = nearest[at + rows_ahead].item.row;
        for (const std::uint64_t entry : {contributed.offsets[row], contributed.offsets[row + 1]}) {
          __builtin_prefetch(contributed.columns.data() + entry);
          __builtin_prefetch(contributed.values.data() + entry);
        }
      }
      const std::uint32_t user = nearest[at].item.row;
      body(at, contributed.columns_of(user), contributed.values_of(user));
    }
  }

  void add_from_neighbours(const CandidateItems& candidates, std::span<float> scores) const {
    for_each_contributed(
        [&](std::size_t neighbour, std::span<const std::uint32_t> items, std::span<const float> values) {
          candidates.for_each_among(
              items, [&](std::size_t at, std::size_t place) { scores[place] += share(neighbour) * values[at]; });
        });
  }

  void add_from_buyers(const CandidateItems& candidates, std::span<float> scores) const {
    thread_local std::vector<float> shares;  // by customer
    shares.resize(scorer_.profiles_.row_count(), 0.0F);
    for (std::size_t at = 0; at < neighbours_.nearest.size(); ++at) {
      shares[neighbours_.nearest[at].item.row] = share(at);
    }
    for (std::size_t at = 0; at < scores.size(); ++at) {
      const auto users = scorer_.contributors().columns_of(candidates.items()[at].row);
      const auto values = scorer_.contributors().values_of(candidates.items()[at].row);
      for (std::size_t buyer = 0; buyer < users.size(); ++buyer) {
        scores[at] += shares[users[buyer]] * values[buyer];
      }
    }
    for (const ScoredItem& neighbour : neighbours_.nearest) shares[neighbour.item.row] = 0;
  }

  // The customer's products that each neighbour shares: computed at the first add_terms().
  struct SharedProducts {
    struct Term {
      std::uint32_t own = 0;  // the customer's product: its index in the profile
      float product = 0;
    };
    RowSet neighbours;
    std::vector<float> units;          // by neighbour, in the order of `neighbours`
    std::vector<std::size_t> offsets;  // likewise, into terms
    std::vector<Term> terms;
  };

  [[nodiscard]] SharedProducts shared_products() const {
    SharedProducts found{RowSet(scorer_.profiles_.row_count()), {}, {}, {}};
    for (const ScoredItem& neighbour : neighbours_.nearest) found.neighbours.add(neighbour.item.row);
    found.neighbours.count();
    found.units.resize(neighbours_.nearest.size());
    for (std::size_t at = 0; at < found.units.size(); ++at) {
      found.units[found.neighbours.place_of(neighbours_.nearest[at].item.row)] = neighbours_.units[at];
    }
    std::vector<std::pair<std::size_t, SharedProducts::Term>> terms;  // first: the neighbour
    for (std::uint32_t own = 0; own < profile_.size(); ++own) {
      const std::uint32_t row = profile_[own].item.row;
      const float weight = profile_[own].weight * scorer_.similarity_weights_[row];
      scorer_.for_each_buyer(row, profile_.size(), [&](std::uint32_t user, float value) {
        if (!found.neighbours.contains(user)) return;
        terms.push_back({found.neighbours.place_of(user), {own, weight * value}});
      });
    }
    found.offsets.resize(found.units.size() + 1);
    for (const auto& [place, term] : terms) ++found.offsets[place + 1];
    for (std::size_t place = 0; place < found.units.size(); ++place) found.offsets[place + 1] += found.offsets[place];
    std::vector<std::size_t> next = found.offsets;
    found.terms.resize(terms.size());
    for (const auto& [place, term] : terms) found.terms[next[place]++] = term;
    return found;
  }

  const RepeatScorer& scorer_;
  CustomerState customer_;
  std::vector<ProfileEntry> profile_;
  Neighbours neighbours_;
  std::optional<SharedProducts> shared_;
};

std::unique_ptr<Query> RepeatScorer::query(const CustomerState& customer) const {
  return std::make_unique<RepeatQuery>(*this, customer);
}

}  // namespace moshaver
