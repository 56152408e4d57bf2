// Bonded network devices: how many slaves they have, and how many of them work.
#include "node/collector.h"
#include "node/proc_text.h"

#include <fmt/core.h>

namespace plumb::node {

namespace {

bool SlaveIsUp(const Machine& machine, std::string_view master, std::string_view slave) {
  // Linux before 3.13 has slave_ instead of lower_.
  for (const std::string_view prefix : {"lower_", "slave_"}) {
    const auto status = machine.Sys(
        fmt::format("class/net/{}/{}{}/bonding_slave/mii_status", master, prefix, slave));
    if (status.ok()) return *status == "up";
  }
  return false;
}

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string masters, machine.Sys("class/net/bonding_masters"));
  for (const std::string_view master : Fields(masters)) {
    PLUMB_ASSIGN(const std::string slaves,
                 machine.Sys(fmt::format("class/net/{}/bonding/slaves", master)));
    double configured = 0;
    double active = 0;
    for (const std::string_view slave : Fields(slaves)) {
      ++configured;
      if (SlaveIsUp(machine, master, slave)) ++active;
    }
    out.Gauge("node_bonding_slaves", "Number of configured slaves per bonding interface.",
              configured, {{"master", master}});
    out.Gauge("node_bonding_active", "Number of active slaves per bonding interface.", active,
              {{"master", master}});
  }
  return Ok();
}

}  // namespace

extern const Collector collector_bonding = {
    .name = "bonding", .help = "slaves of bonded network devices", .collect = Collect};

}  // namespace plumb::node
