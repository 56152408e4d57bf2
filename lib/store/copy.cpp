#include "store/copy.h"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/compact_copy.h"
#include "store/file_system.h"
#include "system/files.h"

namespace plumb::store {

namespace {

// A folder beside the destination that goes away with everything in it, unless it was renamed.
class Unfinished {
 public:
  explicit Unfinished(std::string folder) : folder_(std::move(folder)) {}
  ~Unfinished() {
    if (folder_.empty()) return;
    unlink(Data().c_str());
    rmdir(folder_.c_str());
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  [[nodiscard]] const std::string& folder() const { return folder_; }
  [[nodiscard]] std::string Data() const { return folder_ + "/data.mdb"; }
  void Keep() { folder_.clear(); }

 private:
  std::string folder_;
};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

Error CannotCopy(const std::string& destination, int error) {
  return {Exit::kOutside,
          fmt::format("cannot copy to '{}': {}", destination, system::ErrnoText(error))};
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Status SyncFolder(const std::string& folder, const std::string& destination) {
  const Descriptor descriptor(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.number() < 0 || fsync(descriptor.number()) != 0)
    return CannotCopy(destination, errno);
  return Ok();
}

// Who may read the store may read its copy: mode and, where that is allowed, group are the same.
void ShareAlike(const std::string& source, const Unfinished& copy) {
  struct stat facts {};
  if (stat(source.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode)) {
    (void)!chown(copy.folder().c_str(), static_cast<uid_t>(-1), facts.st_gid);
    (void)!chown(copy.Data().c_str(), static_cast<uid_t>(-1), facts.st_gid);
    // Changing the group takes set-group-id away.
    (void)!chmod(copy.folder().c_str(), facts.st_mode & 07777);
  }
  ShareWithGroup(copy.Data());
}

Status WriteData(const Environment& environment, const Unfinished& copy,
                 const std::string& destination) {
  PLUMB_ASSIGN(const auto written,
               CompactCopy::Write(environment, copy.Data(), fmt::format("'{}'", destination)));
  return written->Sync();
}

Error ThereAlready(const std::string& destination) {
  return {Exit::kUsage,
          fmt::format("'{}' is there already; a copy needs a name of its own", destination)};
}

}  // namespace

Status CopyStore(const Environment& environment, const std::string& destination) {
  std::string name = destination;
  while (name.size() > 1 && name.back() == '/') name.pop_back();
  if (system::Exists(name)) return ThereAlready(name);
  std::string pattern = name + ".XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) return CannotCopy(name, errno);
  Unfinished copy(pattern);
  (void)!chmod(pattern.c_str(), S_ISGID | 0770);
  PLUMB_TRY(CheckFileSystem(pattern));
  PLUMB_TRY(WriteData(environment, copy, name));
  ShareAlike(environment.path(), copy);
  PLUMB_TRY(SyncFolder(pattern, name));
  // A plain rename would take the place of an empty folder that somebody made meanwhile.
  if (renameat2(AT_FDCWD, pattern.c_str(), AT_FDCWD, name.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) return ThereAlready(name);
    // Some file systems cannot refuse.
    if (errno != EINVAL || rename(pattern.c_str(), name.c_str()) != 0)
      return CannotCopy(name, errno);
  }
  copy.Keep();
  return SyncFolder(FolderOf(name), name);
}

}  // namespace plumb::store
