// Recommendations with reasons, from files: a shop with its current model, or a model alone. Start here. For a shop that
// takes in events while it answers: advisor.hpp.
//
//   answers  as those of a live shop, from the same code: advice.hpp
//   threads  logically immutable once opened: share one among all threads
//   errors   returned, never thrown; each function lists its codes
//   source   fold-in: Hu, Koren & Volinsky, ICDM 2008, eq. 4; evidence: METHODS 2
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "moshaver/advice.hpp"
#include "moshaver/progress.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

// Why one product stands where it does for one customer.
struct Explanation {
  RecommendedItem item;                // rank among all products that may be recommended; reasons: every term
  bool owned = false, hidden = false;  // bought before; disliked or hidden by the customer
  std::size_t candidates = 0;          // that it was ranked among
};

struct ModelDescription {
  std::string id, recipe;
  std::uint64_t customers = 0, products = 0, events = 0;
  std::string index;  // what embeddings are searched by: exact | hnsw | ivf; empty: the model searches none
  // Learned from orders, and from orders or sessions.
  bool has_complements = false, has_alternatives = false;
};

// Of embeddings: the index that the model records (exact search where it records none), every product, a graph, an
// inverted file. The last two take a while to build, and for catalogues of millions pay for it.
enum class SearchIndex { as_recorded, exact, hnsw, ivf };

class Recommender {
 public:
  // The shop's current model over all its events, newer ones than the model's included.
  // Errors: not_found (no shop, no model), bad_format, unsupported_version, io_error.
  [[nodiscard]] static Result<Recommender> open_shop(const std::filesystem::path& shop,
                                                     SearchIndex = SearchIndex::as_recorded, const ProgressSink& = {});
  // A model that `train --out` wrote, over the histories it was trained on. Errors: as above.
  [[nodiscard]] static Result<Recommender> open_model(const std::filesystem::path& model,
                                                      SearchIndex = SearchIndex::as_recorded);
  Recommender(Recommender&&) noexcept;
  Recommender& operator=(Recommender&&) noexcept;
  ~Recommender();

  // With a shop, the rules of the shop and of the request hold. A model alone knows neither stock nor prices: it ranks,
  // and a request with filters or a context is refused. Unknown customers get the popularity fallback.
  // Errors: invalid_argument with the field, unknown_item (product_id).
  [[nodiscard]] Result<Advice> advise(const AdviceRequest&) const;
  // The same request for many customers: one answer after another, in the order of the ids, computed in blocks on
  // `threads` threads (0: all). `request` names neither a customer nor a history. Stops early when `on_answer` returns
  // false. Errors: as above.
  [[nodiscard]] Result<void> advise_many(std::span<const std::string> customer_ids, const AdviceRequest& request,
                                         std::size_t threads, const std::function<bool(const Advice&)>& on_answer,
                                         const ProgressSink& = {}) const;
  // Everyone with at least one event, in order of first appearance.
  [[nodiscard]] std::vector<std::string> customer_ids() const;

  // Errors: unknown_item; not_found for a customer without history.
  [[nodiscard]] Result<Explanation> explain(const std::string& customer_id, const std::string& product_id) const;

  [[nodiscard]] const ModelDescription& model() const;

 private:
  struct State;
  explicit Recommender(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace moshaver
