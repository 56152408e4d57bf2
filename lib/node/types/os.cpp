// The name and version of the operating system, from os-release(5).
#include "node/collector.h"
#include "node/proc_text.h"

#include <algorithm>
#include <map>

#include "base/number.h"
#include "system/files.h"

namespace plumb::node {

namespace {

using OsRelease = std::map<std::string, std::string, std::less<>>;

// Shell's quoting, as much of it as os-release(5) allows.
std::string Unquote(std::string_view value) {
  std::string plain;
  char quote = 0;
  for (size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (quote != 0 && c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == '\\' && quote != '\'' && i + 1 < value.size()) {
      plain += value[++i];
    } else {
      plain += c;
    }
  }
  return plain;
}

OsRelease ParseOsRelease(std::string_view text) {
  OsRelease fields;
  for (const std::string_view line : Lines(text)) {
    const std::string_view trimmed = Trim(line);
    if (trimmed.starts_with('#')) continue;
    if (const auto field = Cut(trimmed, '='))
      fields[std::string(field->before)] = Unquote(field->after);
  }
  return fields;
}

// The leading `12` or `12.4` of a version.
std::optional<double> MajorMinor(std::string_view version) {
  size_t end = 0;
  bool point = false;
  while (end < version.size()) {
    const bool digit = version[end] >= '0' && version[end] <= '9';
    if (!digit && (version[end] != '.' || point || end == 0)) break;
    point = point || !digit;
    ++end;
  }
  return ParseFloat(version.substr(0, end));
}

Result<std::string> ReadOsRelease(const Machine& machine) {
  auto text = system::ReadFile(machine.RootPath("/etc/os-release"));
  if (!text.ok()) text = system::ReadFile(machine.RootPath("/usr/lib/os-release"));
  if (!text.ok()) return Error{Exit::kNoData, text.error().message};
  return text;
}

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string text, ReadOsRelease(machine));
  const OsRelease fields = ParseOsRelease(text);
  const auto get = [&](std::string_view key) -> std::string_view {
    const auto found = fields.find(key);
    return found == fields.end() ? std::string_view() : std::string_view(found->second);
  };
  out.Gauge("node_os_info",
            "A metric with a constant '1' value labeled by build_id, id, id_like, image_id, "
            "image_version, name, pretty_name, variant, variant_id, version, version_codename, "
            "version_id.",
            1,
            {{"build_id", get("BUILD_ID")},
             {"id", get("ID")},
             {"id_like", get("ID_LIKE")},
             {"image_id", get("IMAGE_ID")},
             {"image_version", get("IMAGE_VERSION")},
             {"name", get("NAME")},
             {"pretty_name", get("PRETTY_NAME")},
             {"variant", get("VARIANT")},
             {"variant_id", get("VARIANT_ID")},
             {"version", get("VERSION")},
             {"version_codename", get("VERSION_CODENAME")},
             {"version_id", get("VERSION_ID")}});
  if (const auto version = MajorMinor(get("VERSION_ID")))
    out.Gauge("node_os_version", "Metric containing the major.minor part of the OS version.",
              *version, {{"id", get("ID")}, {"id_like", get("ID_LIKE")}, {"name", get("NAME")}});
  return Ok();
}

}  // namespace

extern const Collector collector_os = {
    .name = "os", .help = "the operating system's name and version", .collect = Collect};

}  // namespace plumb::node
