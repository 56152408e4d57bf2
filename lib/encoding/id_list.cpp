#include "encoding/id_list.h"

#include "encoding/varint.h"

namespace plumb::encoding {

void AppendIds(std::string& out, std::span<const uint32_t> ids, uint32_t before) {
  for (size_t i = 0; i < ids.size();) {
    size_t end = i + 1;
    while (end < ids.size() && ids[end] == ids[end - 1] + 1) ++end;
    const uint64_t gap = ids[i] - before - 1;
    // A run of one costs a token either way; from two on it is shorter as a run.
    if (end - i >= 2) {
      AppendVarint(out, gap << 1 | 1);
      AppendVarint(out, end - i - 2);
    } else {
      AppendVarint(out, gap << 1);
    }
    before = ids[end - 1];
    i = end;
  }
}

bool TakeIds(ByteReader& in, size_t count, uint32_t before, std::vector<uint32_t>& ids) {
  uint64_t last = before;
  while (count > 0) {
    const uint64_t token = in.Varint();
    const uint64_t length = (token & 1) != 0 ? in.Varint() + 2 : 1;
    if (!in.ok() || length < 1 || length > count) return false;
    if ((token >> 1) > UINT32_MAX) return false;
    const uint64_t first = last + (token >> 1) + 1;
    last = first + length - 1;
    if (last > UINT32_MAX) return false;
    for (uint64_t id = first; id <= last; ++id) ids.push_back(static_cast<uint32_t>(id));
    count -= length;
  }
  return true;
}

}  // namespace plumb::encoding
