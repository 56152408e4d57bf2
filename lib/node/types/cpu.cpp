// Time of each CPU by mode, and how often it was throttled for heat.
#include "node/collector.h"
#include "node/proc_text.h"

#include <fmt/core.h>

#include <set>

namespace plumb::node {

namespace {

constexpr double kTicksPerSecond = 100;  // USER_HZ, the same on all machines Linux runs on

// The columns of a cpu line in /proc/stat; proc(5).
constexpr std::string_view kModes[] = {"user",   "nice", "system",  "idle",
                                       "iowait", "irq",  "softirq", "steal"};
constexpr std::string_view kGuestModes[] = {"user", "nice"};

Status EmitTimes(std::string_view line, Emitter& out) {
  const auto fields = Fields(line);
  const std::string_view cpu = fields[0].substr(3);
  // Old kernels have fewer columns: what they do not count is 0.
  const auto seconds = [&](size_t column) -> Result<double> {
    if (column >= fields.size()) return 0.0;
    PLUMB_ASSIGN(const double ticks, ParseNumber(fields[column], "stat"));
    return ticks / kTicksPerSecond;
  };
  size_t column = 1;
  for (const std::string_view mode : kModes) {
    PLUMB_ASSIGN(const double value, seconds(column++));
    out.Counter("node_cpu_seconds_total", "Seconds the CPUs spent in each mode.", value,
                {{"cpu", cpu}, {"mode", mode}});
  }
  for (const std::string_view mode : kGuestModes) {
    PLUMB_ASSIGN(const double value, seconds(column++));
    out.Counter("node_cpu_guest_seconds_total",
                "Seconds the CPUs spent in guests (VMs) for each mode.", value,
                {{"cpu", cpu}, {"mode", mode}});
  }
  return Ok();
}

// CPUs share cores and packages: a counter that was seen for one is not asked for again.
class Throttles {
 public:
  Throttles(const Machine& machine, Emitter& out) : machine_(machine), out_(out) {}

  void Emit(std::string_view cpu_folder) {
    const std::string base = fmt::format("devices/system/cpu/{}", cpu_folder);
    const auto package = machine_.Sys(base + "/topology/physical_package_id");
    const auto core = machine_.Sys(base + "/topology/core_id");
    if (!package.ok() || !core.ok()) return;
    if (!cores_.contains({*package, *core}))
      if (const auto count = Read(base + "/thermal_throttle/core_throttle_count")) {
        cores_.insert({*package, *core});
        out_.Counter("node_cpu_core_throttles_total",
                     "Number of times this CPU core has been throttled.", *count,
                     {{"core", *core}, {"package", *package}});
      }
    if (!packages_.contains(*package))
      if (const auto count = Read(base + "/thermal_throttle/package_throttle_count")) {
        packages_.insert(*package);
        out_.Counter("node_cpu_package_throttles_total",
                     "Number of times this CPU package has been throttled.", *count,
                     {{"package", *package}});
      }
  }

 private:
  [[nodiscard]] std::optional<double> Read(const std::string& path) const {
    const auto text = machine_.Sys(path);
    return text.ok() ? ParseSysNumber(*text) : std::nullopt;
  }

  const Machine& machine_;
  Emitter& out_;
  std::set<std::pair<std::string, std::string>> cores_;  // package, core
  std::set<std::string> packages_;
};

void EmitThrottles(const Machine& machine, Emitter& out) {
  // Virtual machines have no such counters; asking their first CPU spares asking all.
  if (!machine.Sys("devices/system/cpu/cpu0/thermal_throttle/core_throttle_count").ok()) return;
  const auto names = machine.ListSys("devices/system/cpu");
  if (!names.ok()) return;
  Throttles throttles(machine, out);
  for (const std::string& name : *names)
    if (name.starts_with("cpu") && IsDigits(std::string_view(name).substr(3))) throttles.Emit(name);
}

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string& text, machine.Proc("stat"));
  for (const std::string_view line : Lines(text)) {
    if (!line.starts_with("cpu")) continue;
    if (line.size() > 3 && line[3] != ' ') PLUMB_TRY(EmitTimes(line, out));
  }
  EmitThrottles(machine, out);
  return Ok();
}

}  // namespace

extern const Collector collector_cpu = {
    .name = "cpu", .help = "time of each CPU by mode", .collect = Collect};

}  // namespace plumb::node
