#include "transfer/load.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "system/files.h"

namespace plumb::transfer {

namespace {

// Writes all frames, and checks that they are all.
Status Fill(FrameReader& frames, StoreFiller& filler) {
  while (true) {
    PLUMB_ASSIGN(const auto frame, frames.Next());
    if (!frame) return Ok();
    const Status taken = filler.OnFrame(frame->type, frame->payload);
    if (taken.ok()) continue;
    return filler.damaged() ? frames.Damaged(taken.error().message) : taken.error();
  }
}

Result<uint64_t> CountSeries(const store::Environment& environment) {
  PLUMB_ASSIGN(const auto txn, environment.BeginRead());
  return txn->Count(environment.tables().series);
}

Result<FillReport> LoadInPlace(FrameReader& frames, const std::string& path,
                               const LoadOptions& options) {
  store::OpenOptions open = options.store;
  open.mode = store::OpenMode::kWrite;
  PLUMB_ASSIGN(const auto environment, store::Environment::Open(path, open));
  PLUMB_ASSIGN(const uint64_t series, CountSeries(*environment));
  if (series > 0 && !options.merge)
    return Error{Exit::kUsage, fmt::format("the store '{}' has {} series already; name a new one, "
                                           "or give --merge to add to it",
                                           path, series)};
  StoreFiller filler(environment);
  const Status filled = Fill(frames, filler);
  if (filled.ok()) return filler.report();
  Error error = filled.error();
  if (filler.wrote()) error.message += fmt::format("; a part of it is in the store '{}'", path);
  return error;
}

Status SyncFolder(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Ok();  // a folder that may be written to and not read: the name is there
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  if (synced) return Ok();
  return Error{Exit::kStore, fmt::format("cannot write '{}': {}", path, system::ErrnoText(errno))};
}

Result<FillReport> LoadBeside(FrameReader& frames, const std::string& path,
                              const std::string& beside, const LoadOptions& options) {
  store::OpenOptions open = options.store;
  open.mode = store::OpenMode::kWrite;
  FillReport report;
  {
    PLUMB_ASSIGN(const auto environment, store::Environment::Open(beside, open));
    StoreFiller filler(environment, FillInto::kNew);
    PLUMB_TRY(Fill(frames, filler));
    report = filler.report();
  }
  if (std::rename(beside.c_str(), path.c_str()) != 0)
    return Error{Exit::kStore, fmt::format("cannot make '{}': {}", path, system::ErrnoText(errno))};
  const std::string folder = std::filesystem::path(path).parent_path();
  PLUMB_TRY(SyncFolder(folder.empty() ? "." : folder));
  return report;
}

}  // namespace

Result<FillReport> Load(ByteInput& in, const std::string& name, const std::string& path,
                        const LoadOptions& options) {
  FrameReader frames(in, name);
  std::string place = path;
  while (place.size() > 1 && place.back() == '/') place.pop_back();
  if (system::Exists(place)) return LoadInPlace(frames, place, options);
  const std::string beside = fmt::format("{}.{}.tmp", place, ::getpid());
  auto loaded = LoadBeside(frames, place, beside, options);
  std::error_code ignored;
  if (!loaded.ok()) std::filesystem::remove_all(beside, ignored);
  return loaded;
}

}  // namespace plumb::transfer
