// SPDX-License-Identifier: Apache-2.0
// How answers are written: the formats that `-o` names, one file each in types/.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/byte_stream.h"
#include "base/time_zone.h"
#include "formats/family_writer.h"
#include "model/labels.h"
#include "model/metadata.h"
#include "model/query_result.h"
#include "model/table.h"

namespace plumb::formats {

struct FormatOptions {
  bool wide = false;                // csv, tsv: one column a series
  bool no_header = false;           // csv, tsv, md, table: without the line of titles
  TimeZone zone = TimeZone::Utc();  // of times for people; machine formats are UTC
  size_t width = 0;                 // cells of the terminal that a table may take; 0 = no limit
  bool utf8 = true;                 // sparklines and ellipses may be other than ASCII
  bool color = false;
};

// A list that is no query result.
struct NameList {
  std::string title;  // "label", "value", "metric"
  std::vector<std::string> names;
};
struct SeriesList {
  std::vector<model::Labels> series;
};
struct MetricList {
  std::vector<model::Metadata> metrics;
};
using Listing = std::variant<NameList, SeriesList, MetricList, model::Table>;

// Where an answer goes, and with what.
struct Output {
  ByteOutput& out;
  const FormatOptions& options;
  Dropped& dropped;  // what the format could not say
};

struct OutputFormat {
  std::string_view name;
  std::string_view help;                       // one line, lower case, no full stop
  std::array<std::string_view, 3> extensions;  // of file names, without the point; "" for none
  Status (*write_result)(const model::QueryResult&, const Output&) = nullptr;
  Status (*write_listing)(const Listing&, const Output&) = nullptr;
};

// All formats, by name.
std::span<const OutputFormat* const> OutputFormats();
// The error of an unknown name says the nearest.
Result<const OutputFormat*> FindOutputFormat(std::string_view name);

// What the argument of `-o` says.
struct OutputTarget {
  const OutputFormat* format = nullptr;
  std::string path;  // "" is standard output
};
// `FORMAT`, `FILE.EXT` (a word with `.` or `/` is a file, and its extension names the format), or
// `FORMAT=FILE`; the file `-` is standard output.
Result<OutputTarget> ParseOutputTarget(std::string_view text);

// The listing as rows and columns.
model::Table ToTable(const Listing& listing);
// The listing as plain lines: names, series, HELP and TYPE, or cells with tabs between.
Status WriteLines(const Listing& listing, const Output& output);

// The result in a format of families, for other programs; what cannot be said there is dropped and
// counted.
Status WriteFamilies(FamilyFormat format, const model::QueryResult& result, const Output& output);

// The names of all labels of the series, `__name__` first.
std::vector<std::string> LabelNames(const std::vector<model::Series>& series);

// Calls visit(time, value, histogram or nullptr) for each sample of a series in order of time.
template <typename Visit>
Status ForEachPoint(const model::Series& series, Visit visit) {
  size_t h = 0;
  for (size_t i = 0; i < series.times.size(); ++i) {
    for (; h < series.histograms.size() && series.histograms[h].time < series.times[i]; ++h)
      PLUMB_TRY(visit(series.histograms[h].time, 0.0, series.histograms[h].histogram.get()));
    PLUMB_TRY(
        visit(series.times[i], series.values[i], static_cast<const model::Histogram*>(nullptr)));
  }
  for (; h < series.histograms.size(); ++h)
    PLUMB_TRY(visit(series.histograms[h].time, 0.0, series.histograms[h].histogram.get()));
  return Ok();
}

}  // namespace plumb::formats
