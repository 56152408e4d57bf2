#include "base/heap.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace plumb {

void PrepareHeap() {
#if defined(__GLIBC__)
  // What a query of a thousand series has at hand at once; only what is touched is taken.
  constexpr int kAtOnce = 32 << 20;
  constexpr uintptr_t kLargePage = uintptr_t{2} << 20;
  mallopt(M_TRIM_THRESHOLD, 16 * kAtOnce);
  mallopt(M_MMAP_THRESHOLD, kAtOnce);
  mallopt(M_TOP_PAD, kAtOnce);
  // Threads share the heap that is prepared here: they allocate columns, few and large.
  mallopt(M_ARENA_MAX, 1);
  // More than is left at the end of the heap: it grows by what was asked for above.
  const auto end = [] { return reinterpret_cast<uintptr_t>(sbrk(0)); };
  const uintptr_t before = end();
  void* volatile grown = std::malloc(size_t{1} << 20);  // volatile: compilers leave out the pair
  std::free(grown);
  const uintptr_t from = (before + kLargePage - 1) & ~(kLargePage - 1);
  const uintptr_t to = end() & ~(kLargePage - 1);
  if (to > from) madvise(reinterpret_cast<void*>(from), to - from, MADV_HUGEPAGE);
#endif
}

}  // namespace plumb
