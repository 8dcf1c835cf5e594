// A std::vector of plain values that can start on existing memory: a section of a mapped snapshot. Nothing is copied
// until the vector grows; writes in place are private to this process.
//
//   owns     its elements, as any vector; mapped memory is released with the last vector over it
//   values   trivially copyable; the mapped memory holds them already, so nothing is constructed there
//   cost     one comparison an element when a vector is made by size alone
//   test     tests/data/flat_vector_test.cpp
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace moshaver {

template <class T, class Heap = std::allocator<T>>
class FlatAllocator {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  using value_type = T;
  using propagate_on_container_move_assignment = std::true_type;
  using propagate_on_container_swap = std::true_type;
  using is_always_equal = std::false_type;
  template <class U>
  struct rebind {
    using other = FlatAllocator<U, typename std::allocator_traits<Heap>::template rebind_alloc<U>>;
  };

  FlatAllocator() = default;
  FlatAllocator(std::shared_ptr<const void> owner, std::span<T> memory) : owner_(std::move(owner)), memory_(memory) {}
  template <class U, class H>
  explicit FlatAllocator(const FlatAllocator<U, H>&) {}
  // A copy of a vector lives on the heap.
  [[nodiscard]] FlatAllocator select_on_container_copy_construction() const { return {}; }

  T* allocate(std::size_t count) {
    if (!memory_.empty() && count == memory_.size() && !taken_) {
      taken_ = true;
      return memory_.data();
    }
    return Heap{}.allocate(count);
  }
  void deallocate(T* values, std::size_t count) {
    if (memory_.empty() || values != memory_.data()) return Heap{}.deallocate(values, count);
    memory_ = {};
    owner_.reset();
  }
  template <class U>
  void construct(U* place) {
    if (!within(place)) ::new (static_cast<void*>(place)) U();
  }
  template <class U, class... Arguments>
  void construct(U* place, Arguments&&... arguments) {
    ::new (static_cast<void*>(place)) U(std::forward<Arguments>(arguments)...);
  }
  bool operator==(const FlatAllocator& other) const { return memory_.data() == other.memory_.data(); }

 private:
  [[nodiscard]] bool within(const T* place) const {
    return place >= memory_.data() && place < memory_.data() + memory_.size();
  }
  std::shared_ptr<const void> owner_;
  std::span<T> memory_;
  bool taken_ = false;  // allocate() must not hand it out twice
};

template <class T, class Heap = std::allocator<T>>
using FlatVector = std::vector<T, FlatAllocator<T, Heap>>;

// A vector over `memory`, which `owner` keeps alive.
template <class T, class Heap = std::allocator<T>>
[[nodiscard]] FlatVector<T, Heap> flat_vector(std::shared_ptr<const void> owner, std::span<T> memory) {
  return FlatVector<T, Heap>(memory.size(), FlatAllocator<T, Heap>(std::move(owner), memory));
}

}  // namespace moshaver
