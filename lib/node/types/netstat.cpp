// Counters of the network protocols.
#include "node/collector.h"
#include "node/proc_text.h"

#include <fmt/core.h>

namespace plumb::node {

namespace {

Status EmitField(const Machine& machine, std::string_view protocol, std::string_view field,
                 std::string_view value, Emitter& out) {
  const std::string key = fmt::format("{}_{}", protocol, field);
  if (!machine.filters().Matches("netstat", "fields", key)) return Ok();
  PLUMB_ASSIGN(const double number, ParseNumber(value, "net/netstat"));
  out.Untyped("node_netstat_" + key, fmt::format("Statistic {}{}.", protocol, field), number);
  return Ok();
}

// Two lines a protocol: `Tcp: names…` and `Tcp: values…`.
Status EmitPairs(Machine& machine, std::string_view path, Emitter& out) {
  PLUMB_ASSIGN(const std::string& text, machine.Proc(path));
  const auto lines = Lines(text);
  for (size_t i = 0; i + 1 < lines.size(); i += 2) {
    const auto names = Fields(lines[i]);
    const auto values = Fields(lines[i + 1]);
    if (names.empty() || names.size() != values.size() || names[0] != values[0] ||
        !names[0].ends_with(':'))
      return Error{Exit::kOutside, fmt::format("names and values differ in number in {}", path)};
    const std::string_view protocol = names[0].substr(0, names[0].size() - 1);
    for (size_t column = 1; column < names.size(); ++column)
      PLUMB_TRY(EmitField(machine, protocol, names[column], values[column], out));
  }
  return Ok();
}

// One name and value a line: `Ip6InReceives 1`. The protocol is all up to the first 6.
Status EmitVersion6(Machine& machine, Emitter& out) {
  const auto text = machine.Proc("net/snmp6");
  if (!text.ok()) return text.error().code == Exit::kNoData ? Ok() : Status(text.error());
  for (const std::string_view line : Lines(text->get())) {
    const auto fields = Fields(line);
    if (fields.size() < 2) continue;
    const size_t six = fields[0].find('6');
    if (six == std::string_view::npos) continue;
    PLUMB_TRY(EmitField(machine, fields[0].substr(0, six + 1), fields[0].substr(six + 1), fields[1],
                        out));
  }
  return Ok();
}

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_TRY(EmitPairs(machine, "net/netstat", out));
  PLUMB_TRY(EmitPairs(machine, "net/snmp", out));
  return EmitVersion6(machine, out);
}

constexpr Filter kFilters[] = {
    {.name = "fields",
     .pattern = "^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)|"
                "Icmp6?_(InMsgs|OutMsgs)|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts)|"
                "Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)|"
                "Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$",
     .help = "protocol counters to show"},
};

}  // namespace

extern const Collector collector_netstat = {.name = "netstat",
                                            .help = "counters of network protocols",
                                            .collect = Collect,
                                            .filters = kFilters};

}  // namespace plumb::node
