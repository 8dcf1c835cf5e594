// Keeps only products of the account's contract. An account without a contract, or a customer without an account, gets
// all.
//
//   needs  context.account_id, or the customer's; the shop's contracts
//   cost   a bitmap for each contract, kept until an attribute changes or a term ends
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ObtainableRule outside_contract_rule{
    "outside_contract", [](const LiveCatalogue& catalogue, const Situation& situation, EligibleProducts& eligible) {
      if (!situation.contract) return;
      const std::string state = situation.contract->state_at(situation.now);
      eligible.keep_only(outside_contract_rule.name,
                         *catalogue.where(rule_key("contract", std::span(&state, 1)), [&](const LiveProduct& product) {
                           return situation.contract->find(product, situation.now) != nullptr;
                         }));
    }};

}  // namespace moshaver
