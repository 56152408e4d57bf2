#include "formats/json_text.h"

#include <cmath>

#include <fmt/core.h>

#include "base/number.h"
#include "model/histogram_buckets.h"
#include "text/escape.h"

namespace plumb::formats {

namespace {

void AppendQuotedNumber(std::string& out, double value) {
  out.push_back('"');
  AppendJson(out, value);
  out.push_back('"');
}

// The API's word for which bounds belong to a bucket.
int BoundaryRule(const model::Bucket& bucket) {
  if (bucket.lower_inclusive) return bucket.upper_inclusive ? 3 : 1;
  return bucket.upper_inclusive ? 0 : 2;
}

}  // namespace

void AppendJsonSample(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "null";
  } else if (std::isinf(value)) {
    out += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  } else {
    AppendJson(out, value);
  }
}

void AppendJsonLabels(std::string& out, const model::Labels& labels) {
  out.push_back('{');
  bool first = true;
  for (const model::LabelView label : labels) {
    if (!first) out.push_back(',');
    first = false;
    text::AppendJsonString(out, label.name);
    out.push_back(':');
    text::AppendJsonString(out, label.value);
  }
  out.push_back('}');
}

void AppendJsonTime(std::string& out, Timestamp time) {
  const Timestamp size = time < 0 ? -time : time;
  if (time < 0) out.push_back('-');
  AppendInt(out, size / 1000);
  if (size % 1000 == 0) return;
  std::string fraction = fmt::format(".{:03}", size % 1000);
  while (fraction.back() == '0') fraction.pop_back();
  out += fraction;
}

void AppendJsonPoint(std::string& out, Timestamp time, double value) {
  out.push_back('[');
  AppendJsonTime(out, time);
  out.push_back(',');
  AppendQuotedNumber(out, value);
  out.push_back(']');
}

void AppendJsonPoint(std::string& out, Timestamp time, const model::Histogram& histogram) {
  out.push_back('[');
  AppendJsonTime(out, time);
  out += ",{\"count\":";
  AppendQuotedNumber(out, histogram.count);
  out += ",\"sum\":";
  AppendQuotedNumber(out, histogram.sum);
  const std::vector<model::Bucket> buckets = model::DisjointBucketsOf(histogram);
  if (!buckets.empty()) out += ",\"buckets\":[";
  for (const model::Bucket& bucket : buckets) {
    if (&bucket != &buckets.front()) out.push_back(',');
    out += fmt::format("[{},", BoundaryRule(bucket));
    AppendQuotedNumber(out, bucket.lower);
    out.push_back(',');
    AppendQuotedNumber(out, bucket.upper);
    out.push_back(',');
    AppendQuotedNumber(out, bucket.count);
    out.push_back(']');
  }
  if (!buckets.empty()) out.push_back(']');
  out += "}]";
}

void AppendJsonRows(std::string& out, const model::Table& table) {
  out.push_back('[');
  for (size_t r = 0; r < table.rows.size(); ++r) {
    out += r == 0 ? "{" : ",{";
    for (size_t c = 0; c < table.columns.size() && c < table.rows[r].size(); ++c) {
      if (c > 0) out.push_back(',');
      text::AppendJsonString(out, table.columns[c].title);
      out.push_back(':');
      text::AppendJsonString(out, table.rows[r][c]);
    }
    out.push_back('}');
  }
  out.push_back(']');
}

}  // namespace plumb::formats
