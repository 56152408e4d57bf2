#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace plumb {

uint64_t Hash64(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

uint64_t ClassicHash64(std::string_view bytes) {
  return XXH64(bytes.data(), bytes.size(), 0);
}

}  // namespace plumb
