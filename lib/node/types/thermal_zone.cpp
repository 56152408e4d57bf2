// Temperatures of the machine's zones, and what cools them.
#include "node/collector.h"
#include "node/proc_text.h"

#include <fmt/core.h>

namespace plumb::node {

namespace {

constexpr std::string_view kZone = "thermal_zone";
constexpr std::string_view kCooler = "cooling_device";
constexpr double kMilli = 1000;

std::optional<double> ReadNumber(const Machine& machine, std::string_view name,
                                 std::string_view file) {
  const auto text = machine.Sys(fmt::format("class/thermal/{}/{}", name, file));
  return text.ok() ? ParseSysNumber(*text) : std::nullopt;
}

Status Collect(Machine& machine, Emitter& out) {
  const auto names = machine.ListSys("class/thermal");
  // No such folder is no zone, which node_exporter counts as a success.
  if (!names.ok()) return names.error().code == Exit::kNoData ? Ok() : Status(names.error());
  for (const std::string& name : *names) {
    const std::string_view view = name;
    const auto type = machine.Sys(fmt::format("class/thermal/{}/type", name));
    if (!type.ok()) continue;
    if (view.starts_with(kZone)) {
      // A sensor that is asleep answers with an error: its zone is left out.
      if (const auto milli = ReadNumber(machine, name, "temp"))
        out.Gauge("node_thermal_zone_temp", "Zone temperature in Celsius", *milli / kMilli,
                  {{"type", *type}, {"zone", view.substr(kZone.size())}});
    } else if (view.starts_with(kCooler)) {
      const std::string_view number = view.substr(kCooler.size());
      if (const auto state = ReadNumber(machine, name, "cur_state"))
        out.Gauge("node_cooling_device_cur_state", "Current throttle state of the cooling device",
                  *state, {{"name", number}, {"type", *type}});
      if (const auto state = ReadNumber(machine, name, "max_state"))
        out.Gauge("node_cooling_device_max_state", "Maximum throttle state of the cooling device",
                  *state, {{"name", number}, {"type", *type}});
    }
  }
  return Ok();
}

}  // namespace

extern const Collector collector_thermal_zone = {
    .name = "thermal_zone", .help = "temperatures and coolers", .collect = Collect};

}  // namespace plumb::node
