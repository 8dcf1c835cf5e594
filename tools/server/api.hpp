// The addresses of DESIGN section 6 that an open shop can answer. Knows nothing of sockets.
//
//   threads  any number may call
#pragma once

#include <atomic>
#include <optional>

#include "moshaver/advisor.hpp"
#include "tools/server/http.hpp"
#include "tools/server/lane.hpp"

namespace moshaver::tools {

class Api {
 public:
  Api(Advisor& advisor, Metrics& metrics) : advisor_(advisor), metrics_(metrics) {}

  // What a request asks for, by its header: what answers it, or why nothing does.
  struct Target {
    HttpReply (*handle)(struct Call&) = nullptr;
    Lane lane = Lane::here;
    Endpoint endpoint = Endpoint::other;
    bool limited = true;           // counts against the rate limit
    std::string_view route = "-";  // for logs: "/v1/customers/{id}"
    std::string id, name;
    std::map<std::string, std::string> parameters;
    std::optional<HttpReply> refusal;  // instead of `handle`
  };
  [[nodiscard]] static Target find(const HttpRequest&);
  // Never fails: what cannot be is a problem document.
  [[nodiscard]] HttpReply handle(const HttpRequest&, Target&&);
  void drain() { draining_ = true; }

 private:
  Advisor& advisor_;
  Metrics& metrics_;
  std::atomic<bool> draining_ = false;
};

}  // namespace moshaver::tools
