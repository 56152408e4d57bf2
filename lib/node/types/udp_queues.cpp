// Bytes that wait in the queues of UDP sockets.
#include "node/collector.h"
#include "node/proc_text.h"

namespace plumb::node {

namespace {

constexpr size_t kQueuesColumn = 4;  // tx_queue:rx_queue in hexadecimal

Status EmitVersion(std::string_view text, std::string_view version, Emitter& out) {
  double sent = 0;
  double received = 0;
  const auto lines = Lines(text);
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto fields = Fields(lines[i]);
    const auto queues =
        fields.size() > kQueuesColumn ? Cut(fields[kQueuesColumn], ':') : std::nullopt;
    const auto transmit = queues ? ParseHex(queues->before) : std::nullopt;
    const auto receive = queues ? ParseHex(queues->after) : std::nullopt;
    if (!transmit || !receive) return Error{Exit::kOutside, "a line of net/udp is not understood"};
    sent += *transmit;
    received += *receive;
  }
  constexpr std::string_view kHelp =
      "Number of allocated memory in the kernel for UDP datagrams in bytes.";
  out.Gauge("node_udp_queues", kHelp, sent, {{"ip", version}, {"queue", "tx"}});
  out.Gauge("node_udp_queues", kHelp, received, {{"ip", version}, {"queue", "rx"}});
  return Ok();
}

Status Collect(Machine& machine, Emitter& out) {
  const auto v4 = machine.Proc("net/udp");
  const auto v6 = machine.Proc("net/udp6");
  // Either version of IP may be switched off.
  if (!v4.ok() && !v6.ok()) return v4.error();
  if (v4.ok()) PLUMB_TRY(EmitVersion(v4->get(), "v4", out));
  if (v6.ok()) PLUMB_TRY(EmitVersion(v6->get(), "v6", out));
  return Ok();
}

}  // namespace

extern const Collector collector_udp_queues = {
    .name = "udp_queues", .help = "bytes waiting in UDP sockets", .collect = Collect};

}  // namespace plumb::node
