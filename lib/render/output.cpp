#include "render/output.h"

#include <vector>

#include "text/suggest.h"

namespace plumb::render {

#define PLUMB_ENTRY(type, symbol) extern const type symbol;
#include "output_registry.inc"
#undef PLUMB_ENTRY

namespace {

constexpr const OutputType* kOutputs[] = {
#define PLUMB_ENTRY(type, symbol) &symbol,
#include "output_registry.inc"
#undef PLUMB_ENTRY
};

Error Unknown(std::string_view what, std::string_view name) {
  std::vector<std::string_view> names;
  std::string known;
  for (const OutputType* type : kOutputs) {
    names.push_back(type->name);
    known += (known.empty() ? "" : ", ") + std::string(type->name);
  }
  return {Exit::kUsage, "unknown " + std::string(what) + " '" + std::string(name) + "'" +
                            text::DidYouMean(name, names) + " (there are " + known + ")"};
}

}  // namespace

scene::Ground GroundOf(Theme theme) {
  if (theme == Theme::kBoth) return scene::Ground::kUnknown;
  return theme == Theme::kDark ? scene::Ground::kDark : scene::Ground::kLight;
}

std::span<const OutputType* const> OutputTypes() {
  return kOutputs;
}

const OutputType* FindOutput(std::string_view name) {
  for (const OutputType* type : kOutputs)
    if (type->name == name) return type;
  return nullptr;
}

Result<Destination> ParseDestination(std::string_view text) {
  if (text.empty()) return Destination{FindOutput("terminal"), ""};
  if (const size_t equals = text.find('='); equals != std::string_view::npos) {
    const std::string_view name = text.substr(0, equals);
    const OutputType* type = FindOutput(name);
    if (type == nullptr) return Unknown("output", name);
    const std::string_view path = text.substr(equals + 1);
    if (path.empty()) return Error{Exit::kUsage, "no file behind '" + std::string(text) + "'"};
    return Destination{type, path == "-" ? "" : std::string(path)};
  }
  if (text.find_first_of("./") == std::string_view::npos) {
    const OutputType* type = FindOutput(text);
    if (type == nullptr) return Unknown("output", text);
    return Destination{type, ""};
  }
  for (const OutputType* type : kOutputs)
    if (!type->extension.empty() && text.ends_with(type->extension))
      return Destination{type, std::string(text)};
  const size_t name = text.rfind('/') == std::string_view::npos ? 0 : text.rfind('/') + 1;
  const size_t dot = text.substr(name).rfind('.');
  const std::string_view extension =
      dot == std::string_view::npos ? "" : text.substr(name + dot + 1);
  Error error = Unknown("output file extension", extension);
  error.message += "; name the output as in svg=" + std::string(text);
  return error;
}

}  // namespace plumb::render
