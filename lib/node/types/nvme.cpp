// What NVMe devices are.
#include "node/collector.h"

#include <fmt/core.h>

namespace plumb::node {

namespace {

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const auto devices, machine.ListSys("class/nvme"));
  for (const std::string& device : devices) {
    const auto read = [&](std::string_view file) {
      return machine.Sys(fmt::format("class/nvme/{}/{}", device, file));
    };
    PLUMB_ASSIGN(const std::string firmware, read("firmware_rev"));
    PLUMB_ASSIGN(const std::string model, read("model"));
    PLUMB_ASSIGN(const std::string serial, read("serial"));
    PLUMB_ASSIGN(const std::string state, read("state"));
    out.Gauge("node_nvme_info",
              "Non-numeric data from /sys/class/nvme/<device>, value is always 1.", 1,
              {{"device", device},
               {"firmware_revision", firmware},
               {"model", model},
               {"serial", serial},
               {"state", state}});
  }
  return Ok();
}

}  // namespace

extern const Collector collector_nvme = {
    .name = "nvme", .help = "NVMe devices", .collect = Collect};

}  // namespace plumb::node
