#include "promql/series_notation.h"

#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "base/number.h"
#include "model/histogram_arithmetic.h"
#include "model/histogram_text.h"
#include "model/sample.h"
#include "promql/literal.h"
#include "promql/literal_lexer.h"
#include "promql/selector_parser.h"
#include "promql/token_stream.h"
#include "text/escape.h"

#include <fmt/format.h>

namespace plumb::promql {
namespace {

// --- The metric ---

// Where the metric ends: behind its braces, or at the first space.
size_t MetricLength(std::string_view text) {
  size_t at = 0;
  while (at < text.size() && (IsAlphaNumeric(text[at]) || text[at] == ':')) ++at;
  if (at >= text.size() || text[at] != '{') return at;
  while (at < text.size() && text[at] != '}') {
    const bool quote = text[at] == '"' || text[at] == '\'' || text[at] == '`';
    if (!quote) {
      ++at;
    } else if (!ScanString(text, at).empty()) {
      return text.size();
    }
  }
  return at < text.size() ? at + 1 : at;
}

// `name="value"`, or a quoted metric name alone.
bool ParseLabel(TokenStream& in, model::LabelsBuilder& labels) {
  const Token name = in.Peek();
  const bool quoted = name.kind == TokenKind::kString;
  if (!quoted && name.kind != TokenKind::kIdentifier) {
    return in.Unexpected("label set", "identifier or \"}\"");
  }
  in.Take();
  Result<std::string> key = quoted ? text::GoUnquote(name.text) : std::string(name.text);
  if (!key) {
    in.Fail(name.place, key.error().message);
    return false;
  }
  if (!in.Is(TokenKind::kAssign)) {
    if (!quoted) return in.Unexpected("label set", "\"=\"");
    labels.Set(model::kMetricName, *key);
    return true;
  }
  in.Take();
  if (!in.Is(TokenKind::kString)) return in.Unexpected("label set", "string");
  const Token value = in.Take();
  const Result<std::string> unquoted = text::GoUnquote(value.text);
  if (!unquoted) {
    in.Fail(value.place, unquoted.error().message);
    return false;
  }
  labels.Set(*key, *unquoted);
  return true;
}

bool ParseLabelSet(TokenStream& in, model::LabelsBuilder& labels) {
  if (!in.TakeIf(TokenKind::kLeftBrace) || in.TakeIf(TokenKind::kRightBrace)) return true;
  while (true) {
    if (!ParseLabel(in, labels)) return false;
    const bool comma = in.TakeIf(TokenKind::kComma);
    if (in.TakeIf(TokenKind::kRightBrace)) return true;
    if (!comma) return in.Unexpected("label set", "\",\" or \"}\"");
  }
}

// `text` is the metric and nothing else; `whole` what it is the beginning of.
Result<model::Labels> ParseLabels(std::string_view text, std::string_view whole) {
  if (text.empty()) return model::Labels();
  TokenStream in(text);
  model::LabelsBuilder labels;
  if (!BeginsSelector(in.Peek())) {
    in.Unexpected("", "a metric");
  } else {
    if (!in.Is(TokenKind::kLeftBrace)) labels.Set(model::kMetricName, in.Take().text);
    if (ParseLabelSet(in, labels) && !in.Is(TokenKind::kEnd)) in.Unexpected("", "");
  }
  if (in.failed()) return ToError(whole, in.TakeErrors());
  return labels.Build();
}

// --- The values ---

class SequenceReader {
 public:
  SequenceReader(std::string_view text, size_t at) : text_(text), at_(at) {}

  bool Read(std::vector<SequenceValue>& values) {
    while (true) {
      const size_t before = at_;
      while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
      if (at_ >= text_.size()) return true;
      if (at_ == before) return Unexpected();
      if (!ReadItem(values)) return false;
    }
  }

  [[nodiscard]] const ParseError& error() const { return error_; }

 private:
  bool ReadItem(std::vector<SequenceValue>& values) {
    if (Take("_")) {
      size_t times = 1;
      if (Take("x") && !ReadTimes(times)) return false;
      return Append(values, times, {.omitted = true});
    }
    if (text_.substr(at_).starts_with("{{")) return ReadHistograms(values);
    double value = 0;
    if (!ReadValue(value)) return false;
    double increment = 0;
    const bool increases = IsSign();
    if (increases && !ReadSigned(increment)) return false;
    size_t times = 0;
    if (Take("x")) {
      if (!ReadTimes(times)) return false;
    } else if (increases) {
      return Unexpected();
    }
    if (!CheckLength(values, times + 1)) return false;
    for (size_t i = 0; i <= times; ++i) {
      values.push_back({.value = value});
      // A stale marker must not be computed with: that would lose its bits.
      if (increases) value += increment;
    }
    return true;
  }

  bool ReadHistograms(std::vector<SequenceValue>& values) {
    model::HistogramLiteral first;
    if (!ReadHistogram(first)) return false;
    double factor = 0;
    model::HistogramLiteral increment;
    if (IsSign()) {
      factor = text_[at_++] == '-' ? -1 : 1;
      if (!ReadHistogram(increment)) return false;
    }
    size_t times = 0;
    if (Take("x")) {
      if (!ReadTimes(times)) return false;
    } else if (factor != 0) {
      return Unexpected();
    }
    if (!CheckLength(values, times + 1)) return false;
    const bool hint = factor == 0 ? first.has_reset_hint : increment.has_reset_hint;
    auto current = std::make_shared<const model::Histogram>(std::move(first.histogram));
    values.push_back({.histogram = current, .has_reset_hint = hint});
    for (size_t i = 0; i < times; ++i) {
      if (factor != 0 && !Add(increment.histogram, factor, current)) return false;
      values.push_back({.histogram = current, .has_reset_hint = hint});
    }
    return true;
  }

  bool Add(const model::Histogram& increment, double factor,
           std::shared_ptr<const model::Histogram>& current) {
    if (current->schema > increment.schema) {
      return FailAt(at_,
                    fmt::format("error combining histograms: cannot merge from schema {} to {}",
                                increment.schema, current->schema));
    }
    auto sum = model::AddHistograms(*current, increment, factor);
    if (!sum) return FailAt(at_, "error combining histograms: " + sum.error().message);
    current = std::make_shared<const model::Histogram>(std::move(sum->histogram));
    return true;
  }

  bool ReadHistogram(model::HistogramLiteral& literal) {
    model::HistogramTextError error;
    if (model::ReadHistogram(text_, at_, literal, error)) return true;
    return FailAt(error.at, std::move(error.message));
  }

  bool ReadValue(double& value) {
    if (IsSign()) return ReadSigned(value);
    const std::string_view word = Word();
    if (word.empty()) return ReadNumber(value);
    if (word != "stale") return ReadNamedNumber(word, value);
    at_ += word.size();
    value = model::StaleMarker();
    return true;
  }

  bool ReadSigned(double& value) {
    const bool minus = text_[at_++] == '-';
    const std::string_view word = Word();
    if (!(word.empty() ? ReadNumber(value) : ReadNamedNumber(word, value))) return false;
    if (minus) value = -value;
    return true;
  }

  bool ReadNamedNumber(std::string_view word, double& value) {
    const std::optional<double> number = ParseFloat(word);
    if (!number)
      return FailAt(at_, fmt::format("unexpected {} in series values", text::GoQuote(word)));
    at_ += word.size();
    value = *number;
    return true;
  }

  // Decimal only: in `0x3`, the x says how often.
  bool ReadNumber(double& value) {
    const size_t start = at_;
    while (at_ < text_.size() && (IsDigit(text_[at_]) || text_[at_] == '.' || text_[at_] == '_'))
      ++at_;
    if (at_ > start && at_ < text_.size() && (text_[at_] | 0x20) == 'e') {
      ++at_;
      if (IsSign()) ++at_;
      while (at_ < text_.size() && IsDigit(text_[at_])) ++at_;
    }
    if (at_ == start) return Unexpected();
    const Result<double> number = ParseNumberLiteral(text_.substr(start, at_ - start));
    if (!number) return FailAt(start, number.error().message);
    value = *number;
    return true;
  }

  bool ReadTimes(size_t& times) {
    const size_t start = at_;
    while (at_ < text_.size() && IsDigit(text_[at_])) ++at_;
    if (at_ == start) return Unexpected();
    const std::optional<int64_t> number = ParseInt(text_.substr(start, at_ - start));
    if (!number || *number > static_cast<int64_t>(kMaxSequence)) return TooLong(start);
    times = static_cast<size_t>(*number);
    return true;
  }

  bool Append(std::vector<SequenceValue>& values, size_t times, const SequenceValue& value) {
    if (!CheckLength(values, times)) return false;
    values.insert(values.end(), times, value);
    return true;
  }
  bool CheckLength(const std::vector<SequenceValue>& values, size_t more) {
    return values.size() + more <= kMaxSequence || TooLong(at_);
  }
  bool TooLong(size_t at) {
    return FailAt(at, fmt::format("more than {} values in a series", kMaxSequence));
  }

  [[nodiscard]] std::string_view Word() const {
    size_t end = at_;
    // `x` ends a word: NaNx3.
    while (end < text_.size() && IsAlpha(text_[end]) && text_[end] != '_' && text_[end] != 'x')
      ++end;
    return text_.substr(at_, end - at_);
  }
  [[nodiscard]] bool IsSign() const {
    return at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-');
  }
  bool Take(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }
  bool Unexpected() {
    if (at_ >= text_.size()) return FailAt(at_, "unexpected end of input in series values");
    return FailAt(
        at_, fmt::format("unexpected {} in series values", text::GoQuote(text_.substr(at_, 1))));
  }
  bool FailAt(size_t at, std::string message) {
    error_ = {{at, at + 1}, std::move(message), ""};
    return false;
  }

  std::string_view text_;
  size_t at_;
  ParseError error_;
};

}  // namespace

Result<SeriesDescription> ParseSeriesDescription(std::string_view text) {
  const size_t length = MetricLength(text);
  SeriesDescription series;
  PLUMB_ASSIGN(series.labels, ParseLabels(text.substr(0, length), text));
  SequenceReader reader(text, length);
  if (!reader.Read(series.values)) {
    return Error{Exit::kUsage, RenderParseError(text, reader.error())};
  }
  return series;
}

Result<model::Labels> ParseMetric(std::string_view text) {
  return ParseLabels(text, text);
}

}  // namespace plumb::promql
