#include "formats/input_head.h"

#include <algorithm>
#include <cstring>

namespace plumb::formats {

Result<std::string> ReadHead(ByteInput& in, bool live) {
  constexpr size_t kHead = 64u << 10;
  std::string head(kHead, '\0');
  size_t used = 0;
  while (used < head.size()) {
    PLUMB_ASSIGN(const size_t got, in.Read(head.data() + used, head.size() - used));
    used += got;
    if (got == 0 || live) break;
  }
  head.resize(used);
  return head;
}

Result<size_t> PushedBackInput::Read(char* buffer, size_t size) {
  if (head_.empty()) return rest_.Read(buffer, size);
  const size_t n = std::min(size, head_.size());
  std::memcpy(buffer, head_.data(), n);
  head_.remove_prefix(n);
  return n;
}

}  // namespace plumb::formats
