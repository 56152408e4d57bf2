// The kernel's pool of random bits.
#include "node/collector.h"
#include "node/proc_text.h"

namespace plumb::node {

namespace {

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string& available, machine.Proc("sys/kernel/random/entropy_avail"));
  PLUMB_ASSIGN(const double bits, ParseNumber(Trim(available), "entropy_avail"));
  out.Gauge("node_entropy_available_bits", "Bits of available entropy.", bits);
  PLUMB_ASSIGN(const std::string& pool, machine.Proc("sys/kernel/random/poolsize"));
  PLUMB_ASSIGN(const double size, ParseNumber(Trim(pool), "poolsize"));
  out.Gauge("node_entropy_pool_size_bits", "Bits of entropy pool.", size);
  return Ok();
}

}  // namespace

extern const Collector collector_entropy = {
    .name = "entropy", .help = "random bits", .collect = Collect};

}  // namespace plumb::node
