// Recommendations with reasons, from a trained model. Start here.
//
//   names    customers and products by the shop's own keys
//   scores   unitless, higher is better, comparable only within one answer
//   reasons  the true terms of the score: `amount`s of an item sum to its score, `share`s to 1
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

struct RecommendOptions {
  std::size_t count = 10;          // items wanted; fewer come back only when fewer are left
  bool include_purchased = false;  // what the customer has may be recommended again
  bool explain = false;            // fill in `reasons`
  std::size_t max_reasons = 3;     // named one by one; the rest of the score is summed up in one more
};

struct Recommendation {
  std::string customer_id;
  bool known = false;  // the customer has a history that the model knows something of; else this is the general answer
  std::vector<RecommendedItem> items;  // best first; ties go to the product seen first
};

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

  // A customer never heard of gets the general answer. Cannot fail.
  [[nodiscard]] Recommendation recommend(const std::string& customer_id, const RecommendOptions&) const;
  // For somebody who bought these, the oldest first. Errors: unknown_item, naming the product.
  [[nodiscard]] Result<Recommendation> recommend_for_history(std::span<const std::string> product_ids,
                                                             const RecommendOptions&) const;
  // One answer after another, in the order of the ids, computed in blocks on `threads` threads (0: all).
  // Stops early when `on_answer` returns false.
  void recommend_many(std::span<const std::string> customer_ids, const RecommendOptions&, std::size_t threads,
                      const std::function<bool(const Recommendation&)>& on_answer, const ProgressSink& = {}) const;
  // Everyone with at least one event, in order of first appearance.
  [[nodiscard]] std::vector<std::string> customer_ids() const;

  // The products most like one. Errors: unknown_item.
  [[nodiscard]] Result<std::vector<RecommendedItem>> similar(const std::string& product_id, std::size_t count) const;
  // What goes with a product: bought in one order with it, or soon after it, more often than chance. The score is how
  // sure that is, in nats. Fewer than `count` where it has fewer. Errors: unknown_item; not_found when the model was
  // trained on data that tells no orders.
  [[nodiscard]] Result<std::vector<RecommendedItem>> complements(const std::string& product_id,
                                                                 std::size_t count) const;
  // What replaces a product: looked at or bought by the same people, beside the same products, but not together with it.
  // The score is the similarity. Fewer than `count` where it has fewer. Errors: unknown_item; not_found when the model was
  // trained on data that tells neither orders nor sessions.
  [[nodiscard]] Result<std::vector<RecommendedItem>> alternatives(const std::string& product_id,
                                                                  std::size_t count) const;
  // Errors: unknown_item; not_found for a customer without history.
  [[nodiscard]] Result<Explanation> explain(const std::string& customer_id, const std::string& product_id) const;

  [[nodiscard]] const ModelDescription& model() const;

 private:
  struct State;
  explicit Recommender(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace moshaver
