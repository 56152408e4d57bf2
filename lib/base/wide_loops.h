// SPDX-License-Identifier: Apache-2.0
// Loops that the compiler does several turns of at once.
#pragma once

#include <cstdint>

namespace plumb {

// Four numbers that are worked at together, where the compiler does not see by itself that they can
// be; in memory they lie as those of an array do. Not as a parameter or result, which processors
// pass differently.
using FourNumbers = uint64_t __attribute__((vector_size(32)));

}  // namespace plumb

// Before the definition of a function that is mostly such a loop: compiles it twice, for processors
// with AVX2 and for all x86-64, and the one that fits is chosen when the program starts. No result
// depends on which: nothing is contracted or done in another order (-ffp-contract=off, no
// -ffast-math). Not where it makes trouble: a sanitizer is not ready when the choice is made.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define PLUMB_WIDE_LOOPS __attribute__((target_clones("avx2", "default")))
#else
#define PLUMB_WIDE_LOOPS
#endif
