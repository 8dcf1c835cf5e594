// What answers read of customers: where they are delivered, whom they buy for, their language.
//
//   memory   12 bytes a customer of the shop as it was loaded; texts that many share are kept once
//   changes  are put when they are on disk; the only part that changes in place
//   threads  any
//   test     tests/live/customer_facts_test.cpp
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/data/records.hpp"
#include "engine/store/store.hpp"

namespace moshaver {

struct CustomerFacts {
  std::string region, account_id, language;  // as given; empty: unknown
};
[[nodiscard]] CustomerFacts facts_of(const CustomerRecord&);

class LiveCustomerFacts {
 public:
  // `rows`: customers of the base; later ones are kept by id. Time: one pass over the customers.
  [[nodiscard]] static Result<std::shared_ptr<LiveCustomerFacts>> load(const Store&, std::uint32_t rows);

  // `row`: in the base, if the customer is there.
  [[nodiscard]] CustomerFacts find(const std::string& customer_id, std::optional<std::uint32_t> row) const;
  void put(const std::string& customer_id, CustomerFacts);

 private:
  using Row = std::array<std::uint32_t, 3>;  // places in texts_

  std::vector<Row> rows_;
  std::vector<std::string> texts_ = {""};
  mutable std::shared_mutex mutex_;  // of changed_
  std::unordered_map<std::string, CustomerFacts> changed_;
};

}  // namespace moshaver
