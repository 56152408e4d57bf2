// SVG: one file without scripts and without references, legible by screen readers, light or dark as
// the reader prefers.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "render/output.h"
#include "render/svg_path.h"
#include "scene/dash.h"
#include "scene/palette.h"
#include "text/escape.h"

namespace plumb::render {
namespace {

using scene::Role;

constexpr double kUsualSize = 12;  // texts of it need not say so
constexpr std::string_view kFont = "Helvetica Neue,Helvetica,Arial,sans-serif";

// A number with at most two decimals, short.
std::string Number(double v) {
  std::string text = fmt::format("{:.2f}", v);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

// Texts are placed to a tenth of a pixel.
std::string Tenths(double v) {
  return Number(std::round(v * 10) / 10);
}

// The class of an ink, "" for an exact colour: series s0..s7, else a word.
std::string ClassOf(const scene::Ink& ink) {
  switch (ink.role) {
    case Role::kBackground:
      return "bg";
    case Role::kText:
      return "tx";
    case Role::kMuted:
      return "mu";
    case Role::kGrid:
      return "gr";
    case Role::kAxis:
      return "ax";
    case Role::kGood:
      return "ok";
    case Role::kWarning:
      return "wa";
    case Role::kCritical:
      return "cr";
    case Role::kSeries:
      return fmt::format("s{}", ink.number % scene::kSeriesColors);
    case Role::kHeat:
    case Role::kExact:
      break;
  }
  return "";
}

// Dashes and gaps in quarters of a pixel (kPathScale).
std::string DashText(int dash) {
  std::string text;
  for (const double length : scene::DashOf(dash))
    text += (text.empty() ? "" : " ") + Number(length * kPathScale);
  return text;
}

class Writer {
 public:
  Writer(const scene::Scene& scene, const Options& options) : scene_(scene), options_(options) {}

  std::string Write() {
    std::string body;
    for (const scene::Shape& shape : scene_.shapes) Add(body, shape);
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plumb\" viewBox=\"0 0 {0} {1}\" "
        "width=\"{0}\" "
        "height=\"{1}\" role=\"img\" font-family=\"{2}\" font-size=\"{3}\">\n",
        Number(scene_.width), Number(scene_.height), kFont, kUsualSize);
    AppendElement(out, "title", scene_.title);
    AppendElement(out, "desc", scene_.description);
    AppendStyle(out);
    out += body;
    out += "</svg>\n";
    return out;
  }

 private:
  static void AppendElement(std::string& out, std::string_view name, std::string_view text) {
    if (text.empty()) return;
    out += fmt::format("<{}>", name);
    text::AppendXml(out, text::ForTerminal(text));
    out += fmt::format("</{}>\n", name);
  }

  // A rule a class. A variable comes after its own fallback, for readers that know none.
  void AppendRules(std::string& out, scene::Ground ground, bool variables) const {
    for (const auto& [name, ink] : used_) {
      const std::string color = HexText(ColorOf(ink, ground));
      const std::string variable =
          variables ? fmt::format(";color:var(--plumb-{},{})", name, color) : "";
      out += fmt::format(".plumb .{}{{color:{}{}}}", name, color, variable);
    }
  }

  // Colours are the CSS property `color`, which strokes and fills take by currentColor: one rule
  // serves both.
  void AppendStyle(std::string& out) const {
    out += "<style>";
    out +=
        ".plumb .l{fill:none;stroke:currentColor;stroke-linejoin:round;stroke-linecap:round}"
        ".plumb .f{fill:currentColor;stroke:none}"
        ".plumb .m{text-anchor:middle}.plumb .e{text-anchor:end}"
        ".plumb text{fill:currentColor;font-variant-numeric:tabular-nums;white-space:pre}";
    const bool fixed = options_.theme != Theme::kAuto;
    AppendRules(out, GroundOf(options_.theme), !fixed);
    if (!fixed) {
      // Paper is white whatever the reader prefers.
      out += "@media screen and (prefers-color-scheme:dark){";
      AppendRules(out, scene::Ground::kDark, true);
      out += "}";
    }
    out += "</style>\n";
  }

  // ` class="l s0"`, or a colour of its own.
  std::string InkText(std::string_view kind, const scene::Ink& ink) {
    const std::string name = ClassOf(ink);
    std::string text;
    if (name.empty()) {
      text = kind.empty()
                 ? fmt::format(" color=\"{}\"", HexText(ColorOf(ink, scene::Ground::kLight)))
                 : fmt::format(" class=\"{}\" color=\"{}\"", kind,
                               HexText(ColorOf(ink, scene::Ground::kLight)));
    } else {
      used_.emplace(name, ink);
      text = kind.empty() ? fmt::format(" class=\"{}\"", name)
                          : fmt::format(" class=\"{} {}\"", kind, name);
    }
    // Cells of a scale of heat lie edge to edge: smoothed edges would be seams between them.
    if (ink.role == Role::kHeat && kind == "f") text += " shape-rendering=\"crispEdges\"";
    const double opacity = OpacityOf(ink, GroundOf(options_.theme));
    if (opacity < 1) text += fmt::format(" opacity=\"{}\"", Number(opacity));
    return text;
  }

  void Add(std::string& out, const scene::Shape& shape) {
    std::visit([&](const auto& what) { AddShape(out, what); }, shape.what);
  }

  void AddShape(std::string& out, const scene::Line& line) {
    const Role role = line.stroke.ink.role;
    const bool crisp = role == Role::kGrid || role == Role::kAxis;
    out += "<path transform=\"scale(.25)\"" + InkText("l", line.stroke.ink);
    out += fmt::format(" stroke-width=\"{}\"", Number(line.stroke.width * kPathScale));
    if (const std::string dash = DashText(line.stroke.dash); !dash.empty())
      out += fmt::format(" stroke-dasharray=\"{}\"", dash);
    if (crisp) out += " stroke-linecap=\"butt\" shape-rendering=\"crispEdges\"";
    out += " d=\"";
    for (const auto& run : line.runs) AppendPath(out, run, false);
    out += "\"/>\n";
  }

  void AddShape(std::string& out, const scene::Area& area) {
    out += "<path transform=\"scale(.25)\"" + InkText("f", area.ink) + " d=\"";
    for (const auto& outline : area.outlines) AppendPath(out, outline, true);
    out += "\"/>\n";
  }

  void AddShape(std::string& out, const scene::Rect& rect) {
    // Nothing stands behind a picture on unknown ground.
    if (rect.ink.role == Role::kBackground && options_.theme == Theme::kBoth) return;
    out += "<rect";
    if (rect.x != 0) out += fmt::format(" x=\"{}\"", Number(rect.x));
    if (rect.y != 0) out += fmt::format(" y=\"{}\"", Number(rect.y));
    out += fmt::format(" width=\"{}\" height=\"{}\"", Number(rect.width), Number(rect.height));
    if (rect.radius > 0)
      out += fmt::format(" rx=\"{}\"", Number(std::min(rect.radius, rect.width / 2)));
    out += InkText("f", rect.ink) + "/>\n";
  }

  // Dots are lines of no length with round caps: many in one path.
  void AddShape(std::string& out, const scene::Dots& dots) {
    out += "<path transform=\"scale(.25)\"" + InkText("l", dots.ink);
    out += fmt::format(" stroke-width=\"{}\" d=\"", Number(dots.radius * 2 * kPathScale));
    for (const scene::Point& centre : dots.centres) AppendPath(out, {centre}, false);
    out += "\"/>\n";
  }

  void AddShape(std::string& out, const scene::Text& text) {
    out += fmt::format("<text x=\"{}\" y=\"{}\"", Tenths(text.x),
                       Tenths(text.y + text.size * scene::kHalfCapital));
    if (text.size != kUsualSize) out += fmt::format(" font-size=\"{}\"", Number(text.size));
    if (text.bold) out += " font-weight=\"bold\"";
    const std::string_view anchor = text.anchor == scene::Anchor::kStart    ? ""
                                    : text.anchor == scene::Anchor::kMiddle ? "m"
                                                                            : "e";
    out += InkText(anchor, text.ink) + ">";
    text::AppendXml(out, text::ForTerminal(text.text));
    out += "</text>\n";
  }

  // A nested <svg> clips without an id, which could meet another one where pictures are put into a
  // page.
  void AddShape(std::string& out, const scene::Group& group) {
    if (group.clip) {
      const scene::Clip& clip = *group.clip;
      constexpr double kEdge = scene::kClipEdge;
      const std::string x = Number(clip.x - kEdge);
      const std::string y = Number(clip.y - kEdge);
      const std::string width = Number(clip.width + 2 * kEdge);
      const std::string height = Number(clip.height + 2 * kEdge);
      out += fmt::format(
          "<svg x=\"{0}\" y=\"{1}\" width=\"{2}\" height=\"{3}\" viewBox=\"{0} {1} {2} {3}\">\n", x,
          y, width, height);
    } else if (!group.title.empty()) {
      out += "<g>\n";
    }
    AppendElement(out, "title", group.title);
    for (const scene::Shape& shape : group.shapes) Add(out, shape);
    if (group.clip)
      out += "</svg>\n";
    else if (!group.title.empty())
      out += "</g>\n";
  }

  const scene::Scene& scene_;
  const Options& options_;
  std::map<std::string, scene::Ink> used_;  // classes, for the rules
};

Result<std::string> Render(const scene::Scene& scene, const Options& options) {
  return Writer(scene, options).Write();
}

}  // namespace

extern const OutputType output_svg = {.name = "svg",
                                      .extension = ".svg",
                                      .help = "a picture for browsers and documents",
                                      .medium = scene::Medium::kPicture,
                                      .render = Render};

}  // namespace plumb::render
