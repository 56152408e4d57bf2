#include "formats/histogram_notation.h"

#include <fmt/core.h>

#include <array>
#include <cmath>

#include "base/number.h"

namespace plumb::formats {

namespace {

// At schema 8 the range of doubles holds about 550 000 buckets; more is no histogram.
constexpr size_t kMaxBuckets = size_t{1} << 20;

// What the fields of a literal say, before spans are made of them.
struct Draft {
  model::Histogram& histogram;
  int32_t offset = 0;
  int32_t negative_offset = 0;
};

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] size_t at() const { return at_; }
  [[nodiscard]] bool Done() const { return at_ >= text_.size(); }
  [[nodiscard]] bool Looking(std::string_view what) const {
    return text_.substr(at_).starts_with(what);
  }
  bool Take(std::string_view what) {
    if (!Looking(what)) return false;
    at_ += what.size();
    return true;
  }
  bool TakeBlanks() {
    const size_t before = at_;
    while (!Done() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    return at_ != before;
  }
  std::string_view TakeWord() {
    const size_t before = at_;
    while (!Done() && ((text_[at_] >= 'a' && text_[at_] <= 'z') || text_[at_] == '_')) ++at_;
    return text_.substr(before, at_ - before);
  }
  bool TakeNumber(double& value) {
    const size_t stop = std::min(text_.find_first_of(" \t]}", at_), text_.size());
    const auto parsed = ParseFloat(text_.substr(at_, stop - at_));
    if (!parsed) return false;
    value = *parsed;
    at_ = stop;
    return true;
  }
  bool TakeInteger(int32_t& value) {
    const size_t stop = std::min(text_.find_first_of(" \t]}", at_), text_.size());
    const auto parsed = ParseInt(text_.substr(at_, stop - at_));
    if (!parsed || *parsed < INT32_MIN || *parsed > INT32_MAX) return false;
    value = static_cast<int32_t>(*parsed);
    at_ = stop;
    return true;
  }
  bool TakeNumbers(std::vector<double>& values) {
    if (!Take("[")) return false;
    do {
      double value = 0;
      if (values.size() == kMaxBuckets || !TakeNumber(value)) return false;
      values.push_back(value);
    } while (TakeBlanks() && !Looking("]"));
    return Take("]");
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
};

bool TakeHint(Scanner& scanner, Draft& draft) {
  constexpr std::array<std::string_view, 4> kHints = {"unknown", "reset", "not_reset", "gauge"};
  const std::string_view word = scanner.TakeWord();
  for (size_t i = 0; i < kHints.size(); ++i) {
    if (word != kHints[i]) continue;
    draft.histogram.reset_hint = static_cast<model::ResetHint>(i);
    return true;
  }
  return false;
}

struct Field {
  std::string_view name;
  bool (*take)(Scanner&, Draft&);
};

constexpr Field kFields[] = {
    {"schema", [](Scanner& s, Draft& d) { return s.TakeInteger(d.histogram.schema); }},
    {"sum", [](Scanner& s, Draft& d) { return s.TakeNumber(d.histogram.sum); }},
    {"count", [](Scanner& s, Draft& d) { return s.TakeNumber(d.histogram.count); }},
    {"z_bucket", [](Scanner& s, Draft& d) { return s.TakeNumber(d.histogram.zero_count); }},
    {"z_bucket_w", [](Scanner& s, Draft& d) { return s.TakeNumber(d.histogram.zero_threshold); }},
    {"custom_values",
     [](Scanner& s, Draft& d) { return s.TakeNumbers(d.histogram.custom_values); }},
    {"buckets", [](Scanner& s, Draft& d) { return s.TakeNumbers(d.histogram.positive_buckets); }},
    {"offset", [](Scanner& s, Draft& d) { return s.TakeInteger(d.offset); }},
    {"n_buckets", [](Scanner& s, Draft& d) { return s.TakeNumbers(d.histogram.negative_buckets); }},
    {"n_offset", [](Scanner& s, Draft& d) { return s.TakeInteger(d.negative_offset); }},
    {"counter_reset_hint", TakeHint},
};
constexpr size_t kFieldCount = std::size(kFields);

// Takes one `name:value`; the reason if it is wrong, else "".
std::string TakeField(Scanner& scanner, Draft& draft, std::array<bool, kFieldCount>& seen) {
  const std::string_view name = scanner.TakeWord();
  for (size_t i = 0; i < kFieldCount; ++i) {
    if (kFields[i].name != name) continue;
    if (seen[i]) return fmt::format("duplicate key '{}' in histogram", name);
    seen[i] = true;
    if (!scanner.Take(":")) return fmt::format("missing ':' behind '{}' in histogram", name);
    if (!kFields[i].take(scanner, draft))
      return fmt::format("bad value of '{}' in histogram", name);
    return "";
  }
  return name.empty() ? "expected a field of a histogram"
                      : fmt::format("unknown field '{}' of a histogram", name);
}

void MakeSpans(std::vector<model::Span>& spans, int32_t offset, size_t buckets) {
  if (buckets > 0) spans.push_back({.offset = offset, .length = static_cast<uint32_t>(buckets)});
}

void AppendField(std::string& out, std::string_view name) {
  if (out.back() != '{') out.push_back(' ');
  out.append(name);
  out.push_back(':');
}

void AppendNumberField(std::string& out, std::string_view name, double value) {
  if (value == 0 && !std::signbit(value)) return;
  AppendField(out, name);
  AppendGeneral(out, value);
}

void AppendList(std::string& out, std::string_view name, const std::vector<double>& values) {
  AppendField(out, name);
  out.push_back('[');
  for (const double value : values) {
    if (out.back() != '[') out.push_back(' ');
    AppendGeneral(out, value);
  }
  out.push_back(']');
}

// The buckets of several spans as those of one, gaps filled with zeros.
std::vector<double> Joined(const std::vector<model::Span>& spans,
                           const std::vector<double>& buckets) {
  std::vector<double> all;
  size_t next = 0;
  for (size_t i = 0; i < spans.size(); ++i) {
    const size_t gap = i == 0 ? 0 : static_cast<size_t>(std::max(spans[i].offset, 0));
    if (gap > kMaxBuckets - std::min(all.size(), kMaxBuckets)) break;
    all.resize(all.size() + gap);
    for (uint32_t n = 0; n < spans[i].length && next < buckets.size(); ++n)
      all.push_back(buckets[next++]);
  }
  return all;
}

void AppendBuckets(std::string& out, std::string_view prefix, const std::vector<model::Span>& spans,
                   const std::vector<double>& buckets) {
  if (spans.empty() || buckets.empty()) return;
  if (spans[0].offset != 0) {
    AppendField(out, fmt::format("{}offset", prefix));
    AppendInt(out, spans[0].offset);
  }
  AppendList(out, fmt::format("{}buckets", prefix), Joined(spans, buckets));
}

std::string_view HintText(model::ResetHint hint) {
  switch (hint) {
    case model::ResetHint::kUnknown:
      return "";
    case model::ResetHint::kReset:
      return "reset";
    case model::ResetHint::kNotReset:
      return "not_reset";
    case model::ResetHint::kGauge:
      return "gauge";
  }
  return "";
}

}  // namespace

HistogramParse ParseHistogram(std::string_view text, model::Histogram& histogram) {
  histogram = {};
  Draft draft{.histogram = histogram};
  std::array<bool, kFieldCount> seen{};
  Scanner scanner(text);
  scanner.Take("{{");
  bool first = true;
  // Blanks before the first field are wrong, as in promqltest; `{{ }}` is not.
  for (bool blanks = scanner.TakeBlanks(); !scanner.Take("}}"); blanks = scanner.TakeBlanks()) {
    if (blanks == first)
      return {.length = scanner.at(),
              .reason = first ? "blank before the first field of a histogram"
                              : "expected a blank or '}}' in histogram"};
    first = false;
    if (std::string reason = TakeField(scanner, draft, seen); !reason.empty())
      return {.length = scanner.at(), .reason = std::move(reason)};
  }
  MakeSpans(histogram.positive_spans, draft.offset, histogram.positive_buckets.size());
  MakeSpans(histogram.negative_spans, draft.negative_offset, histogram.negative_buckets.size());
  return {.ok = true, .length = scanner.at()};
}

void AppendHistogram(std::string& out, const model::Histogram& histogram) {
  out += "{{";
  if (histogram.schema != 0) {
    AppendField(out, "schema");
    AppendInt(out, histogram.schema);
  }
  AppendNumberField(out, "count", histogram.count);
  AppendNumberField(out, "sum", histogram.sum);
  AppendNumberField(out, "z_bucket", histogram.zero_count);
  AppendNumberField(out, "z_bucket_w", histogram.zero_threshold);
  if (!histogram.custom_values.empty()) AppendList(out, "custom_values", histogram.custom_values);
  if (const std::string_view hint = HintText(histogram.reset_hint); !hint.empty()) {
    AppendField(out, "counter_reset_hint");
    out += hint;
  }
  AppendBuckets(out, "", histogram.positive_spans, histogram.positive_buckets);
  AppendBuckets(out, "n_", histogram.negative_spans, histogram.negative_buckets);
  out += "}}";
}

}  // namespace plumb::formats
