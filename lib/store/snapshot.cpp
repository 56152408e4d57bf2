#include "store/snapshot.h"

namespace plumb::store {

Result<std::shared_ptr<Snapshot>> Snapshot::Take(std::shared_ptr<Environment> environment) {
  PLUMB_ASSIGN(auto txn, environment->BeginRead());
  return std::make_shared<Snapshot>(std::move(environment), std::move(txn));
}

}  // namespace plumb::store
