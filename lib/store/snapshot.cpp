#include "store/snapshot.h"

#include <fmt/format.h>

namespace plumb::store {

Result<std::shared_ptr<Snapshot>> Snapshot::Take(std::shared_ptr<Environment> environment) {
  PLUMB_ASSIGN(auto txn, environment->BeginRead());
  if (environment->tables().seg == 0) {
    PLUMB_ASSIGN(const StoreRecord record, LoadStoreRecord(*txn, environment->tables()));
    if ((record.features.incompat & kFeatureSegments) != 0)
      return Error{Exit::kStore,
                   fmt::format("the store '{}' was changed to a newer form while it is "
                               "read; start again",
                               environment->path())};
  }
  return std::make_shared<Snapshot>(std::move(environment), std::move(txn));
}

}  // namespace plumb::store
