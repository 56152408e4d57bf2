// Mounted file systems: size, free space, inodes.
#include "node/collector.h"
#include "node/proc_text.h"

#include <sys/vfs.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace plumb::node {

namespace {

struct Mount {
  std::string device;
  std::string point;
  std::string type;
  bool read_only = false;
  auto operator<=>(const Mount&) const = default;
};

// The kernel writes blanks as octal numbers, fstab(5).
std::string Unescape(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 4) == "\\040") {
      plain += ' ';
      i += 3;
    } else if (text.substr(i, 4) == "\\011") {
      plain += '\t';
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

bool HasOption(std::string_view options, std::string_view wanted) {
  while (!options.empty()) {
    const size_t end = std::min(options.find(','), options.size());
    if (options.substr(0, end) == wanted) return true;
    options.remove_prefix(std::min(end + 1, options.size()));
  }
  return false;
}

// Where the root of the machine is mounted somewhere else (a container), its mounts are named
// without that.
std::string WithoutRoot(std::string point, const std::string& root) {
  if (root == "/" || !point.starts_with(root)) return point;
  point.erase(0, root.size());
  return point.empty() ? "/" : point;
}

Result<std::reference_wrapper<const std::string>> ReadMounts(Machine& machine) {
  // Those of process 1, as a container's own would be of little interest; not all may read them.
  auto mounts = machine.Proc("1/mounts");
  return mounts.ok() ? std::move(mounts) : machine.Proc("self/mounts");
}

Result<std::vector<Mount>> ParseMounts(std::string_view text, const std::string& root) {
  std::vector<Mount> mounts;
  for (const std::string_view line : Lines(text)) {
    const auto fields = Fields(line);
    if (fields.size() < 4)
      return Error{Exit::kOutside, "malformed mount point: '" + std::string(line) + "'"};
    mounts.push_back({std::string(fields[0]), WithoutRoot(Unescape(fields[1]), root),
                      std::string(fields[2]), HasOption(fields[3], "ro")});
  }
  return mounts;
}

void EmitMount(const Machine& machine, const Mount& mount, Emitter& out) {
  const auto emit = [&](std::string_view name, std::string_view help, double value) {
    out.Gauge(name, help, value,
              {{"device", mount.device}, {"fstype", mount.type}, {"mountpoint", mount.point}});
  };
  struct statfs numbers = {};
  const bool failed = ::statfs(machine.RootPath(mount.point).c_str(), &numbers) != 0;
  emit("node_filesystem_device_error",
       "Whether an error occurred while getting statistics for the given device.", failed ? 1 : 0);
  if (failed) return;
  const auto block = static_cast<double>(numbers.f_bsize);
  emit("node_filesystem_readonly", "Filesystem read-only status.", mount.read_only ? 1 : 0);
  emit("node_filesystem_size_bytes", "Filesystem size in bytes.",
       static_cast<double>(numbers.f_blocks) * block);
  emit("node_filesystem_free_bytes", "Filesystem free space in bytes.",
       static_cast<double>(numbers.f_bfree) * block);
  emit("node_filesystem_avail_bytes", "Filesystem space available to non-root users in bytes.",
       static_cast<double>(numbers.f_bavail) * block);
  emit("node_filesystem_files", "Filesystem total file nodes.",
       static_cast<double>(numbers.f_files));
  emit("node_filesystem_files_free", "Filesystem total free file nodes.",
       static_cast<double>(numbers.f_ffree));
}

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string& text, ReadMounts(machine));
  PLUMB_ASSIGN(const auto mounts, ParseMounts(text, machine.roots().root));
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  for (const Mount& mount : mounts) {
    if (machine.filters().Matches("filesystem", "mount-points-exclude", mount.point) ||
        machine.filters().Matches("filesystem", "fs-types-exclude", mount.type))
      continue;
    // A thing mounted twice at one place is one series.
    if (seen.insert({mount.device, mount.point, mount.type}).second) EmitMount(machine, mount, out);
  }
  return Ok();
}

constexpr Filter kFilters[] = {
    {.name = "mount-points-exclude",
     .pattern =
         "^/(dev|proc|run|sys|mnt|media|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)",
     .help = "mount points to leave out"},
    {.name = "fs-types-exclude",
     .pattern =
         "^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|"
         "iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|"
         "squashfs|sysfs|tracefs)$",
     .help = "types of file systems to leave out"},
};

}  // namespace

extern const Collector collector_filesystem = {
    .name = "filesystem", .help = "mounted file systems", .collect = Collect, .filters = kFilters};

}  // namespace plumb::node
