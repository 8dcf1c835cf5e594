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
  [[nodiscard]] const Terms* find(const LiveProduct&, std::int64_t now) const;
  // Names the contract and the terms that hold: the same as long as the answers of find() are.
  [[nodiscard]] std::string state_at(std::int64_t now) const;

 private:
  std::unordered_map<std::string, Terms> products_;
  std::map<std::vector<std::string>, Terms> categories_;  // folded steps
  std::uint64_t serial_ = next_serial();
  std::vector<std::int64_t> ends_;

  [[nodiscard]] static std::uint64_t next_serial();
};

// By account.
using LiveContracts = std::unordered_map<std::string, std::shared_ptr<const Contract>>;

}  // namespace moshaver
