#include "transfer/export.h"

#include <fmt/core.h>

#include <algorithm>

namespace plumb::transfer {

#define PLUMB_ENTRY(type, name) extern const type name;
#include "export_registry.inc"
#undef PLUMB_ENTRY

namespace {

#define PLUMB_ENTRY(type, name) &name,
constexpr const ExportFormat* kFormats[] = {
#include "export_registry.inc"
};
#undef PLUMB_ENTRY

}  // namespace

std::span<const ExportFormat* const> ExportFormats() {
  return kFormats;
}

Result<const ExportFormat*> FindExportFormat(std::string_view name) {
  std::string names;
  for (const ExportFormat* format : kFormats) {
    if (format->name == name) return format;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", format->name);
  }
  return Error{Exit::kUsage, fmt::format("cannot export as '{}'; the formats are {}", name, names)};
}

}  // namespace plumb::transfer
