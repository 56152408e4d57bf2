// Sockets in use, by protocol.
#include "node/collector.h"
#include "node/proc_text.h"

#include <fmt/core.h>
#include <unistd.h>

namespace plumb::node {

namespace {

void EmitPair(std::string_view protocol, std::string_view name, double value, Emitter& out) {
  out.Gauge(fmt::format("node_sockstat_{}_{}", protocol, name),
            fmt::format("Number of {} sockets in state {}.", protocol, name), value);
}

// `TCP: inuse 4 orphan 0 tw 1 alloc 4 mem 10`
Status EmitLine(std::string_view line, Emitter& out) {
  const auto fields = Fields(line);
  if (fields.empty()) return Ok();
  if (fields.size() % 2 != 1 || !fields[0].ends_with(':'))
    return Error{Exit::kOutside, fmt::format("line '{}' of sockstat is not understood", line)};
  const std::string_view protocol = fields[0].substr(0, fields[0].size() - 1);
  for (size_t i = 1; i < fields.size(); i += 2) {
    PLUMB_ASSIGN(const double value, ParseNumber(fields[i + 1], "sockstat"));
    if (protocol == "sockets") {
      out.Gauge("node_sockstat_sockets_used", "Number of IPv4 sockets in use.", value);
      continue;
    }
    EmitPair(protocol, fields[i], value, out);
    if (fields[i] == "mem")  // in pages
      EmitPair(protocol, "mem_bytes", value * static_cast<double>(::sysconf(_SC_PAGESIZE)), out);
  }
  return Ok();
}

Status Collect(Machine& machine, Emitter& out) {
  for (const std::string_view path : {"net/sockstat", "net/sockstat6"}) {
    const auto text = machine.Proc(path);
    // Either version of IP may be switched off.
    if (!text.ok() && text.error().code == Exit::kNoData) continue;
    if (!text.ok()) return text.error();
    for (const std::string_view line : Lines(text->get())) PLUMB_TRY(EmitLine(line, out));
  }
  return Ok();
}

}  // namespace

extern const Collector collector_sockstat = {
    .name = "sockstat", .help = "sockets in use", .collect = Collect};

}  // namespace plumb::node
