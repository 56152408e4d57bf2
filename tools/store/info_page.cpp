#include "tools/store/info_page.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/byte_size.h"
#include "base/duration.h"
#include "formats/stream_writer.h"
#include "text/counted.h"
#include "text/escape.h"
#include "text/utf8.h"

namespace plumb::store_tool {

namespace {

using maintenance::StoreInfo;
using text::Counted;

// A number that JSON and the samples have alike.
struct Figure {
  std::string_view name;
  std::string_view help;
  std::optional<uint64_t> value;
};

std::vector<Figure> FiguresOf(const StoreInfo& i) {
  return {
      {"file_bytes", "Size of the data file.", i.usage.file_bytes},
      {"free_bytes", "Pages of the data file that the next commits use again.", i.usage.free_bytes},
      {"map_bytes", "How large the store may grow.", i.usage.map_bytes},
      {"commits", "Transactions so far.", i.usage.commits},
      {"samples", "Samples, estimated where there are many.", i.sample_count()},
      {"samples_in_rows", "Samples that are not compacted yet.", i.samples.in_rows},
      {"segment_bytes", "Bytes of compacted samples.", i.samples.segment_bytes},
      {"segments", "Segments of compacted samples.", i.samples.segments},
      {"rows", "Rows of samples that are not compacted yet.", i.rows},
      {"targets", "Targets.", i.targets},
      {"series", "Series.", i.series},
      {"metrics", "Metric names.", i.metrics},
      {"label_names", "Label names.", i.label_names},
      {"label_values", "Label values, counted once a name.", i.label_values},
      {"due_targets", "Targets with rows that wait for compaction.", i.due_targets},
      {"readers", "Other processes that read just now.", i.usage.readers.size()},
  };
}

std::vector<Figure> TimesOf(const StoreInfo& i) {
  const auto time = [](std::optional<Timestamp> t) {
    return t ? std::optional(static_cast<uint64_t>(*t)) : std::nullopt;
  };
  return {
      {"oldest", "Time of the oldest sample.",
       time(i.extent ? std::optional(i.extent->oldest) : std::nullopt)},
      {"newest", "Time of the newest sample.",
       time(i.extent ? std::optional(i.extent->newest) : std::nullopt)},
      {"due_since", "Start of the oldest hour or day that waits for compaction.",
       time(i.due_since)},
      {"oldest_open", "Start of the oldest hour that is not over.", time(i.oldest_open)},
  };
}

std::string Each(uint64_t bytes, uint64_t samples) {
  if (samples == 0) return "";
  return fmt::format("{:.2f}", static_cast<double>(bytes) / static_cast<double>(samples));
}

// What is packed lies in the pages of one table, and counts where it belongs.
bool IsIndex(const StoreInfo& info, const store::TableUsage& table) {
  return table.name != "row" && table.name != "seg" && !(info.usage.packed && table.name == "pack");
}

uint64_t IndexBytes(const StoreInfo& info) {
  uint64_t bytes = 0;
  for (const store::TableUsage& table : info.usage.tables)
    if (IsIndex(info, table)) bytes += table.bytes;
  return bytes;
}

uint64_t SegmentBytes(const StoreInfo& info) {
  return info.usage.packed ? info.usage.BytesOf("seg") : info.samples.segment_bytes;
}

std::string SamplesLine(const StoreInfo& i) {
  const uint64_t samples = i.sample_count();
  std::string line = fmt::format("{}{}", i.samples.exact ? "" : "≈ ", samples);
  if (samples == 0) return line;
  line += fmt::format(", {} bytes each: the file without its free pages",
                      Each(i.usage.file_bytes - i.usage.free_bytes, samples));
  if (i.samples.in_segments > 0)
    line += fmt::format("; {} in segments", Each(SegmentBytes(i), i.samples.in_segments));
  if (i.samples.in_rows > 0)
    line += fmt::format("; {} in rows", Each(i.usage.BytesOf("row"), i.samples.in_rows));
  return line + fmt::format("; index {}", Each(IndexBytes(i), samples));
}

std::string TimeLine(const StoreInfo& i, const TimeZone& zone) {
  if (!i.extent) return "none";
  return fmt::format("{} to {}, {}", FormatRfc3339(i.extent->oldest, zone),
                     FormatRfc3339(i.extent->newest, zone),
                     FormatDuration((i.extent->newest - i.extent->oldest) / kSecond * kSecond));
}

std::string WaitingLine(const StoreInfo& i, const TimeZone& zone) {
  std::string line = Counted(i.rows, "row");
  if (i.due_since)
    line += fmt::format(", of {} they wait for compaction since {}",
                        Counted(i.due_targets, "target"), FormatRfc3339(*i.due_since, zone));
  if (i.oldest_open)
    line += fmt::format("; the hour of {} is open", FormatRfc3339(*i.oldest_open, zone));
  return line;
}

std::string ReadersLine(const StoreInfo& i) {
  if (i.bundle) return "not known of a bundle";
  if (i.usage.readers.empty()) return "none but this one";
  std::string line;
  for (const store::ReaderSlot& slot : i.usage.readers)
    line += fmt::format("{}process {}, {} behind", line.empty() ? "" : "; ", slot.process,
                        Counted(slot.behind, "commit"));
  return line;
}

std::string KeepText(const store::KeepTime& keep) {
  return keep ? FormatDuration(*keep) : "for ever";
}

std::string RuleLine(const store::RetentionRule& rule) {
  std::string line =
      fmt::format("{}: {}", rule.selector.empty() ? "all" : rule.selector, KeepText(rule.raw));
  for (const store::RollupRule& rollup : rule.rollups)
    line += fmt::format(", {} for {}", FormatDuration(rollup.resolution), KeepText(rollup.keep));
  return line;
}

void AddTables(const StoreInfo& info, std::string& out) {
  auto tables = info.usage.tables;
  std::sort(tables.begin(), tables.end(),
            [](const auto& a, const auto& b) { return a.bytes > b.bytes; });
  out +=
      fmt::format("\n{:<8}{:>12}{:>7}{:>10}{:>14}\n", "table", "entries", "depth", "pages", "size");
  for (const store::TableUsage& table : tables)
    out += fmt::format("{:<8}{:>12}{:>7}{:>10}{:>14}\n", table.name, table.entries, table.depth,
                       table.pages, ByteSizeText(table.bytes));
}

// `{"selector":…,"raw":ms or null,"rollups":[{"resolution":ms,"keep":ms or null}]}`
void AppendRule(std::string& out, const store::RetentionRule& rule) {
  const auto time = [](const store::KeepTime& keep) {
    return keep ? fmt::format("{}", *keep) : std::string("null");
  };
  out += "{\"selector\":";
  text::AppendJsonString(out, rule.selector);
  out += fmt::format(",\"raw\":{},\"rollups\":[", time(rule.raw));
  for (size_t i = 0; i < rule.rollups.size(); ++i)
    out += fmt::format("{}{{\"resolution\":{},\"keep\":{}}}", i > 0 ? "," : "",
                       rule.rollups[i].resolution, time(rule.rollups[i].keep));
  out += "]}";
}

class SampleList {
 public:
  SampleList(const StoreInfo& info, Timestamp now) : info_(info), now_(now) {}

  void Family(std::string_view name, std::string_view help) {
    name_ = fmt::format("plumb_store_{}", name);
    out_ += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name_, help);
  }
  void Add(double value, std::string_view label = "", std::string_view label_value = "") {
    const model::Labels labels = model::Labels::From(
        {{model::kMetricName, name_}, {"store", info_.path}, {label, label_value}});
    formats::AppendSampleLine(out_, labels, value, now_);
  }
  std::string Take() { return std::move(out_); }

 private:
  const StoreInfo& info_;
  Timestamp now_;
  std::string name_;
  std::string out_;
};

}  // namespace

std::string InfoText(const StoreInfo& i, const TimeZone& zone) {
  std::string out;
  const auto line = [&out](std::string_view title, std::string_view text) {
    out += text::PadRight(title, 12) + std::string(text) + "\n";
  };
  line(i.bundle ? "bundle" : "store", i.path);
  line("uuid", i.uuid);
  line("format",
       fmt::format("{}, features {:#x} {:#x} {:#x} (compat, ro_compat, incompat)", i.version,
                   i.features.compat, i.features.ro_compat, i.features.incompat));
  line("file", fmt::format("{}, {}{} of it free; may grow to {}", ByteSizeText(i.usage.file_bytes),
                           i.usage.packed ? "packed, " : "", ByteSizeText(i.usage.free_bytes),
                           ByteSizeText(i.usage.map_bytes)));
  line("samples", SamplesLine(i));
  line("time", TimeLine(i, zone));
  line("series", fmt::format("{} of {}; {}, {}, {}", i.series, Counted(i.targets, "target"),
                             Counted(i.metrics, "metric"), Counted(i.label_names, "label name"),
                             Counted(i.label_values, "label value")));
  line("waiting", WaitingLine(i, zone));
  line("readers", ReadersLine(i));
  for (const store::RetentionRule& rule : i.retention) line("retention", RuleLine(rule));
  if (i.retention.empty()) line("retention", "no rules: all is kept for ever");
  AddTables(i, out);
  return out;
}

std::string InfoJson(const StoreInfo& i) {
  std::string out = "{\"path\":";
  text::AppendJsonString(out, i.path);
  out += fmt::format(",\"bundle\":{},\"uuid\":\"{}\",\"version\":{}", i.bundle, i.uuid, i.version);
  out += fmt::format(",\"features\":{{\"compat\":{},\"ro_compat\":{},\"incompat\":{}}}",
                     i.features.compat, i.features.ro_compat, i.features.incompat);
  for (const Figure& figure : FiguresOf(i))
    out += fmt::format(",\"{}\":{}", figure.name, *figure.value);
  out += fmt::format(",\"samples_exact\":{}", i.samples.exact);
  for (const Figure& time : TimesOf(i))
    out += time.value ? fmt::format(",\"{}\":{}", time.name, static_cast<Timestamp>(*time.value))
                      : fmt::format(",\"{}\":null", time.name);
  out += ",\"reader_list\":[";
  for (const store::ReaderSlot& slot : i.usage.readers)
    out += fmt::format("{}{{\"process\":{},\"commits_behind\":{}}}", out.back() == '[' ? "" : ",",
                       slot.process, slot.behind);
  out += "],\"tables\":[";
  for (const store::TableUsage& table : i.usage.tables)
    out +=
        fmt::format("{}{{\"name\":\"{}\",\"entries\":{},\"depth\":{},\"pages\":{},\"bytes\":{}}}",
                    out.back() == '[' ? "" : ",", table.name, table.entries, table.depth,
                    table.pages, table.bytes);
  out += "],\"retention\":[";
  for (const store::RetentionRule& rule : i.retention) {
    if (out.back() != '[') out += ',';
    AppendRule(out, rule);
  }
  return out + "]}\n";
}

std::string InfoSamples(const StoreInfo& i, Timestamp now) {
  SampleList list(i, now);
  for (const Figure& figure : FiguresOf(i)) {
    list.Family(figure.name, figure.help);
    list.Add(static_cast<double>(*figure.value));
  }
  for (const Figure& time : TimesOf(i)) {
    if (!time.value) continue;
    list.Family(fmt::format("{}_timestamp_seconds", time.name), time.help);
    list.Add(static_cast<double>(static_cast<Timestamp>(*time.value)) / kSecond);
  }
  list.Family("table_bytes", "Pages of a table.");
  for (const store::TableUsage& table : i.usage.tables)
    list.Add(static_cast<double>(table.bytes), "table", table.name);
  list.Family("table_entries", "Entries of a table.");
  for (const store::TableUsage& table : i.usage.tables)
    list.Add(static_cast<double>(table.entries), "table", table.name);
  return list.Take();
}

}  // namespace plumb::store_tool
