// What network devices received and sent.
#include "node/collector.h"
#include "node/proc_text.h"

#include <fmt/core.h>

namespace plumb::node {

namespace {

// The names of the columns, from the second line of the file: ` face |bytes packets …|bytes packets
// …`.
Result<std::vector<std::string>> ParseHeader(std::string_view line) {
  const auto receive = Cut(line, '|');
  const auto transmit = receive ? Cut(receive->after, '|') : std::nullopt;
  if (!transmit) return Error{Exit::kOutside, "the header of net/dev is not understood"};
  std::vector<std::string> names;
  for (const std::string_view name : Fields(transmit->before))
    names.push_back("receive_" + std::string(name));
  for (const std::string_view name : Fields(transmit->after))
    names.push_back("transmit_" + std::string(name));
  return names;
}

void EmitStatistic(std::string_view device, std::string_view name, double value, Emitter& out) {
  out.Counter(fmt::format("node_network_{}_total", name),
              fmt::format("Network device statistic {}.", name), value, {{"device", device}});
}

Status EmitDevice(const Machine& machine, std::string_view device, std::string_view numbers,
                  const std::vector<std::string>& names, Emitter& out) {
  const auto fields = Fields(numbers);
  if (fields.size() != names.size())
    return Error{Exit::kOutside, fmt::format("device '{}' in net/dev has {} columns instead of {}",
                                             device, fields.size(), names.size())};
  for (size_t i = 0; i < names.size(); ++i) {
    PLUMB_ASSIGN(const double value, ParseNumber(fields[i], "net/dev"));
    EmitStatistic(device, names[i], value, out);
  }
  // Packets that no protocol wanted; node_exporter has it from netlink.
  const auto nohandler = machine.Sys(fmt::format("class/net/{}/statistics/rx_nohandler", device));
  if (nohandler.ok())
    if (const auto value = ParseSysNumber(*nohandler))
      EmitStatistic(device, "receive_nohandler", *value, out);
  return Ok();
}

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string& text, machine.Proc("net/dev"));
  const auto lines = Lines(text);
  if (lines.size() < 2) return Error{Exit::kOutside, "net/dev has no header"};
  PLUMB_ASSIGN(const auto names, ParseHeader(lines[1]));
  for (size_t i = 2; i < lines.size(); ++i) {
    // The last colon: an alias of a device has one in its name.
    const size_t colon = lines[i].rfind(':');
    if (colon == std::string_view::npos)
      return Error{Exit::kOutside, "a line of net/dev has no device"};
    const std::string_view device = Trim(lines[i].substr(0, colon));
    if (machine.filters().Matches("netdev", "device-exclude", device)) continue;
    PLUMB_TRY(EmitDevice(machine, device, lines[i].substr(colon + 1), names, out));
  }
  return Ok();
}

constexpr Filter kFilters[] = {
    {.name = "device-exclude", .pattern = "^lo$", .help = "network devices to leave out of netdev"},
};

}  // namespace

extern const Collector collector_netdev = {.name = "netdev",
                                           .help = "traffic of network devices",
                                           .collect = Collect,
                                           .filters = kFilters};

}  // namespace plumb::node
