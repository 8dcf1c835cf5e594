// Memory for large tables whose rows are read at random. It begins on a cache line, so that a row spans as few lines as
// possible, and uses huge pages where the system has them, so that a row seldom costs a page walk.
#pragma once

#include <cstddef>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace moshaver {

template <class T>
struct LineAllocator {
  using value_type = T;

  LineAllocator() = default;
  template <class U>
  explicit LineAllocator(const LineAllocator<U>&) {}

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    void* memory = ::operator new(bytes, alignment_of(bytes));
#ifdef __linux__
    // Only a hint: refusing it costs speed.
    if (bytes >= huge_page) static_cast<void>(::madvise(memory, bytes / huge_page * huge_page, MADV_HUGEPAGE));
#endif
    return static_cast<T*>(memory);
  }
  void deallocate(T* values, std::size_t count) { ::operator delete(values, alignment_of(count * sizeof(T))); }

  bool operator==(const LineAllocator&) const = default;

 private:
  static constexpr std::size_t huge_page = std::size_t{2} << 20;

  static std::align_val_t alignment_of(std::size_t bytes) {
    return std::align_val_t{bytes >= huge_page ? huge_page : 64};
  }
};

}  // namespace moshaver
