// The time of day, the time zone, and what the kernel takes time from.
#include "node/collector.h"
#include "node/proc_text.h"

#include <fmt/core.h>

namespace plumb::node {

namespace {

constexpr std::string_view kFolder = "devices/system/clocksource";
constexpr std::string_view kDevice = "clocksource";

Status EmitClockSources(const Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const auto names, machine.ListSys(kFolder));
  for (const std::string& name : names) {
    if (!name.starts_with(kDevice)) continue;
    const std::string_view device = std::string_view(name).substr(kDevice.size());
    PLUMB_ASSIGN(const std::string available,
                 machine.Sys(fmt::format("{}/{}/available_clocksource", kFolder, name)));
    for (const std::string_view source : Fields(available))
      out.Gauge("node_time_clocksource_available_info",
                "Available clocksources read from '/sys/devices/system/clocksource'.", 1,
                {{"clocksource", source}, {"device", device}});
    PLUMB_ASSIGN(const std::string current,
                 machine.Sys(fmt::format("{}/{}/current_clocksource", kFolder, name)));
    out.Gauge("node_time_clocksource_current_info",
              "Current clocksource read from '/sys/devices/system/clocksource'.", 1,
              {{"clocksource", current}, {"device", device}});
  }
  return Ok();
}

Status Collect(Machine& machine, Emitter& out) {
  out.Gauge("node_time_seconds", "System time in seconds since epoch (1970).",
            static_cast<double>(machine.now()) / 1000);
  out.Gauge("node_time_zone_offset_seconds", "System time zone offset in seconds.",
            static_cast<double>(machine.zone().OffsetSeconds(machine.now())),
            {{"time_zone", machine.zone().Abbreviation(machine.now())}});
  return EmitClockSources(machine, out);
}

}  // namespace

extern const Collector collector_time = {
    .name = "time", .help = "time of day and clock sources", .collect = Collect};

}  // namespace plumb::node
