// Whether SELinux is in force.
#include "node/collector.h"
#include "node/proc_text.h"

#include "system/files.h"

namespace plumb::node {

namespace {

constexpr double kEnforcing = 1;
constexpr double kPermissive = 0;
constexpr double kDisabled = -1;

double ConfiguredMode(const Machine& machine) {
  const auto text = system::ReadFile(machine.RootPath("/etc/selinux/config"));
  if (!text.ok()) return kDisabled;
  for (const std::string_view line : Lines(*text)) {
    const auto field = Cut(Trim(line), '=');
    if (!field || field->before != "SELINUX") continue;
    if (field->after == "enforcing") return kEnforcing;
    if (field->after == "permissive") return kPermissive;
  }
  return kDisabled;
}

Status Collect(Machine& machine, Emitter& out) {
  const auto enforce = machine.Sys("fs/selinux/enforce");
  out.Gauge("node_selinux_enabled", "SELinux is enabled, 1 is true, 0 is false",
            enforce.ok() ? 1 : 0);
  if (!enforce.ok()) return Ok();
  out.Gauge("node_selinux_config_mode", "Configured SELinux enforcement mode",
            ConfiguredMode(machine));
  out.Gauge("node_selinux_current_mode", "Current SELinux enforcement mode",
            *enforce == "1" ? kEnforcing : kPermissive);
  return Ok();
}

}  // namespace

extern const Collector collector_selinux = {
    .name = "selinux", .help = "whether SELinux is in force", .collect = Collect};

}  // namespace plumb::node
