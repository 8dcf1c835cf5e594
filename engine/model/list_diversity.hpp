// How varied a model's lists are where a request does not say: chosen in training, on held-out purchases.
#pragma once

#include <cstddef>

namespace moshaver {

struct ListDiversity {
  float value = 0;            // 0 to 1, as AdviceRequest::diversity
  double ndcg_loss = 0;       // share of NDCG@10 that it costs on the held-out window
  std::size_t customers = 0;  // on whom it was chosen; 0: nothing was measured, so value is 0
  bool operator==(const ListDiversity&) const = default;
};

}  // namespace moshaver
