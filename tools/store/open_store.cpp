#include "tools/store/open_store.h"

#include <fmt/core.h>

#include "store/location.h"
#include "system/files.h"

namespace plumb::store_tool {

namespace {

// Sources of other tools that are no store.
Status CheckKind(const std::string& given) {
  if (given == "-")
    return Error{Exit::kUsage,
                 "'-' is standard input, not a store; store it first: plumb-ingest -d NAME.plumb"};
  if (given.find("://") != std::string::npos)
    return Error{Exit::kUsage,
                 fmt::format("'{}' is a URL, and a store is a folder on this machine; plumb-query "
                             "-d asks a server",
                             given)};
  if (system::Exists(given) && !system::IsDirectory(given) && !store::IsBundle(given))
    return Error{Exit::kStore,
                 fmt::format("'{0}' is neither a store nor a bundle; if it is text with samples, "
                             "store it first: plumb-ingest -d NAME.plumb '{0}'",
                             given)};
  return Ok();
}

Result<std::string> Locate(const std::string& given, store::OpenMode mode) {
  if (!given.empty()) return given;
  const store::LocationFacts facts = store::SystemLocationFacts();
  return mode == store::OpenMode::kWrite ? store::DefaultStoreForWriting(facts)
                                         : store::DefaultStoreForReading(facts);
}

}  // namespace

void DeclareStore(cli::Declaration& d, std::string& store) {
  d.Text("-d,--data", store, "STORE", "the store (default: $PLUMB_DATA, else as in plumb(7))")
      .completion = cli::Completion::kDirectory;
}

Result<std::string> PathToWrite(const std::string& given) {
  PLUMB_ASSIGN(std::string path, Locate(given, store::OpenMode::kWrite));
  PLUMB_TRY(CheckKind(path));
  return path;
}

Result<std::shared_ptr<store::Environment>> OpenStore(const std::string& given,
                                                      store::OpenMode mode) {
  PLUMB_ASSIGN(const std::string path, Locate(given, mode));
  PLUMB_TRY(CheckKind(path));
  // Opening for writing would make one.
  if (!system::Exists(path) || (system::IsDirectory(path) && mode == store::OpenMode::kWrite &&
                                !system::Exists(path + "/data.mdb")))
    return store::NoStoreError(path);
  return store::Environment::Open(path, {.mode = mode});
}

}  // namespace plumb::store_tool
