#include "store/compact_copy.h"

#include <fmt/core.h>

#include "store/damage_guard.h"
#include "system/files.h"

namespace plumb::store {

Status WriteCompactCopy(const Environment& environment, int fd, const std::string& name) {
  const LmdbCall call(environment.get());
  const int code = mdb_env_copyfd2(environment.get(), fd, MDB_CP_COMPACT);
  if (code == 0) return Ok();
  // Codes of the system are about the file that is written: the store is read from memory.
  if (code < 0) return LmdbError(code, environment.path());
  return Error{Exit::kOutside, fmt::format("cannot write {}: {}", name, system::ErrnoText(code))};
}

}  // namespace plumb::store
