// Which model a live shop answers by: switched on request, or followed when `train` writes another.
#include "engine/artifact/model_directory.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/live/last_owner.hpp"
#include "engine/live/live_shop.hpp"

namespace moshaver {

// The model is read while writers go on. They wait only where the model knows products that came after the shop was
// read: then the shop is read again.
Result<void> LiveShop::answer_by(const std::string& model_id,
                                 const std::function<Result<std::string>()>& make_current) {
  std::optional<LastOwner> replaced(std::in_place, state_);
  std::shared_ptr<const ShopState> over = state_.get();
  MOSHAVER_TRY(read, load_shop_model(shop_, model_id));
  std::shared_ptr<const AnsweringModel> model;  // null: the shop must be read again
  if (read.opened.manifest.data.products <= over->base->data.products.size()) {
    MOSHAVER_TRY(answering, answering_model(std::move(read), over->base->data, options_.index));
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
    // load() waits for readers of the old state: this must not be one of them.
    next = {};
    replaced.reset();
    const Result<void> loaded = load();
    // A model that cannot be opened must not stay the current one: the next start would fail.
    if (!loaded && !before.empty()) (void)set_current(shop_ / "models", before);
    return loaded;
  });
}

Result<void> LiveShop::switch_model(const std::string& model_id) {
  const auto models = shop_ / "models";
  if (!is_model_id(model_id) || model_id == "current") {
    return failure(ErrorCode::invalid_argument,
                   "\"" + display_text(model_id) + "\" is no id of a model; see the shop's models/", "model");
  }
  return answer_by(model_id, [&]() -> Result<std::string> {
    MOSHAVER_TRY(before, read_current(models));
    MOSHAVER_CHECK(set_current(models, model_id));
    return before;
  });
}

Result<bool> LiveShop::follow_model() {
  MOSHAVER_TRY(named, named_model());
  if (named == state()->model->description.id) return false;
  MOSHAVER_CHECK(answer_by(named, [] { return Result<std::string>(""); }));
  return true;
}

Result<std::string> LiveShop::named_model() const { return read_current(shop_ / "models"); }

}  // namespace moshaver
