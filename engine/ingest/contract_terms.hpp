// Finds terms of contracts that overlap: two of one account for the same product or the same category.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "engine/data/contract_term.hpp"
#include "engine/text/fold.hpp"

namespace moshaver {

inline constexpr std::string_view overlapping_terms =
    "has another term in this contract, and so two prices at one time; give one term";

class ContractTerms {
 public:
  enum class Place {
    first,  // the account's first
    free,
    taken  // another term has it
  };
  [[nodiscard]] Place add(const ContractTermRecord& term) {
    const std::string account(term.account_id);
    const bool is_first = accounts_.insert(account).second;
    const std::string what =
        term.product_id.empty() ? "c" + folded_path(term.category) : "p" + std::string(term.product_id);
    if (!terms_.insert(account + '\x1f' + what).second) return Place::taken;
    return is_first ? Place::first : Place::free;
  }

 private:
  [[nodiscard]] static std::string folded_path(std::string_view path) {
    std::string steps;
    while (!path.empty()) {
      const std::size_t end = std::min(path.find('>'), path.size());
      steps += '>' + folded(path.substr(0, end));
      path.remove_prefix(std::min(end + 1, path.size()));
    }
    return steps;
  }

  std::set<std::string> accounts_, terms_;
};

}  // namespace moshaver
