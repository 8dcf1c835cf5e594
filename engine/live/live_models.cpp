// The model that a live shop answers with: changed on request, or when `train` has written a new one.
#include "engine/artifact/model_directory.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/live/last_owner.hpp"
#include "engine/live/live_shop.hpp"

namespace moshaver {

// Loads the model while writers continue. Writers wait only if the model contains products that were added after the
// shop was loaded: then the shop is loaded again.
Result<void> LiveShop::use_model(const std::string& model_id,
                                 const std::function<Result<std::string>()>& make_current) {
  std::optional<LastOwner> replaced(std::in_place, state_);
  std::shared_ptr<const ShopState> over = state_.get();
  MOSHAVER_TRY(read, load_shop_model(shop_, model_id));
  std::shared_ptr<const AnsweringModel> model;  // null: the shop must be loaded again
  if (read.opened.manifest.data.products <= over->base->data.products.size()) {
    MOSHAVER_TRY(answering,
                 answering_model(std::move(read), over->base->data, over->catalogue->groups(), options_.index));
    model = answering;
  }
  return queue_.alone([&]() -> Result<void> {
    MOSHAVER_TRY(before, make_current());
    ShopState next = *state_.get();
    const bool same_shop = next.base == over->base;
    over.reset();
    if (model && same_shop) {
      next.model = model;
      state_.set(std::make_shared<const ShopState>(std::move(next)));
      return {};
    }
    // load() waits until the old state has no readers, so release it here.
    next = {};
    replaced.reset();
    const Result<void> loaded = load();
    // A model that cannot be loaded must not stay current: the next start would fail.
    if (!loaded && !before.empty()) (void)set_current(shop_ / "models", before);
    return loaded;
  });
}

Result<void> LiveShop::switch_model(const std::string& model_id) {
  const auto models = shop_ / "models";
  if (!is_model_id(model_id) || model_id == "current") {
    return failure(ErrorCode::invalid_argument,
                   "\"" + display_text(model_id) + "\" is not a model id; the shop's models/ directory lists them",
                   "model");
  }
  const std::lock_guard one_change(model_change_);
  return use_model(model_id, [&]() -> Result<std::string> {
    MOSHAVER_TRY(before, read_current(models));
    MOSHAVER_CHECK(set_current(models, model_id));
    return before;
  });
}

// Without the lock, a model that a concurrent switch_model() has already replaced could come back.
Result<bool> LiveShop::follow_model() {
  const std::lock_guard one_change(model_change_);
  MOSHAVER_TRY(named, named_model());
  if (named == state()->model->description.id) return false;
  MOSHAVER_CHECK(use_model(named, [] { return Result<std::string>(""); }));
  return true;
}

Result<std::string> LiveShop::named_model() const { return read_current(shop_ / "models"); }

}  // namespace moshaver
