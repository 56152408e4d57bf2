#include "report/format.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "text/suggest.h"

namespace plumb::report {

#define PLUMB_ENTRY(type, name) extern const type name;
#include "report_registry.inc"
#undef PLUMB_ENTRY

namespace {

#define PLUMB_ENTRY(type, name) &name,
constexpr const Format* kFormats[] = {
#include "report_registry.inc"
};
#undef PLUMB_ENTRY

Result<const Format*> FindByExtension(std::string_view path) {
  const size_t point = path.rfind('.');
  const bool has_extension =
      point != std::string_view::npos && path.find('/', point) == std::string_view::npos;
  std::string known;
  for (const Format* format : kFormats) {
    if (format->extension.empty()) continue;
    if (has_extension && path.substr(point + 1) == format->extension) return format;
    known += fmt::format("{}.{}", known.empty() ? "" : " ", format->extension);
  }
  return Error{Exit::kUsage,
               fmt::format("cannot tell the format of '{}' from its name\nknown endings: {}\n"
                           "any name will do as FORMAT=FILE, for example junit={}",
                           path, known, path)};
}

}  // namespace

std::span<const Format* const> Formats() {
  return kFormats;
}

Result<const Format*> FindFormat(std::string_view name) {
  std::vector<std::string_view> names;
  std::string known;
  for (const Format* format : kFormats) {
    if (format->name == name) return format;
    names.push_back(format->name);
    known += fmt::format("{}{}", known.empty() ? "" : ", ", format->name);
  }
  return Error{Exit::kUsage, fmt::format("unknown output format '{}'{}\nformats: {}", name,
                                         text::DidYouMean(name, names), known)};
}

Result<Target> ParseTarget(std::string_view text) {
  const size_t equals = text.find('=');
  const std::string_view before = text.substr(0, std::min(equals, text.size()));
  if (before.find_first_of("./") != std::string_view::npos) {
    PLUMB_ASSIGN(const Format* format, FindByExtension(text));
    return Target{format, std::string(text)};
  }
  PLUMB_ASSIGN(const Format* format, FindFormat(before));
  if (equals == std::string_view::npos) return Target{format, ""};
  const std::string_view path = text.substr(equals + 1);
  if (path.empty()) return Error{Exit::kUsage, fmt::format("no file name behind '{}'", text)};
  return Target{format, std::string(path == "-" ? "" : path)};
}

}  // namespace plumb::report
