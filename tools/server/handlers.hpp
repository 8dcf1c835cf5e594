// What answers each address: one function each, from a request that is known to be allowed and to be JSON. Never fails:
// what cannot be is a problem document. Which function is for which address: api.cpp.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "moshaver/advisor.hpp"
#include "tools/server/http.hpp"
#include "tools/server/problem.hpp"

namespace moshaver::tools {

struct Call {
  Advisor& advisor;
  Metrics& metrics;
  const HttpRequest& request;
  std::string id, name;  // of the path
  std::map<std::string, std::string> parameters;
  bool draining = false;

  // Does a step of the answer and counts how long it took.
  template <class Work>
  auto timed(Step step, const Work& work) const {
    const auto begun = std::chrono::steady_clock::now();
    auto result = work();
    metrics.observe(step, std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    return result;
  }
};

inline HttpReply json_reply(std::string body, unsigned status = 200) { return {status, std::move(body)}; }
inline HttpReply nothing_to_say() { return {204, "", ""}; }

// Of a body that cannot be read: no JSON is the sender's fault.
[[nodiscard]] HttpReply unreadable(const Error&);

// advice_handlers.cpp
HttpReply post_recommendations(Call&), customer_recommendations(Call&), similar_products(Call&),
    alternative_products(Call&), complementary_products(Call&), product_audience(Call&), list_occasions(Call&);
// record_handlers.cpp
HttpReply post_events(Call&), get_product(Call&), put_product(Call&), patch_product(Call&), delete_product(Call&),
    put_slots(Call&), put_contract(Call&), delete_contract(Call&), get_customer(Call&), put_customer(Call&),
    patch_customer(Call&), delete_customer(Call&), merge_customer(Call&), put_occasion(Call&), delete_occasion(Call&);
// report_handlers.cpp
HttpReply show_lifecycle(Call&), show_satisfaction(Call&), show_referrals(Call&), show_margin(Call&),
    show_unmet_demand(Call&);
// shop_handlers.cpp
HttpReply get_model(Call&), switch_model(Call&), healthy(Call&), ready(Call&), show_metrics(Call&), show_openapi(Call&);

}  // namespace moshaver::tools
