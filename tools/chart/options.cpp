#include "tools/chart/options.h"

#include <algorithm>
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

constexpr std::array<Named<charts::ValueScale>, 4> kAxes = {{
    {"linear", charts::ValueScale::kLinear},
    {"log", charts::ValueScale::kLog},
    {"log2", charts::ValueScale::kLog2},
    {"symlog", charts::ValueScale::kSymlog},
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

// The scale of the values, its ends, and what has the right axis.
Status ReadAxis(const ChartOptions& o, charts::Request& request) {
  if (o.log && o.axis != "linear" && o.axis != "log")
    return Error{Exit::kUsage, "--log and --axis contradict each other"};
  for (const auto& axis : kAxes)
    if (axis.name == o.axis) request.scale = axis.value;
  if (o.log) request.scale = charts::ValueScale::kLog;
  PLUMB_ASSIGN(request.min, Bound("--min", o.min));
  PLUMB_ASSIGN(request.max, Bound("--max", o.max));
  PLUMB_ASSIGN(request.soft_min, Bound("--soft-min", o.soft_min));
  PLUMB_ASSIGN(request.soft_max, Bound("--soft-max", o.soft_max));
  if (!o.right.empty()) {
    auto regex = text::Regex::Compile(o.right);
    if (!regex.ok()) return Error{Exit::kUsage, regex.error().In("--right").message};
    request.right = *std::move(regex);
  }
  return charts::CheckRange(request);
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

// `last`, `max:asc`, `name:desc`. Names ascend unless told otherwise, numbers descend.
Result<charts::Sorting> ReadSort(const std::string& text) {
  const size_t colon = std::min(text.find(':'), text.size());
  const std::string key = text.substr(0, colon);
  const std::string order = colon < text.size() ? text.substr(colon + 1) : "";
  if (!order.empty() && order != "asc" && order != "desc")
    return Error{Exit::kUsage, "--sort: '" + order + "' is no order (there are asc and desc)"};
  charts::Sorting sorting;
  if (key == "name") {
    sorting.descending = order == "desc";
    return sorting;
  }
  PLUMB_ASSIGN(sorting.by, charts::Reduction::Find(key));
  sorting.descending = order != "asc";
  return sorting;
}

Result<charts::Between> ReadBetween(const std::string& text) {
  const size_t colon = text.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == text.size())
    return Error{Exit::kUsage, "--between: '" + text + "' does not name two series, as in p10:p90"};
  return charts::Between{text.substr(0, colon), text.substr(colon + 1)};
}

// What the options of legends and of series say.
Status ReadSeriesOptions(const ChartOptions& o, charts::Request& request) {
  if (o.top < 0) return Error{Exit::kUsage, "--top: must be at least 1"};
  request.top = static_cast<size_t>(o.top);
  request.others = o.others || o.stack || o.percent;
  request.legend = o.legend == "table"  ? charts::LegendMode::kTable
                   : o.legend == "list" ? charts::LegendMode::kList
                   : o.legend == "none" ? charts::LegendMode::kNone
                                        : charts::LegendMode::kAuto;
  if (!o.stats.empty()) {
    PLUMB_ASSIGN(request.stats, charts::ParseReductions(o.stats));
  }
  if (!o.sort.empty()) {
    PLUMB_ASSIGN(request.sort, ReadSort(o.sort));
  }
  request.name_template = o.name;
  if (o.stable_colors) request.color_by = charts::ColorBy::kHash;
  if (!o.mirror.empty()) {
    auto regex = text::Regex::Compile(o.mirror);
    if (!regex.ok()) return Error{Exit::kUsage, regex.error().In("--mirror").message};
    request.mirror = *std::move(regex);
  }
  if (!o.between.empty()) {
    PLUMB_ASSIGN(request.between, ReadBetween(o.between));
  }
  request.by = o.by;
  request.connect = o.connect;
  if (o.compare < 0) return Error{Exit::kUsage, "--compare: a time before is meant; give 1w"};
  request.compare = o.compare;
  return Ok();
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
  d.Flag("--describe", o.describe, "say in a sentence what can be seen, draw nothing");
  d.Flag("--spark", o.spark, "a line of text a series: ▁▂▅█ and the last value");
  d.Group("Tables: CSV, TSV, columns, objects; columns by title or number", cli::GroupHelp::kNames);
  d.Text("--time", o.table.time, "COLUMN", "the times (default: found out)");
  d.Texts("--value", o.table.values, "COLUMN", "values (default: columns of numbers)");
  d.Texts("--label", o.table.labels, "COLUMN", "labels (default: columns of text)");
  d.Text("--time-format", o.table.time_format, "FORMAT",
         "as '%d.%m.%Y %H:%M', or s, ms, us, ns (default: found out)");
  d.Flag("--no-header", o.table.no_header, "the first row is data, its columns have numbers only");
  d.Group("Chart");
  cli::Option& type = d.Text("-t,--type", o.type, "TYPE",
                             "line, area, bar, heatmap, table, … (default: by the data)");
  type.completion = cli::Completion::kWords;
  type.words = TypeNames();
  d.Flag("--stack", o.stack, "one on top of the other: line, area, bar");
  d.Flag("--percent", o.percent, "stacked, as shares of the whole");
  d.Text("--title", o.title, "TEXT", "heading (default: the query or the metric)");
  d.Text("-u,--unit", o.unit, "UNIT", "Grafana's id: s, bytes, … (default: by name)");
  d.Text("--min", o.min, "VALUE", "lower end of the value axis");
  d.Text("--max", o.max, "VALUE", "upper end of the value axis");
  d.Flag("--log", o.log, "logarithmic value axis");
  d.Text("--threshold", o.threshold, "V:LEVEL,…", "lines, colours: 80:warning,95:critical");
  d.Integer("--top", o.top, "N", "draw the N series with the largest values");
  d.Duration("--compare", o.compare, "the same that long before, as dotted lines");
  d.Text("--by", o.by, "LABEL", "a small chart for each value of a label");
  d.Text("--tz", o.zone, "ZONE", "time zone: an IANA name, +02:00, UTC (default: local)");
  d.Group("Axes", cli::GroupHelp::kNames);
  d.Choice("--axis", o.axis, Names(kAxes), "symlog: logarithmic on both sides of zero");
  d.Text("--soft-min", o.soft_min, "VALUE", "lower end, unless values lie below");
  d.Text("--soft-max", o.soft_max, "VALUE", "upper end, unless values lie above");
  d.Text("--right", o.right, "REGEX", "series with the right axis, by unit, name or label value");
  d.Group("Drawing", cli::GroupHelp::kNames);
  d.Flag("--bands", o.bands, "thresholds as bands behind the lines");
  d.Text("--mirror", o.mirror, "REGEX", "draw series downwards, one of whose label values matches");
  d.Text("--between", o.between, "LOW:HIGH", "fill the room between two series, given by name");
  d.Flag("--connect", o.connect, "lines go on over missing samples");
  d.Group("Legend", cli::GroupHelp::kNames);
  d.Flag("--others", o.others, "with the sum of the rest (stacked: always)");
  d.Choice("--legend", o.legend, {"auto", "table", "list", "none"}, "names below the chart");
  d.Text("--stats", o.stats, "NAME,…", "its columns: min, mean, max, last, sum, p95, …");
  d.Text("--sort", o.sort, "KEY", "by name or a statistic, largest first (…:asc)");
  d.Text("--name", o.name, "TEMPLATE", "series' names, as '{{instance}} {{mode}}'");
  d.Group("Look", cli::GroupHelp::kNames);
  d.Text("--size", o.size, "WxH", "width and height at once");
  d.Integer("--width", o.width, "N", "width (default: the terminal's; 800 pixels)");
  d.Integer("--height", o.height, "N", "height (default: what is needed)");
  d.Choice("--theme", o.theme, {"auto", "light", "dark", "both"},
           "ground (auto: the reader's; both: none)");
  d.Text("--scale", o.scale, "N", "pixels of a PNG for one of --size (2: fine screens)");
  d.Choice("--glyphs", o.glyphs, Names(kGlyphs), "characters of the terminal");
  d.Flag("--stable-colors", o.stable_colors, "a series keeps its colour whatever else is drawn");
}

Result<charts::Request> MakeRequest(const ChartOptions& o, const render::OutputType& output,
                                    const cli::Io& io) {
  charts::Request request;
  if (const Status type = charts::CheckType(o.type); !type.ok()) return type.error().In("--type");
  request.type = o.type;
  if (!o.title.empty()) request.title = o.title;
  request.unit = o.unit;
  PLUMB_TRY(ReadAxis(o, request));
  if (o.stack) request.stack = charts::Stacking::kValues;
  if (o.percent) request.stack = charts::Stacking::kPercent;
  auto thresholds = charts::ParseThresholds(o.threshold);
  if (!thresholds.ok()) return thresholds.error().In("--threshold");
  request.thresholds = *std::move(thresholds);
  if (o.bands) request.threshold_look = charts::ThresholdLook::kBand;
  PLUMB_TRY(ReadSeriesOptions(o, request));
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

charts::SparkGlyphs SparkOf(const cli::Io& io) {
  return io.terminal.utf8 ? charts::SparkGlyphs::kBlocks : charts::SparkGlyphs::kAscii;
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
