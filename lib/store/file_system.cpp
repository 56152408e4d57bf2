#include "store/file_system.h"

#include <cerrno>

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include "system/files.h"

namespace plumb::store {

namespace {

struct NetworkFileSystem {
  uint32_t magic;
  const char* name;
};

// statfs(2), linux/magic.h
constexpr NetworkFileSystem kNetworkFileSystems[] = {
    {0x6969, "NFS"},         {0xff534d42, "CIFS"},
    {0xfe534d42, "SMB2"},    {0x517b, "SMB"},
    {0x65735546, "FUSE"},    {0x01021997, "9p"},
    {0x00c36400, "Ceph"},    {0x0bd00bd0, "Lustre"},
    {0x5346414f, "OpenAFS"}, {0x6b414653, "kernel AFS"},
};

Error CannotMake(const std::string& path, int error) {
  return {Exit::kStore,
          fmt::format("cannot make the folder '{}': {}", path, system::ErrnoText(error))};
}

Status MakeParents(const std::string& path) {
  for (size_t slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    const std::string parent = path.substr(0, slash);
    if (mkdir(parent.c_str(), 0777) != 0 && errno != EEXIST) return CannotMake(parent, errno);
  }
  return Ok();
}

}  // namespace

Status MakeStoreDirectory(const std::string& path) {
  if (system::IsDirectory(path)) return Ok();
  PLUMB_TRY(MakeParents(path));
  if (mkdir(path.c_str(), 0770) == 0) {
    // The set-group-id bit makes new files belong to the folder's group.
    (void)!chmod(path.c_str(), S_ISGID | 0770);
    return Ok();
  }
  const int error = errno;
  if (error == EEXIST && system::IsDirectory(path)) return Ok();
  return CannotMake(path, error);
}

std::string_view NetworkFileSystemName(uint32_t magic) {
  for (const NetworkFileSystem& network : kNetworkFileSystems)
    if (network.magic == magic) return network.name;
  return "";
}

Status CheckFileSystem(const std::string& path) {
  struct statfs facts {};
  if (statfs(path.c_str(), &facts) != 0)
    return Error{Exit::kStore, fmt::format("cannot open '{}': {}", path, system::ErrnoText(errno))};
  const std::string_view name = NetworkFileSystemName(static_cast<uint32_t>(facts.f_type));
  if (name.empty()) return Ok();
  return Error{Exit::kStore,
               fmt::format("the store '{}' would lie on a network file system ({}), where locks "
                           "between processes do not work; keep it on a local disk",
                           path, name)};
}

void ShareWithGroup(const std::string& path) {
  (void)!chmod(path.c_str(), 0660);
}

}  // namespace plumb::store
