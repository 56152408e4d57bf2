#include "store/compact_copy.h"

#include <fmt/core.h>

namespace plumb::store {

Status WriteCompactCopy(const Environment& environment, int fd, const std::string& name) {
  const LmdbCall call(environment.get());
  const int code = mdb_env_copyfd2(environment.get(), fd, MDB_CP_COMPACT);
  if (code == 0) return Ok();
  return Error{Exit::kOutside, fmt::format("cannot write {}: {}", name, mdb_strerror(code))};
}

}  // namespace plumb::store
