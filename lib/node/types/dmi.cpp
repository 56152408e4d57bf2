// What the firmware says of the machine: maker, product, board, BIOS.
#include "node/collector.h"

#include <fmt/core.h>

#include <deque>

namespace plumb::node {

namespace {

struct Attribute {
  std::string_view file;
  std::string_view label;
};

constexpr Attribute kAttributes[] = {
    {"bios_date", "bios_date"},
    {"bios_release", "bios_release"},
    {"bios_vendor", "bios_vendor"},
    {"bios_version", "bios_version"},
    {"board_asset_tag", "board_asset_tag"},
    {"board_name", "board_name"},
    {"board_serial", "board_serial"},
    {"board_vendor", "board_vendor"},
    {"board_version", "board_version"},
    {"chassis_asset_tag", "chassis_asset_tag"},
    {"chassis_serial", "chassis_serial"},
    {"chassis_vendor", "chassis_vendor"},
    {"chassis_version", "chassis_version"},
    {"product_family", "product_family"},
    {"product_name", "product_name"},
    {"product_serial", "product_serial"},
    {"product_sku", "product_sku"},
    {"product_uuid", "product_uuid"},
    {"product_version", "product_version"},
    {"sys_vendor", "system_vendor"},
};

constexpr std::string_view kHelp =
    "A metric with a constant '1' value labeled by bios_date, bios_release, bios_vendor, "
    "bios_version, "
    "board_asset_tag, board_name, board_serial, board_vendor, board_version, chassis_asset_tag, "
    "chassis_serial, chassis_vendor, chassis_version, product_family, product_name, "
    "product_serial, "
    "product_sku, product_uuid, product_version, system_vendor if provided by DMI.";

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_TRY(machine.ListSys("class/dmi/id"));
  std::deque<std::string> values;  // the labels are views into it
  std::vector<Emitter::Label> labels;
  for (const Attribute& attribute : kAttributes) {
    // Serial numbers are for root only: those that cannot be read are left out.
    auto value = machine.Sys(fmt::format("class/dmi/id/{}", attribute.file));
    if (!value.ok()) continue;
    values.push_back(*std::move(value));
    labels.push_back({attribute.label, values.back()});
  }
  out.Add(model::MetricType::kGauge, "node_dmi_info", kHelp, 1, std::move(labels));
  return Ok();
}

}  // namespace

extern const Collector collector_dmi = {
    .name = "dmi", .help = "maker and model of the machine", .collect = Collect};

}  // namespace plumb::node
