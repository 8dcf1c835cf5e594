// Recommendations with reasons, from files: a shop with its current model, or a model alone. Start here. To answer
// while new events come in, use advisor.hpp.
//
//   answers  the same as those of a live shop, from the same code: advice.hpp
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
#include "moshaver/occasions.hpp"
#include "moshaver/progress.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

// Why one product has its rank for one customer.
struct Explanation {
  RecommendedItem item;                // its rank among all recommendable products; its reasons hold every term
  bool owned = false, hidden = false;  // bought before; disliked or hidden by the customer
  std::size_t candidates = 0;          // how many products were ranked
};

struct ModelDescription {
  std::string id, recipe;
  std::uint64_t customers = 0, products = 0, events = 0;
  std::string index;  // the index over item embeddings: exact | hnsw | ivf; empty: the model has no embeddings
  // Complements are learned from orders, alternatives from orders or sessions.
  bool has_complements = false, has_alternatives = false;
};

// How item embeddings are searched: by the index that the model records (exact where it records none), exactly, by a
// graph (HNSW) or by an inverted file (IVF). Building the last two takes a while and pays for millions of products.
enum class SearchIndex { as_recorded, exact, hnsw, ivf };

class Recommender {
 public:
  // The shop's current model with all events of the shop, those newer than the model included.
  // Errors: not_found (no shop, no model), bad_format, unsupported_version, io_error.
  [[nodiscard]] static Result<Recommender> open_shop(const std::filesystem::path& shop,
                                                     SearchIndex = SearchIndex::as_recorded, const ProgressSink& = {});
  // A model that `train --out` wrote, with the histories it was trained on. Errors: as above.
  [[nodiscard]] static Result<Recommender> open_model(const std::filesystem::path& model,
                                                      SearchIndex = SearchIndex::as_recorded);
  Recommender(Recommender&&) noexcept;
  Recommender& operator=(Recommender&&) noexcept;
  ~Recommender();

  // With a shop, the rules of the shop and of the request apply. A model alone knows neither stock nor prices, so it
  // refuses a request with filters or a context other than the language. Unknown customers get the popularity fallback.
  // Errors: invalid_argument with the field, unknown_item (product_id).
  [[nodiscard]] Result<Advice> advise(const AdviceRequest&) const;
  // The same request for many customers, answered in blocks on `threads` threads (0: all) and handed to `on_answer` in
  // the order of the ids. `request` names neither a customer nor a history. Stops early when `on_answer` returns false.
  // Errors: as above.
  [[nodiscard]] Result<void> advise_many(std::span<const std::string> customer_ids, const AdviceRequest& request,
                                         std::size_t threads, const std::function<bool(const Advice&)>& on_answer,
                                         const ProgressSink& = {}) const;
  // As Advisor::occasions. Errors: also invalid_argument for a model without a shop.
  [[nodiscard]] Result<UpcomingOccasions> occasions(const OccasionsRequest&) const;
  // Every customer with at least one event, in order of first appearance.
  [[nodiscard]] std::vector<std::string> customer_ids() const;

  // `language`: of the texts, as AdviceContext::language. Errors: unknown_item; invalid_argument (context.language);
  // not_found for a customer without history.
  [[nodiscard]] Result<Explanation> explain(const std::string& customer_id, const std::string& product_id,
                                            const std::string& language = {}) const;

  [[nodiscard]] const ModelDescription& model() const;

 private:
  struct State;
  explicit Recommender(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace moshaver
