#include "transfer/bundle.h"

#include <filesystem>

#include "store/compact_copy.h"
#include "transfer/store_filler.h"

namespace plumb::transfer {

namespace {

Result<DumpCounts> Write(std::shared_ptr<store::Snapshot> snapshot, const DumpSelection& selection,
                         const std::string& beside, int fd, const std::string& name) {
  PLUMB_ASSIGN(const auto environment,
               store::Environment::Open(beside, {.mode = store::OpenMode::kWrite}));
  StoreFiller filler(environment, FillInto::kNew);
  PLUMB_ASSIGN(const DumpCounts counts, Dump(std::move(snapshot), selection, filler));
  PLUMB_ASSIGN(const auto copy,
               store::CompactCopy::Write(*environment, beside + "/bundle.mdb", name));
  PLUMB_TRY(copy->Send(fd, name));
  return counts;
}

}  // namespace

Result<DumpCounts> WriteBundle(std::shared_ptr<store::Snapshot> snapshot,
                               const DumpSelection& selection, const std::string& beside, int fd,
                               const std::string& name) {
  auto counts = Write(std::move(snapshot), selection, beside, fd, name);
  std::error_code ignored;
  std::filesystem::remove_all(beside, ignored);
  return counts;
}

}  // namespace plumb::transfer
