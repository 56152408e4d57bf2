// What network devices are: addresses, state, speed, MTU.
#include "node/collector.h"
#include "node/proc_text.h"

#include <fmt/core.h>

#include "system/files.h"

namespace plumb::node {

namespace {

using model::MetricType;

struct Property {
  std::string_view file;
  std::string_view name;  // behind node_network_
  MetricType type = MetricType::kGauge;
  double scale = 1;
};

constexpr double kBytesPerMegabit = 1000.0 * 1000.0 / 8;

constexpr Property kProperties[] = {
    {"addr_assign_type", "address_assign_type"},
    {"carrier", "carrier"},
    {"carrier_changes", "carrier_changes_total", MetricType::kCounter},
    {"carrier_up_count", "carrier_up_changes_total", MetricType::kCounter},
    {"carrier_down_count", "carrier_down_changes_total", MetricType::kCounter},
    {"dev_id", "device_id"},
    {"dormant", "dormant"},
    {"flags", "flags"},
    {"ifindex", "iface_id"},
    {"iflink", "iface_link"},
    {"link_mode", "iface_link_mode"},
    {"mtu", "mtu_bytes"},
    {"name_assign_type", "name_assign_type"},
    {"netdev_group", "net_dev_group"},
    {"speed", "speed_bytes", MetricType::kGauge,
     kBytesPerMegabit},  // -1 Mbit/s where it is not known
    {"tx_queue_len", "transmit_queue_length"},
    {"type", "protocol_type"},
};

void EmitDevice(const Machine& machine, const std::string& device, Emitter& out) {
  // Many of the files cannot be read, depending on the driver and on the state of the link.
  const auto read = [&](std::string_view file) {
    auto text = machine.Sys(fmt::format("class/net/{}/{}", device, file));
    return text.ok() ? *std::move(text) : std::string();
  };
  const std::string state = read("operstate");
  out.Gauge("node_network_up", "Value is 1 if operstate is 'up', 0 otherwise.",
            state == "up" ? 1 : 0, {{"device", device}});
  out.Gauge("node_network_info", "Non-numeric data from /sys/class/net/<iface>, value is always 1.",
            1,
            {{"device", device},
             {"address", read("address")},
             {"broadcast", read("broadcast")},
             {"duplex", read("duplex")},
             {"operstate", state},
             {"ifalias", read("ifalias")}});
  for (const Property& property : kProperties)
    if (const auto value = ParseSysNumber(read(property.file)))
      out.Add(property.type, fmt::format("node_network_{}", property.name),
              fmt::format("Network device property: {}", property.name), *value * property.scale,
              {{"device", device}});
}

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const auto devices, machine.ListSys("class/net"));
  for (const std::string& device : devices) {
    if (machine.filters().Matches("netclass", "ignored-devices", device)) continue;
    // Beside the devices lies a file, bonding_masters.
    if (system::IsDirectory(machine.SysPath("class/net/" + device)))
      EmitDevice(machine, device, out);
  }
  return Ok();
}

constexpr Filter kFilters[] = {
    {.name = "ignored-devices",
     .pattern = "^$",
     .help = "network devices to leave out of netclass"},
};

}  // namespace

extern const Collector collector_netclass = {.name = "netclass",
                                             .help = "what network devices are",
                                             .collect = Collect,
                                             .filters = kFilters};

}  // namespace plumb::node
