// Entries of the ARP table, by device.
#include "node/collector.h"
#include "node/proc_text.h"

#include <map>

namespace plumb::node {

namespace {

constexpr size_t kColumns = 6;  // address, hardware type, flags, hardware address, mask, device

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string& text, machine.Proc("net/arp"));
  std::map<std::string_view, double> entries;
  const auto lines = Lines(text);
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto fields = Fields(lines[i]);
    if (fields.size() == kColumns) ++entries[fields[5]];
  }
  for (const auto& [device, count] : entries)
    out.Gauge("node_arp_entries", "ARP entries by device", count, {{"device", device}});
  return Ok();
}

}  // namespace

extern const Collector collector_arp = {
    .name = "arp", .help = "entries of the ARP table", .collect = Collect};

}  // namespace plumb::node
