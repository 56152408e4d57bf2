// The kernel's version and the machine's name.
#include "node/collector.h"

#include <sys/utsname.h>

namespace plumb::node {

namespace {

Status Collect(Machine& machine, Emitter& out) {
  static_cast<void>(machine);  // the kernel is asked directly
  utsname name = {};
  if (::uname(&name) != 0) return Error{Exit::kOutside, "cannot ask the kernel for its name"};
  out.Gauge("node_uname_info", "Labeled system information as provided by the uname system call.",
            1,
            {{"sysname", name.sysname},
             {"release", name.release},
             {"version", name.version},
             {"machine", name.machine},
             {"nodename", name.nodename},
             {"domainname", name.domainname}});
  return Ok();
}

}  // namespace

extern const Collector collector_uname = {
    .name = "uname", .help = "the kernel's version, the machine's name", .collect = Collect};

}  // namespace plumb::node
