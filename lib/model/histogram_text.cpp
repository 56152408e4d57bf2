#include "model/histogram_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "base/number.h"

#include <fmt/format.h>

namespace plumb::model {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool IsWordChar(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsNumberChar(char c) {
  return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-' ||
         (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Bucket indexes are int32. A third of their range: an offset, gaps and buckets add up inside it.
constexpr int64_t kIndexLimit = std::numeric_limits<int32_t>::max() / 3;

// The buckets of one side, as written.
struct Side {
  std::vector<double> counts;
  std::vector<Span> spans;  // offsets of gaps; the first without the side's own offset
  int32_t offset = 0;
};

class Reader {
 public:
  Reader(std::string_view text, size_t position) : text_(text), at_(position) {}

  bool Read(HistogramLiteral& literal) {
    if (!Take("{{")) return Fail("a histogram begins with '{{'");
    if (IsSpaceNext()) {
      SkipSpaces();
      if (!Take("}}")) return Unexpected();
    } else if (!Take("}}") && !ReadPairs()) {
      return false;
    }
    Assemble(literal);
    return true;
  }

  [[nodiscard]] size_t at() const { return at_; }
  [[nodiscard]] const HistogramTextError& error() const { return error_; }

 private:
  bool ReadPairs() {
    while (true) {
      if (!ReadPair()) return false;
      const bool spaced = IsSpaceNext();
      SkipSpaces();
      if (Take("}}")) return true;
      if (!spaced || at_ >= text_.size()) return Unexpected();
    }
  }

  bool ReadPair() {
    const size_t start = at_;
    while (at_ < text_.size() && IsWordChar(text_[at_])) ++at_;
    const std::string_view key = text_.substr(start, at_ - start);
    const Key* known = FindKey(key);
    if (known == nullptr) {
      if (key.empty()) return Unexpected();
      return FailAt(start, fmt::format("bad histogram descriptor found: \"{}\"", key));
    }
    if (!Take(":")) return FailAt(start, "missing `:` for histogram descriptor");
    const auto index = static_cast<size_t>(known - kKeys.data());
    if (seen_[index]) return FailAt(start, fmt::format("duplicate key \"{}\" in histogram", key));
    seen_[index] = true;
    return (this->*known->read)();
  }

  bool ReadSum() { return ReadNumber(histogram_.sum); }
  bool ReadCount() { return ReadNumber(histogram_.count); }
  bool ReadZeroCount() { return ReadNumber(histogram_.zero_count); }
  bool ReadZeroThreshold() { return ReadNumber(histogram_.zero_threshold); }
  bool ReadOffset() { return ReadInt(positive_.offset); }
  bool ReadNegativeOffset() { return ReadInt(negative_.offset); }
  bool ReadBuckets() { return ReadSide(positive_); }
  bool ReadNegativeBuckets() { return ReadSide(negative_); }

  bool ReadSchema() {
    const size_t start = at_;
    if (!ReadInt(histogram_.schema)) return false;
    const bool known = histogram_.schema == kCustomBucketsSchema ||
                       (histogram_.schema >= -4 && histogram_.schema <= 8);
    if (known) return true;
    return FailAt(start,
                  fmt::format("histogram schema {} is not -4 to 8 or -53", histogram_.schema));
  }

  bool ReadCustomValues() {
    Side values;
    const size_t start = at_;
    if (!ReadSide(values)) return false;
    if (values.spans.size() > 1) return FailAt(start, "custom_values cannot have gaps");
    histogram_.custom_values = std::move(values.counts);
    return true;
  }

  bool ReadResetHint() {
    const size_t start = at_;
    while (at_ < text_.size() && IsWordChar(text_[at_])) ++at_;
    const std::string_view word = text_.substr(start, at_ - start);
    const auto found = std::find(kHints.begin(), kHints.end(), word);
    if (found == kHints.end()) {
      return FailAt(start, fmt::format("bad histogram descriptor found: \"{}\"", word));
    }
    histogram_.reset_hint = static_cast<ResetHint>(found - kHints.begin());
    has_reset_hint_ = true;
    return true;
  }

  bool ReadNumber(double& value) {
    const size_t start = at_;
    while (at_ < text_.size() && IsNumberChar(text_[at_])) ++at_;
    if (start == at_) return Unexpected();
    const std::optional<double> parsed = ParseFloat(text_.substr(start, at_ - start));
    if (!parsed) {
      return FailAt(start,
                    fmt::format("bad number syntax: \"{}\"", text_.substr(start, at_ - start)));
    }
    value = *parsed;
    return true;
  }

  bool ReadInt(int32_t& value) {
    const size_t start = at_;
    while (at_ < text_.size() && IsNumberChar(text_[at_])) ++at_;
    if (start == at_) return Unexpected();
    const std::optional<int64_t> parsed = ParseInt(text_.substr(start, at_ - start));
    if (!parsed || *parsed > kIndexLimit || *parsed < -kIndexLimit) {
      return FailAt(start,
                    fmt::format("bad number syntax: \"{}\"", text_.substr(start, at_ - start)));
    }
    value = static_cast<int32_t>(*parsed);
    return true;
  }

  // [1 2 3], with gaps as _xN
  bool ReadSide(Side& side) {
    if (!Take("[")) return Unexpected();
    side.spans.push_back({0, 0});
    int64_t end = 0;
    while (true) {
      if (Take("_x")) {
        int32_t gap = 0;
        if (!ReadInt(gap)) return false;
        end += gap;
        if (gap < 0 || end > kIndexLimit) return Fail("a gap among the buckets is too long");
        side.spans.push_back({gap, 0});
      } else {
        double count = 0;
        if (!ReadNumber(count)) return false;
        side.counts.push_back(count);
        ++side.spans.back().length;
      }
      const bool spaced = IsSpaceNext();
      SkipSpaces();
      if (Take("]")) return true;
      if (!spaced) return Unexpected();
    }
  }

  void Assemble(HistogramLiteral& literal) {
    PlaceSide(positive_, histogram_.positive_spans, histogram_.positive_buckets);
    PlaceSide(negative_, histogram_.negative_spans, histogram_.negative_buckets);
    literal.histogram = std::move(histogram_);
    literal.has_reset_hint = has_reset_hint_;
  }

  static void PlaceSide(Side& side, std::vector<Span>& spans, std::vector<double>& buckets) {
    if (side.counts.empty()) return;
    side.spans.front().offset = side.offset;
    spans = std::move(side.spans);
    buckets = std::move(side.counts);
  }

  [[nodiscard]] bool IsSpaceNext() const { return at_ < text_.size() && IsSpace(text_[at_]); }
  void SkipSpaces() {
    while (IsSpaceNext()) ++at_;
  }
  bool Take(std::string_view expected) {
    if (text_.substr(at_, expected.size()) != expected) return false;
    at_ += expected.size();
    return true;
  }

  bool Fail(std::string message) { return FailAt(at_, std::move(message)); }
  bool FailAt(size_t at, std::string message) {
    error_ = {at, std::move(message)};
    return false;
  }
  bool Unexpected() {
    if (at_ >= text_.size())
      return Fail("histogram description incomplete: unexpected end of input");
    return Fail(fmt::format("unexpected \"{}\" in series values", text_[at_]));
  }

  struct Key {
    std::string_view name;
    bool (Reader::*read)();
  };
  static const std::array<Key, 11> kKeys;
  // In the order of ResetHint's values.
  static constexpr std::array<std::string_view, 4> kHints = {"unknown", "reset", "not_reset",
                                                             "gauge"};

  static const Key* FindKey(std::string_view name) {
    const auto found = std::find_if(kKeys.begin(), kKeys.end(),
                                    [name](const Key& key) { return key.name == name; });
    return found == kKeys.end() ? nullptr : &*found;
  }

  std::string_view text_;
  size_t at_;
  Histogram histogram_;
  Side positive_;
  Side negative_;
  bool has_reset_hint_ = false;
  std::array<bool, 11> seen_{};
  HistogramTextError error_;
};

const std::array<Reader::Key, 11> Reader::kKeys = {{
    {"schema", &Reader::ReadSchema},
    {"sum", &Reader::ReadSum},
    {"count", &Reader::ReadCount},
    {"z_bucket", &Reader::ReadZeroCount},
    {"z_bucket_w", &Reader::ReadZeroThreshold},
    {"offset", &Reader::ReadOffset},
    {"buckets", &Reader::ReadBuckets},
    {"n_offset", &Reader::ReadNegativeOffset},
    {"n_buckets", &Reader::ReadNegativeBuckets},
    {"custom_values", &Reader::ReadCustomValues},
    {"counter_reset_hint", &Reader::ReadResetHint},
}};

// Writes `key:value` pairs with a space between them.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) { out_ += "{{"; }

  void Int(std::string_view key, int32_t value) {
    if (value == 0) return;
    Key(key);
    AppendInt(out_, value);
  }
  void Number(std::string_view key, double value) {
    if (value == 0 && !std::signbit(value)) return;
    Key(key);
    Append(value);
  }
  void Word(std::string_view key, std::string_view value) {
    Key(key);
    out_ += value;
  }
  void Values(std::string_view key, const std::vector<double>& values) {
    if (values.empty()) return;
    Key(key);
    out_ += '[';
    for (size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ' ';
      Append(values[i]);
    }
    out_ += ']';
  }
  void Buckets(std::string_view offset_key, std::string_view key, const std::vector<Span>& spans,
               const std::vector<double>& counts) {
    if (counts.empty() || spans.empty()) return;
    Int(offset_key, spans.front().offset);
    Key(key);
    out_ += '[';
    const size_t begin = out_.size();
    size_t next = 0;
    for (size_t s = 0; s < spans.size(); ++s) {
      if (s > 0) Gap(spans[s].offset, begin);
      for (uint32_t i = 0; i < spans[s].length && next < counts.size(); ++i) {
        Separate(begin);
        Append(counts[next++]);
      }
    }
    out_ += ']';
  }
  void Finish() { out_ += "}}"; }

 private:
  void Key(std::string_view key) {
    if (!first_) out_ += ' ';
    first_ = false;
    out_ += key;
    out_ += ':';
  }
  void Separate(size_t begin) {
    if (out_.size() > begin) out_ += ' ';
  }
  void Gap(int32_t length, size_t begin) {
    if (length > kMaxZeroFill) {
      Separate(begin);
      out_ += "_x";
      AppendInt(out_, length);
      return;
    }
    for (int32_t i = 0; i < length; ++i) {
      Separate(begin);
      out_ += '0';
    }
  }
  // The notation knows no plus sign: `Inf`, not `+Inf`.
  void Append(double value) {
    if (value == std::numeric_limits<double>::infinity()) {
      out_ += "Inf";
    } else {
      AppendGeneral(out_, value);
    }
  }

  std::string& out_;
  bool first_ = true;
};

}  // namespace

bool ReadHistogram(std::string_view text, size_t& position, HistogramLiteral& literal,
                   HistogramTextError& error) {
  Reader reader(text, position);
  if (!reader.Read(literal)) {
    error = reader.error();
    return false;
  }
  position = reader.at();
  return true;
}

Result<Histogram> ParseHistogram(std::string_view text) {
  size_t position = 0;
  HistogramLiteral literal;
  HistogramTextError error;
  if (!ReadHistogram(text, position, literal, error)) {
    return Error{Exit::kUsage,
                 fmt::format("histogram, at byte {}: {}", error.at + 1, error.message)};
  }
  if (position != text.size()) {
    return Error{Exit::kUsage, fmt::format("text behind the histogram at byte {}", position + 1)};
  }
  return std::move(literal.histogram);
}

void AppendHistogram(std::string& out, const Histogram& histogram) {
  // The order of the keys is upstream's (FloatHistogram.TestExpression).
  Writer writer(out);
  writer.Int("schema", histogram.schema);
  writer.Number("count", histogram.count);
  writer.Number("sum", histogram.sum);
  writer.Number("z_bucket", histogram.zero_count);
  writer.Number("z_bucket_w", histogram.zero_threshold);
  writer.Values("custom_values", histogram.custom_values);
  switch (histogram.reset_hint) {
    case ResetHint::kUnknown:
      break;
    case ResetHint::kReset:
      writer.Word("counter_reset_hint", "reset");
      break;
    case ResetHint::kNotReset:
      writer.Word("counter_reset_hint", "not_reset");
      break;
    case ResetHint::kGauge:
      writer.Word("counter_reset_hint", "gauge");
      break;
  }
  writer.Buckets("offset", "buckets", histogram.positive_spans, histogram.positive_buckets);
  writer.Buckets("n_offset", "n_buckets", histogram.negative_spans, histogram.negative_buckets);
  writer.Finish();
}

}  // namespace plumb::model
