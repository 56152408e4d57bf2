#include "tools/chart/options.h"

#include <array>
#include <cmath>
#include <optional>

#include "base/number.h"
#include "charts/chart.h"
#include "system/terminal_background.h"

namespace plumb {

namespace {

template <typename Value>
struct Named {
  std::string_view name;
  Value value;
};

constexpr std::array<Named<render::Glyphs>, 7> kGlyphs = {{
    {"auto", render::Glyphs::kAuto},
    {"braille", render::Glyphs::kBraille},
    {"octant", render::Glyphs::kOctant},
    {"sextant", render::Glyphs::kSextant},
    {"quadrant", render::Glyphs::kQuadrant},
    {"block", render::Glyphs::kBlock},
    {"ascii", render::Glyphs::kAscii},
}};

template <typename Table>
std::vector<std::string> Names(const Table& table) {
  std::vector<std::string> names;
  for (const auto& each : table) names.emplace_back(each.name);
  return names;
}

std::vector<std::string> TypeNames() {
  std::vector<std::string> names = {"auto"};
  for (const charts::ChartType* type : charts::ChartTypes()) names.emplace_back(type->name);
  return names;
}

Result<std::optional<double>> Bound(std::string_view option, const std::string& text) {
  if (text.empty()) return std::optional<double>();
  const auto value = ParseFloat(text);
  if (!value || !(std::abs(*value) < 1e300))
    return Error{Exit::kUsage, std::string(option) + ": '" + text + "' is not a number"};
  return value;
}

struct Size {
  int64_t width = 0;
  int64_t height = 0;
};

// `--size WxH`, then what --width and --height say.
Result<Size> ReadSize(const ChartOptions& o) {
  constexpr int64_t kMost = 20'000;  // pixels or columns
  Size size;
  if (!o.size.empty()) {
    const size_t cross = o.size.find_first_of("xX");
    const auto width = ParseInt(o.size.substr(0, cross));
    const auto height =
        cross == std::string::npos ? std::nullopt : ParseInt(o.size.substr(cross + 1));
    if (!width || !height)
      return Error{Exit::kUsage, "--size: '" + o.size + "' is not a size, as in 800x400"};
    size = {*width, *height};
  }
  if (o.width != 0) size.width = o.width;
  if (o.height != 0) size.height = o.height;
  if (size.width < 0 || size.height < 0 || size.width > kMost || size.height > kMost)
    return Error{Exit::kUsage, "a width or height must lie between 1 and 20000"};
  return size;
}

}  // namespace

void Declare(cli::Declaration& d, ChartOptions& o) {
  d.Argument("FILE", o.file, "what to draw (default, or -: standard input)").completion =
      cli::Completion::kFile;
  d.Group("Input and output");
  d.Text("-f,--format", o.input_format, "FORMAT", "what the input holds (default: looked at)");
  cli::Option& output = d.Text("-o,--output", o.output, "OUTPUT",
                               "terminal (default), svg, png, …, or a file *.svg *.png *.pdf");
  output.completion = cli::Completion::kWords;
  for (const render::OutputType* type : render::OutputTypes())
    output.words.emplace_back(type->name);
  d.Group("Tables: CSV, TSV, columns, objects; columns by title or number", cli::GroupHelp::kNames);
  d.Text("--time", o.table.time, "COLUMN", "the times (default: found out)");
  d.Texts("--value", o.table.values, "COLUMN", "values (default: columns of numbers)");
  d.Texts("--label", o.table.labels, "COLUMN", "labels (default: columns of text)");
  d.Text("--time-format", o.table.time_format, "FORMAT",
         "as '%d.%m.%Y %H:%M', or s, ms, us, ns (default: found out)");
  d.Flag("--no-header", o.table.no_header, "the first row is data, its columns have numbers only");
  d.Group("Chart");
  d.Choice("-t,--type", o.type, TypeNames(), "lines for a range, bars for one instant");
  d.Flag("--stack", o.stack, "one on top of the other: line, area, bar");
  d.Flag("--percent", o.percent, "stacked, as shares of the whole");
  d.Text("--title", o.title, "TEXT", "heading (default: the query or the metric)");
  d.Text("-u,--unit", o.unit, "UNIT", "Grafana's id: s, bytes, … (default: by name)");
  d.Text("--min", o.min, "VALUE", "lower end of the value axis");
  d.Text("--max", o.max, "VALUE", "upper end of the value axis");
  d.Flag("--log", o.log, "logarithmic value axis");
  d.Integer("--top", o.top, "N", "draw the N series with the largest values");
  d.Choice("--legend", o.legend, {"auto", "table", "list", "none"}, "names below the chart");
  d.Text("--tz", o.zone, "ZONE", "time zone: an IANA name, +02:00, UTC (default: local)");
  d.Flag("--describe", o.describe, "say in a sentence what can be seen, draw nothing");
  d.Group("Look");
  d.Text("--size", o.size, "WxH", "width and height at once");
  d.Integer("--width", o.width, "N", "width (default: the terminal's; 800 pixels)");
  d.Integer("--height", o.height, "N", "height (default: what is needed)");
  d.Choice("--theme", o.theme, {"auto", "light", "dark", "both"},
           "ground (auto: the reader's; both: none)");
  d.Text("--scale", o.scale, "N", "pixels of a PNG for one of --size (2: fine screens)");
  d.Choice("--glyphs", o.glyphs, Names(kGlyphs), "characters of the terminal");
}

Result<charts::Request> MakeRequest(const ChartOptions& o, const render::OutputType& output,
                                    const cli::Io& io) {
  charts::Request request;
  request.type = o.type;
  if (!o.title.empty()) request.title = o.title;
  request.unit = o.unit;
  PLUMB_ASSIGN(request.min, Bound("--min", o.min));
  PLUMB_ASSIGN(request.max, Bound("--max", o.max));
  PLUMB_TRY(charts::CheckRange(request));
  if (o.log) request.scale = charts::ValueScale::kLog;
  if (o.stack) request.stack = charts::Stacking::kValues;
  if (o.percent) request.stack = charts::Stacking::kPercent;
  if (o.top < 0) return Error{Exit::kUsage, "--top: must be at least 1"};
  request.top = static_cast<size_t>(o.top);
  request.legend = o.legend == "table"  ? charts::LegendMode::kTable
                   : o.legend == "list" ? charts::LegendMode::kList
                   : o.legend == "none" ? charts::LegendMode::kNone
                                        : charts::LegendMode::kAuto;
  auto zone = TimeZone::Load(o.zone);
  if (!zone.ok()) return Error{Exit::kUsage, zone.error().In("--tz").message};
  request.zone = *zone;
  PLUMB_ASSIGN(Size size, ReadSize(o));
  request.medium = output.medium;
  const bool cells = output.medium == scene::Medium::kCells;
  if (cells && size.width == 0) size.width = static_cast<int64_t>(io.terminal.width);
  // The prompt needs a row as well.
  if (cells && io.terminal.stdout_tty)
    request.max_height = static_cast<double>(io.terminal.height - 1) * scene::kCellHeight;
  request.width = static_cast<double>(size.width) * (cells ? scene::kCellWidth : 1);
  request.height = static_cast<double>(size.height) * (cells ? scene::kCellHeight : 1);
  return request;
}

namespace {

// Asked only where it matters: dark and light ground take other colours.
bool IsDark(const ChartOptions& o, const render::OutputType& output,
            const system::Terminal& facts) {
  const bool ask = o.theme == "auto" && output.medium == scene::Medium::kCells &&
                   facts.stdout_tty && facts.color != system::ColorDepth::kNone &&
                   !facts.background_known;
  return ask ? system::AskBackground().value_or(facts.dark) : facts.dark;
}

}  // namespace

Result<render::Options> LookOf(const ChartOptions& o, const render::OutputType& output,
                               const cli::Io& io) {
  constexpr double kMostScale = 10;
  render::Options look = {.color = io.terminal.color,
                          .utf8 = io.terminal.utf8,
                          .console = io.terminal.console,
                          .dark = IsDark(o, output, io.terminal)};
  if (!o.scale.empty()) {
    const auto scale = ParseFloat(o.scale);
    if (!scale || !(*scale > 0) || *scale > kMostScale)
      return Error{Exit::kUsage, "--scale: '" + o.scale + "' is not a number up to 10"};
    look.scale = *scale;
  }
  look.theme = o.theme == "light"  ? render::Theme::kLight
               : o.theme == "dark" ? render::Theme::kDark
               : o.theme == "both" ? render::Theme::kBoth
                                   : render::Theme::kAuto;
  for (const Named<render::Glyphs>& each : kGlyphs)
    if (o.glyphs == each.name) look.glyphs = each.value;
  return look;
}

Status CheckDestination(const render::Destination& destination, const cli::Io& io) {
  if (!destination.type->binary || !destination.path.empty() || !io.terminal.stdout_tty)
    return Ok();
  const std::string name(destination.type->name);
  return Error{Exit::kUsage, "a terminal cannot show " + name + ": name a file, as in -o chart." +
                                 name + ", or take -o kitty, iterm or sixel"};
}

}  // namespace plumb
