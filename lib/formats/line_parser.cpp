#include "formats/line_parser.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "formats/char_class.h"
#include "formats/number_scan.h"
#include "model/histogram_text.h"
#include "model/sample.h"
#include "text/utf8.h"

namespace plumb::formats {

namespace {

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(),
                    [](char c, char l) { return (c >= 'A' && c <= 'Z' ? c + 32 : c) == l; });
}

// Whether a plain decimal is already in its shortest form but for the `.0`: at most six digits
// before the point (from 1e6 on the form has an exponent) and no zero that could go.
bool IsShortInteger(std::string_view text) {
  if (text.empty() || text.size() > 6 || (text[0] == '0' && text.size() > 1)) return false;
  return std::all_of(text.begin(), text.end(), IsDigit);
}
bool IsShortFraction(std::string_view text) {
  const size_t point = text.find('.');
  if (point == std::string_view::npos || text.size() > 16 || !IsShortInteger(text.substr(0, point)))
    return false;
  const std::string_view behind = text.substr(point + 1);
  if (behind.empty() || !std::all_of(behind.begin(), behind.end(), IsDigit)) return false;
  if (behind == "0") return true;
  return behind.back() != '0' && !(text[0] == '0' && behind.starts_with("0000"));
}

}  // namespace

void LineParser::SetType(std::string_view family, model::MetricType type) {
  family_ = family;
  type_ = type;
}

bool LineParser::Fail(const char* at, std::string_view reason) {
  error_.column = static_cast<size_t>(at - begin_) + 1;
  error_.reason = reason;
  return false;
}

bool LineParser::Parse(std::string_view line) {
  begin_ = p_ = line.data();
  end_ = p_ + line.size();
  has_histogram_ = has_exemplar_ = false;
  time_.reset();
  scratch_.clear();
  SkipLooseBlanks();
  if (!ParseSeries()) return false;
  series_length_ = static_cast<size_t>(p_ - begin_);
  depends_on_type_ = dialect_.normalise && has_float_label_;
  if (depends_on_type_) NormaliseLabels();
  if (!BuildLabels(labels_)) return false;
  return ParseValue();
}

bool LineParser::ParseSeries() {
  pairs_.clear();
  name_ = {};
  has_float_label_ = false;
  if (p_ != end_ && Is(*p_, kMetricStart)) {
    const char* stop = SkipWhile(p_, end_, kMetricChar);
    name_ = {p_, static_cast<size_t>(stop - p_)};
    pairs_.push_back({model::kMetricName, name_});
    p_ = stop;
    if (p_ == end_ || *p_ == '{') return p_ == end_ || ParseBraces(false);
    if (!IsBlank(*p_)) return Fail(p_, "expected '{' or a blank behind the metric name");
    if (dialect_.one_space) return true;
    const char* blanks = p_;
    SkipBlanks();
    if (p_ != end_ && *p_ == '{' && !(p_ + 1 != end_ && p_[1] == '{')) return ParseBraces(false);
    p_ = blanks;
    return true;
  }
  if (p_ == end_ || *p_ != '{') return Fail(p_, "expected a metric name or '{'");
  if (!ParseBraces(true)) return false;
  if (name_.data() == nullptr && !dialect_.stream)
    return Fail(begin_, "line without a metric name");
  return true;
}

bool LineParser::ParseBraces(bool name_allowed) {
  ++p_;
  SkipLooseBlanks();
  while (p_ == end_ || *p_ != '}') {
    if (!ParseLabel(name_allowed && name_.data() == nullptr)) return false;
    SkipLooseBlanks();
    if (p_ == end_) return Fail(p_, "expected ',' or '}'");
    if (*p_ == '}') break;
    if (*p_ == ',') {
      ++p_;
      SkipLooseBlanks();
      if (p_ != end_ && *p_ == '}' && !dialect_.trailing_comma)
        return Fail(p_ - 1, "',' behind the last label");
    } else if (dialect_.comma_required) {
      return Fail(p_, "expected ',' or '}'");
    }
  }
  ++p_;
  return true;
}

// `name="value"`, `"quoted name"="value"`, or `"metric name"` alone.
bool LineParser::ParseLabel(bool name_allowed) {
  const char* start = p_;
  LabelPair pair;
  const bool quoted = p_ != end_ && *p_ == '"';
  if (quoted) {
    if (!TakeQuoted(pair.name, "name")) return false;
  } else {
    if (p_ == end_ || !Is(*p_, kNameStart)) return Fail(p_, "expected a label name");
    p_ = SkipWhile(p_, end_, kNameChar);
    pair.name = {start, static_cast<size_t>(p_ - start)};
  }
  SkipLooseBlanks();
  if (quoted && p_ != end_ && (*p_ == ',' || *p_ == '}'))
    return ParseQuotedName(pair.name, start, name_allowed);
  if (p_ == end_ || *p_ != '=') return Fail(p_, "expected '=' behind the label name");
  if (pair.name.empty() || (legacy_names_ && !model::IsLegacyLabelName(pair.name)))
    return Fail(start, "invalid label name");
  if (dialect_.reserved_name && pair.name == model::kMetricName)
    return Fail(start, "label name '__name__' is reserved");
  ++p_;
  SkipLooseBlanks();
  if (p_ == end_ || *p_ != '"') return Fail(p_, "expected a label value in double quotes");
  if (!TakeQuoted(pair.value, "label value")) return false;
  has_float_label_ =
      has_float_label_ || pair.name == model::kBucketLabel || pair.name == model::kQuantileLabel;
  pairs_.push_back(pair);
  return true;
}

bool LineParser::ParseQuotedName(std::string_view name, const char* start, bool allowed) {
  if (!allowed) return Fail(start, "expected '=' behind the label name, or a second metric name");
  if (name.empty() || (legacy_names_ && !model::IsLegacyMetricName(name)))
    return Fail(start, "invalid metric name");
  name_ = name;
  pairs_.push_back({model::kMetricName, name});
  return true;
}

// REQUIRES: *p_ is the opening quote
bool LineParser::TakeQuoted(std::string_view& text, std::string_view what) {
  const char* start = ++p_;
  bool escaped = false;
  bool ascii = true;
  for (;; ++p_) {
    while (p_ != end_ && !Is(*p_, kSpecial)) ++p_;
    if (p_ == end_) return Fail(start - 1, std::string(what) + " without a closing '\"'");
    if (*p_ == '"') break;
    if (*p_ != '\\') {
      ascii = false;
    } else {
      escaped = true;
      if (++p_ == end_) return Fail(start - 1, std::string(what) + " without a closing '\"'");
      ascii = ascii && static_cast<unsigned char>(*p_) < 0x80;
    }
  }
  text = {start, static_cast<size_t>(p_ - start)};
  if (!ascii && !text::IsValidUtf8(text)) return Fail(start, std::string(what) + " is not UTF-8");
  if (escaped && !Unescape(start, p_, text)) return false;
  ++p_;
  return true;
}

bool LineParser::Unescape(const char* start, const char* stop, std::string_view& text) {
  ReserveScratch();
  const size_t from = scratch_.size();
  for (const char* at = start; at != stop; ++at) {
    if (*at != '\\') {
      scratch_.push_back(*at);
      continue;
    }
    ++at;  // TakeQuoted saw that something follows
    if (*at == 'n') {
      scratch_.push_back('\n');
    } else if (*at == '"' || *at == '\\') {
      scratch_.push_back(*at);
    } else if (dialect_.strict_escapes) {
      return Fail(at - 1, "invalid escape sequence");
    } else {
      scratch_.push_back('\\');
      scratch_.push_back(*at);
    }
  }
  text = std::string_view(scratch_).substr(from);
  return true;
}

// Unescaped texts are never longer than the line, and normalised ones add little: with this much
// the buffer is not reallocated, and views into it stay valid.
void LineParser::ReserveScratch() {
  constexpr size_t kNormalised = 2 * 32;
  const size_t needed = static_cast<size_t>(end_ - begin_) + kNormalised;
  if (scratch_.empty() && scratch_.capacity() < needed) scratch_.reserve(needed);
}

// Upstream goes by the last TYPE line alone (model/textparse normalizeFloatsInLabelValues). In the
// stream a comment may have been lost on the way, so there the name decides for le, and for
// quantile the type must be of this very family.
void LineParser::NormaliseLabels() {
  const bool bucket =
      dialect_.stream ? name_.ends_with("_bucket") : type_ == model::MetricType::kHistogram;
  const bool quantile =
      type_ == model::MetricType::kSummary && (!dialect_.stream || name_ == family_);
  bool bucket_seen = false;
  bool quantile_seen = false;
  for (LabelPair& pair : pairs_) {
    if (bucket && !bucket_seen && pair.name == model::kBucketLabel) {
      bucket_seen = true;
      NormaliseValue(pair.value);
    } else if (quantile && !quantile_seen && pair.name == model::kQuantileLabel) {
      quantile_seen = true;
      NormaliseValue(pair.value);
    }
  }
}

void LineParser::NormaliseValue(std::string_view& value) {
  if (value == "+Inf" || IsShortFraction(value)) return;
  ReserveScratch();
  const size_t from = scratch_.size();
  if (IsShortInteger(value)) {
    scratch_.append(value).append(".0");
  } else if (const auto number = ParseFloat(value)) {
    AppendOpenMetrics(scratch_, *number);
  } else {
    return;
  }
  value = std::string_view(scratch_).substr(from);
}

bool LineParser::BuildLabels(model::Labels& labels) {
  const std::string_view twice = formats::BuildLabels(pairs_, bytes_, labels);
  if (twice.data() == nullptr) return true;
  return Fail(begin_, "label '" + std::string(twice) + "' given twice");
}

// Takes what stands before the next part of a line; `more` says whether there is one.
bool LineParser::TakeSeparator(bool& more) {
  more = false;
  if (p_ == end_) return true;
  if (!dialect_.one_space) {
    SkipBlanks();
    more = p_ != end_;
    return true;
  }
  if (*p_ != ' ') return Fail(p_, "expected one space");
  ++p_;
  if (p_ == end_ || IsBlank(*p_))
    return Fail(p_, "expected exactly one space, and none at the end");
  more = true;
  return true;
}

bool LineParser::TakeNumber(double& value, std::string_view what) {
  if (!ScanFloat(p_, end_, value)) {
    const char* stop = TokenEnd(p_, end_);
    constexpr std::ptrdiff_t kShown = 40;
    const std::string token(p_, static_cast<size_t>(std::min(stop - p_, kShown)));
    return Fail(p_, "expected a number as " + std::string(what) + ", got '" + token + "'");
  }
  // Every NaN that is read is the same one, so that none is taken for the stale marker.
  if (std::isnan(value)) value = std::bit_cast<double>(model::kNanBits);
  return true;
}

bool LineParser::ParseValue() {
  bool more = false;
  if (!TakeSeparator(more)) return false;
  if (!more) return Fail(end_, "expected a value");
  if (dialect_.stream && *p_ == '{' && end_ - p_ > 1 && p_[1] == '{') {
    size_t length = 0;
    model::HistogramLiteral literal;
    model::HistogramTextError error;
    if (!model::ReadHistogram({p_, static_cast<size_t>(end_ - p_)}, length, literal, error))
      return Fail(p_ + error.at, std::move(error.message));
    histogram_ = std::move(literal.histogram);
    p_ += length;
    has_histogram_ = true;
    value_ = 0;
    if (p_ != end_ && !IsBlank(*p_)) return Fail(p_, "expected a blank behind the histogram");
  } else if (dialect_.stream && (*p_ == 'S' || *p_ == 's') &&
             EqualsIgnoringCase({p_, static_cast<size_t>(TokenEnd(p_, end_) - p_)}, "stale")) {
    p_ = TokenEnd(p_, end_);
    value_ = model::StaleMarker();
  } else if (!TakeNumber(value_, "value")) {
    return false;
  }
  return ParseEnd();
}

bool LineParser::ParseTime(std::optional<Timestamp>& time) {
  Timestamp t = 0;
  if (!ScanTime(p_, end_, dialect_.time, t))
    return Fail(p_, dialect_.time == TimeRule::kMilliseconds
                        ? "expected a whole number of milliseconds as timestamp"
                        : "expected a timestamp");
  time = t;
  return true;
}

// What may follow a value: a time and an exemplar.
bool LineParser::ParseEnd() {
  bool more = false;
  if (!TakeSeparator(more)) return false;
  if (more && *p_ != '#') {
    if (!ParseTime(time_) || !TakeSeparator(more)) return false;
  }
  if (!more) return true;
  if (*p_ != '#' || !dialect_.exemplars) return Fail(p_, "unexpected text at the end of the line");
  return ParseExemplar();
}

bool LineParser::ParseExemplar() {
  const char* start = p_++;
  bool more = false;
  if (!TakeSeparator(more)) return false;
  if (!more || *p_ != '{') return Fail(p_, "expected '{' behind the '#' of an exemplar");
  pairs_.clear();
  if (!ParseBraces(false)) return false;
  if (dialect_.exemplar_limit && !CheckExemplarSize(start)) return false;
  if (!BuildLabels(exemplar_.labels) || !TakeSeparator(more)) return false;
  if (!more) return Fail(p_, "expected a value of the exemplar");
  if (!TakeNumber(exemplar_.value, "value of the exemplar")) return false;
  exemplar_.time.reset();
  if (!TakeSeparator(more)) return false;
  if (more && (!ParseTime(exemplar_.time) || !TakeSeparator(more))) return false;
  if (more) return Fail(p_, "unexpected text at the end of the exemplar");
  has_exemplar_ = true;
  return true;
}

bool LineParser::CheckExemplarSize(const char* at) {
  size_t code_points = 0;
  for (const LabelPair& pair : pairs_)
    for (const std::string_view part : {pair.name, pair.value})
      for (size_t i = 0; i < part.size(); ++code_points) text::DecodeUtf8(part, i);
  if (code_points <= kExemplarLimit) return true;
  return Fail(at, "the labels of an exemplar are longer than 128 characters");
}

}  // namespace plumb::formats
