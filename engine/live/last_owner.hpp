// Freeing a model or a shop takes .1 s a GB. The thread that replaces it does that, never an answering thread: when this
// goes out of scope it waits until the replaced state has no other reader, or a second at most.
#pragma once

#include <chrono>
#include <memory>

#include "engine/live/shop_state.hpp"
#include "engine/parallel/atomic_snapshot.hpp"

namespace moshaver {

class LastOwner {
 public:
  explicit LastOwner(const AtomicSnapshot<ShopState>& current) : current_(current) {
    if (const auto now = current.get()) {
      base_ = now->base;
      model_ = now->model;
    }
  }
  LastOwner(const LastOwner&) = delete;
  LastOwner& operator=(const LastOwner&) = delete;
  ~LastOwner() {
    const std::shared_ptr<const ShopState> now = current_.get();
    if (!now) return;
    constexpr std::chrono::seconds most(1);
    if (now->model != model_) wait_for_readers(model_, most);
    if (now->base != base_) wait_for_readers(base_, most);
  }

 private:
  const AtomicSnapshot<ShopState>& current_;
  std::shared_ptr<const ShopBase> base_;
  std::shared_ptr<const AnsweringModel> model_;
};

}  // namespace moshaver
