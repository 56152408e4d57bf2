// What block devices did: reads, writes, discards, flushes, and the time it took.
#include "node/collector.h"
#include "node/proc_text.h"

#include <fmt/core.h>

#include <map>

#include "system/files.h"

namespace plumb::node {

namespace {

using model::MetricType;

constexpr double kSectorBytes = 512;  // whatever the device says; Documentation/block/stat.rst
constexpr double kSecondsPerTick = 1.0 / 1000.0;

struct Column {
  std::string_view name;
  std::string_view help;
  double scale = 1;
  MetricType type = MetricType::kCounter;
};

// The columns of /proc/diskstats behind the device's name; Documentation/admin-guide/iostats.rst.
constexpr Column kColumns[] = {
    {"node_disk_reads_completed_total", "The total number of reads completed successfully."},
    {"node_disk_reads_merged_total", "The total number of reads merged."},
    {"node_disk_read_bytes_total", "The total number of bytes read successfully.", kSectorBytes},
    {"node_disk_read_time_seconds_total", "The total number of seconds spent by all reads.",
     kSecondsPerTick},
    {"node_disk_writes_completed_total", "The total number of writes completed successfully."},
    {"node_disk_writes_merged_total", "The number of writes merged."},
    {"node_disk_written_bytes_total", "The total number of bytes written successfully.",
     kSectorBytes},
    {"node_disk_write_time_seconds_total",
     "This is the total number of seconds spent by all writes.", kSecondsPerTick},
    {"node_disk_io_now", "The number of I/Os currently in progress.", 1, MetricType::kGauge},
    {"node_disk_io_time_seconds_total", "Total seconds spent doing I/Os.", kSecondsPerTick},
    {"node_disk_io_time_weighted_seconds_total", "The weighted # of seconds spent doing I/Os.",
     kSecondsPerTick},
    {"node_disk_discards_completed_total", "The total number of discards completed successfully."},
    {"node_disk_discards_merged_total", "The total number of discards merged."},
    {"node_disk_discarded_sectors_total", "The total number of sectors discarded successfully."},
    {"node_disk_discard_time_seconds_total",
     "This is the total number of seconds spent by all discards.", kSecondsPerTick},
    {"node_disk_flush_requests_total", "The total number of flush requests completed successfully"},
    {"node_disk_flush_requests_time_seconds_total",
     "This is the total number of seconds spent by all flush requests.", kSecondsPerTick},
};
constexpr size_t kLeadingFields = 3;  // major, minor, device
constexpr size_t kFewestFields = 14;  // before Linux 4.18 there were no discards

// What udev knows of a device, by property.
class Udev {
 public:
  Udev(const Roots& roots, std::string_view major, std::string_view minor) {
    auto text = system::ReadFile(fmt::format("{}/b{}:{}", roots.udev, major, minor));
    if (!text.ok()) return;
    text_ = *std::move(text);
    for (const std::string_view line : Lines(text_))
      if (line.starts_with("E:"))
        if (const auto property = Cut(line.substr(2), '='))
          values_[property->before] = property->after;
  }
  Udev(const Udev&) = delete;
  Udev& operator=(const Udev&) = delete;

  [[nodiscard]] std::string_view Get(std::string_view property) const {
    const auto found = values_.find(property);
    return found == values_.end() ? std::string_view() : found->second;
  }
  // The first that is not empty: the number on the label, then shorter and other ones (virtio).
  [[nodiscard]] std::string_view serial() const {
    for (const std::string_view property : {"SCSI_IDENT_SERIAL", "ID_SERIAL_SHORT", "ID_SERIAL"})
      if (const auto value = Get(property); !value.empty()) return value;
    return {};
  }

 private:
  std::string text_;
  std::map<std::string_view, std::string_view> values_;
};

void EmitAta(std::string_view device, const Udev& udev, Emitter& out) {
  if (udev.Get("ID_ATA").empty()) return;
  struct Attribute {
    std::string_view property;
    std::string_view name;
    std::string_view help;
  };
  static constexpr Attribute kAttributes[] = {
      {"ID_ATA_WRITE_CACHE", "node_disk_ata_write_cache", "ATA disk has a write cache."},
      {"ID_ATA_WRITE_CACHE_ENABLED", "node_disk_ata_write_cache_enabled",
       "ATA disk has its write cache enabled."},
      {"ID_ATA_ROTATION_RATE_RPM", "node_disk_ata_rotation_rate_rpm",
       "ATA disk rotation rate in RPMs (0 for SSDs)."},
  };
  for (const Attribute& attribute : kAttributes)
    if (const auto value = ParseSysNumber(udev.Get(attribute.property)))
      out.Gauge(attribute.name, attribute.help, *value, {{"device", device}});
}

void EmitInfo(const std::vector<std::string_view>& fields, const Udev& udev, Emitter& out) {
  const std::string_view device = fields[2];
  out.Gauge("node_disk_info", "Info of /sys/block/<block_device>.", 1,
            {{"device", device},
             {"major", fields[0]},
             {"minor", fields[1]},
             {"path", udev.Get("ID_PATH")},
             {"wwn", udev.Get("ID_WWN")},
             {"model", udev.Get("ID_MODEL")},
             {"serial", udev.serial()},
             {"revision", udev.Get("ID_REVISION")}});
  if (!udev.Get("ID_FS_TYPE").empty())
    out.Gauge("node_disk_filesystem_info", "Info about disk filesystem.", 1,
              {{"device", device},
               {"type", udev.Get("ID_FS_TYPE")},
               {"usage", udev.Get("ID_FS_USAGE")},
               {"uuid", udev.Get("ID_FS_UUID")},
               {"version", udev.Get("ID_FS_VERSION")}});
  if (!udev.Get("DM_NAME").empty())
    out.Gauge("node_disk_device_mapper_info", "Info about disk device mapper.", 1,
              {{"device", device},
               {"name", udev.Get("DM_NAME")},
               {"uuid", udev.Get("DM_UUID")},
               {"vg_name", udev.Get("DM_VG_NAME")},
               {"lv_name", udev.Get("DM_LV_NAME")},
               {"lv_layer", udev.Get("DM_LV_LAYER")}});
  EmitAta(device, udev, out);
}

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string& text, machine.Proc("diskstats"));
  for (const std::string_view line : Lines(text)) {
    const auto fields = Fields(line);
    if (fields.size() < kFewestFields) continue;
    const std::string_view device = fields[2];
    if (machine.filters().Matches("diskstats", "device-exclude", device)) continue;
    EmitInfo(fields, Udev(machine.roots(), fields[0], fields[1]), out);
    const size_t columns = std::min(fields.size() - kLeadingFields, std::size(kColumns));
    for (size_t i = 0; i < columns; ++i) {
      const Column& column = kColumns[i];
      PLUMB_ASSIGN(const double value, ParseNumber(fields[kLeadingFields + i], "diskstats"));
      out.Add(column.type, column.name, column.help, value * column.scale, {{"device", device}});
    }
  }
  return Ok();
}

constexpr Filter kFilters[] = {
    {.name = "device-exclude",
     .pattern = "^(ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$",
     .help = "block devices to leave out"},
};

}  // namespace

extern const Collector collector_diskstats = {
    .name = "diskstats", .help = "block devices", .collect = Collect, .filters = kFilters};

}  // namespace plumb::node
