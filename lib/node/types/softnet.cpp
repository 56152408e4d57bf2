// Packets that each CPU took from the network devices.
#include "node/collector.h"
#include "node/proc_text.h"

#include <fmt/core.h>

namespace plumb::node {

namespace {

struct Column {
  std::string_view name;
  std::string_view help;
};

// The first columns of a line, in hexadecimal; one line a CPU.
constexpr Column kColumns[] = {
    {"node_softnet_processed_total", "Number of processed packets"},
    {"node_softnet_dropped_total", "Number of dropped packets"},
    {"node_softnet_times_squeezed_total", "Number of times processing packets ran out of quota"},
};

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string& text, machine.Proc("net/softnet_stat"));
  size_t cpu = 0;
  for (const std::string_view line : Lines(text)) {
    const auto fields = Fields(line);
    if (fields.size() < std::size(kColumns))
      return Error{Exit::kOutside, "too few columns in net/softnet_stat"};
    const std::string number = std::to_string(cpu++);
    for (size_t i = 0; i < std::size(kColumns); ++i) {
      const auto value = ParseHex(fields[i]);
      if (!value)
        return Error{Exit::kOutside,
                     fmt::format("'{}' in net/softnet_stat is not a number", fields[i])};
      out.Counter(kColumns[i].name, kColumns[i].help, *value, {{"cpu", number}});
    }
  }
  return Ok();
}

}  // namespace

extern const Collector collector_softnet = {
    .name = "softnet", .help = "packets taken by each CPU", .collect = Collect};

}  // namespace plumb::node
