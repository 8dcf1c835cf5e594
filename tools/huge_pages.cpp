// Large arrays in huge pages of 2 MB. Answers read model arrays of tens of megabytes at random: huge pages avoid TLB
// misses there, and page faults when a model is opened. Figures: bench/RESULTS.md, "A blend's answer".
#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>

// Sanitizers replace the allocation functions themselves.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;
constexpr std::size_t large = 2 * huge_page;  // below this, rounding up would waste too much

void* allocate(std::size_t bytes) noexcept {
  if (bytes < large) return std::malloc(bytes == 0 ? 1 : bytes);
  const std::size_t whole = (bytes + huge_page - 1) / huge_page * huge_page;
  if (whole < bytes) return nullptr;
  void* memory = std::aligned_alloc(huge_page, whole);
  if (memory != nullptr) madvise(memory, whole, MADV_HUGEPAGE);  // a hint: it may fail
  return memory;
}

}  // namespace

void* operator new(std::size_t bytes) {
  while (true) {
    if (void* memory = allocate(bytes)) return memory;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

#endif
