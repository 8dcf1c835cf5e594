// The contracts of the shop's accounts: what an organisation may buy, at what price, until when.
//
//   change   a new state copies the list of accounts and replaces the contract of one
//   threads  immutable once published
//   test     tests/advice/contracts_test.cpp
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/data/contract_term.hpp"
#include "engine/live/live_catalogue.hpp"
#include "engine/live/time_zone.hpp"

namespace moshaver {

class Contract {
 public:
  struct Terms {
    std::optional<double> price;
    std::optional<std::int64_t> until;  // the term holds before then; none: for ever
    [[nodiscard]] bool hold_at(std::int64_t now) const { return !until || now < *until; }
  };

  // `until` of the record as given: a date is midnight UTC and means the end of that day in `zone`.
  void add(const ContractTermRecord&, const TimeZone& zone);
  // The most special term that holds, of the product or of one of its categories; null: none.
  [[nodiscard]] const Terms* find(const LiveProduct& product, std::int64_t now) const {
    return first(product, now, [](const Terms&) { return true; });
  }
  // Of the most special term that holds and names a price; nullopt: the catalogue's.
  [[nodiscard]] std::optional<double> price(const LiveProduct& product, std::int64_t now) const {
    const Terms* priced = first(product, now, [](const Terms& terms) { return terms.price.has_value(); });
    return priced == nullptr ? std::nullopt : priced->price;
  }
  // Names the contract and the terms that hold: the same as long as the answers of find() are.
  [[nodiscard]] std::string state_at(std::int64_t now) const;

 private:
  // Of the terms that hold: the product's, then those of its categories, the longest first.
  template <class Wanted>
  const Terms* first(const LiveProduct&, std::int64_t now, const Wanted&) const;

  std::unordered_map<std::string, Terms> products_;
  std::map<std::vector<std::string>, Terms> categories_;  // folded steps
  std::uint64_t serial_ = next_serial();
  std::vector<std::int64_t> ends_;

  [[nodiscard]] static std::uint64_t next_serial();
};

// By account.
using LiveContracts = std::unordered_map<std::string, std::shared_ptr<const Contract>>;

template <class Wanted>
const Contract::Terms* Contract::first(const LiveProduct& product, std::int64_t now, const Wanted& is_wanted) const {
  const auto own = products_.find(product.product_id);
  if (own != products_.end() && own->second.hold_at(now) && is_wanted(own->second)) return &own->second;
  if (categories_.empty()) return nullptr;
  for (std::vector<std::string> steps = product.category; !steps.empty(); steps.pop_back()) {
    const auto found = categories_.find(steps);
    if (found != categories_.end() && found->second.hold_at(now) && is_wanted(found->second)) return &found->second;
  }
  return nullptr;
}

}  // namespace moshaver
