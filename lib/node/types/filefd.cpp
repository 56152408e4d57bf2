// File descriptors in use, and how many there may be.
#include "node/collector.h"
#include "node/proc_text.h"

namespace plumb::node {

namespace {

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string& text, machine.Proc("sys/fs/file-nr"));
  const auto fields = Fields(text);
  // The second has been 0 since Linux 2.6: free ones are not kept.
  if (fields.size() < 3) return Error{Exit::kOutside, "too few columns in sys/fs/file-nr"};
  PLUMB_ASSIGN(const double allocated, ParseNumber(fields[0], "sys/fs/file-nr"));
  out.Gauge("node_filefd_allocated", "File descriptor statistics: allocated.", allocated);
  PLUMB_ASSIGN(const double maximum, ParseNumber(fields[2], "sys/fs/file-nr"));
  out.Gauge("node_filefd_maximum", "File descriptor statistics: maximum.", maximum);
  return Ok();
}

}  // namespace

extern const Collector collector_filefd = {
    .name = "filefd", .help = "file descriptors", .collect = Collect};

}  // namespace plumb::node
