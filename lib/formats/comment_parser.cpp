#include "formats/comment_parser.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/number.h"
#include "formats/char_class.h"
#include "formats/number_scan.h"
#include "text/suggest.h"
#include "text/utf8.h"

namespace plumb::formats {

namespace {

using model::MetricType;

struct TypeWord {
  std::string_view word;
  MetricType type;
};
constexpr TypeWord kTextTypes[] = {{"counter", MetricType::kCounter},
                                   {"gauge", MetricType::kGauge},
                                   {"histogram", MetricType::kHistogram},
                                   {"summary", MetricType::kSummary},
                                   {"untyped", MetricType::kUnknown}};
constexpr TypeWord kOpenMetricsTypes[] = {
    {"counter", MetricType::kCounter},     {"gauge", MetricType::kGauge},
    {"histogram", MetricType::kHistogram}, {"summary", MetricType::kSummary},
    {"unknown", MetricType::kUnknown},     {"gaugehistogram", MetricType::kGaugeHistogram},
    {"info", MetricType::kInfo},           {"stateset", MetricType::kStateset}};
// The spelling of expfmt, beside those two.
constexpr TypeWord kOtherTypes[] = {{"gauge_histogram", MetricType::kGaugeHistogram}};

template <size_t N>
const TypeWord* FindType(const TypeWord (&types)[N], std::string_view word) {
  const auto* at =
      std::find_if(types, types + N, [&](const TypeWord& type) { return type.word == word; });
  return at == types + N ? nullptr : at;
}

const TypeWord* FindType(Level level, std::string_view word) {
  if (level == Level::kText) return FindType(kTextTypes, word);
  if (IsOpenMetrics(level)) return FindType(kOpenMetricsTypes, word);
  for (const TypeWord* found :
       {FindType(kTextTypes, word), FindType(kOpenMetricsTypes, word), FindType(kOtherTypes, word)})
    if (found != nullptr) return found;
  return nullptr;
}

// Undoes \\ and \n, and \" too where `quotes` are escaped (OpenMetrics; the stream takes both).
void Unescape(std::string_view text, bool quotes, std::string& out) {
  out.clear();
  size_t plain = 0;
  for (size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at)) {
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (next == '\\' || next == 'n' || (quotes && next == '"')) {
      out.append(text, plain, at - plain);
      out.push_back(next == 'n' ? '\n' : next);
      plain = at + 2;
    }
    at += next == '\0' ? 1 : 2;
  }
  out.append(text, plain);
}

std::string Unescaped(std::string_view text) {
  std::string out;
  Unescape(text, true, out);
  return out;
}

// A word that ends in a carriage return could not be written at the end of a line.
bool IsGap(char c) {
  return IsBlank(c) || c == '\r';
}

size_t SkipBlanks(std::string_view text, size_t at) {
  while (at < text.size() && IsGap(text[at])) ++at;
  return at;
}

size_t SkipWord(std::string_view text, size_t at) {
  while (at < text.size() && !IsGap(text[at])) ++at;
  return at;
}

// The end of a quoted text that begins at `at`, behind its closing quote; npos if it has none.
size_t QuotedEnd(std::string_view text, size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

size_t MetricNameEnd(std::string_view text, size_t at) {
  if (at >= text.size() || !Is(text[at], kMetricStart)) return at;
  const char* stop = SkipWhile(text.data() + at, text.data() + text.size(), kMetricChar);
  return static_cast<size_t>(stop - text.data());
}

}  // namespace

bool CommentParser::Fail(size_t at, std::string reason) {
  error_ = {at + 1, std::move(reason)};
  return false;
}

bool CommentParser::Parse(std::string_view line) {
  line_ = line;
  kind_ = CommentKind::kOther;
  if (IsOpenMetrics(level_)) return ParseOpenMetrics();
  const size_t hash = SkipBlanks(line, 0);
  if (level_ == Level::kStream) {
    if (line.substr(hash).starts_with("#!")) return ParseStreamFields(hash + 2);
    if (line.substr(hash) == "# EOF") return true;
  }
  const size_t at = SkipBlanks(line, hash + 1);
  if (at == hash + 1) return true;
  const size_t stop = SkipWord(line, at);
  const std::string_view what = line.substr(at, stop - at);
  if (stop == line.size()) return true;  // nothing behind the word: a comment
  return ParseMetadata(SkipBlanks(line, stop), what);
}

bool CommentParser::ParseMetadata(size_t at, std::string_view what) {
  if (what == "TYPE") {
    kind_ = CommentKind::kType;
  } else if (what == "HELP") {
    kind_ = CommentKind::kHelp;
  } else if (what == "UNIT" && level_ == Level::kStream) {
    kind_ = CommentKind::kUnit;
  } else {
    return true;
  }
  if (!TakeName(at)) return false;
  if (level_ == Level::kTextStrict) {
    if (at < line_.size() && !IsBlank(line_[at])) return Fail(at, "invalid metric name in comment");
    at = SkipBlanks(line_, at);
    // As expfmt has it: a HELP or TYPE of which nothing is said is no HELP or TYPE.
    if (at == line_.size()) kind_ = CommentKind::kOther;
    return at == line_.size() || TakeText(at);
  }
  if (level_ == Level::kStream) return TakeText(SkipBlanks(line_, at));
  return TakeText(at < line_.size() ? at + 1 : at);
}

// `# TYPE name text` with exactly one space each, or `# EOF`; there are no other comments.
bool CommentParser::ParseOpenMetrics() {
  if (line_ == "# EOF") {
    kind_ = CommentKind::kEof;
    return true;
  }
  if (line_.starts_with("# EOF")) return Fail(5, "text behind '# EOF'");
  const std::string_view what = line_.substr(0, 7);
  if (what == "# TYPE ") {
    kind_ = CommentKind::kType;
  } else if (what == "# HELP ") {
    kind_ = CommentKind::kHelp;
  } else if (what == "# UNIT ") {
    kind_ = CommentKind::kUnit;
  } else {
    return Fail(0, "comment that is none of '# TYPE', '# HELP', '# UNIT', '# EOF'");
  }
  size_t at = what.size();
  if (!TakeName(at)) return false;
  if (at >= line_.size() || line_[at] != ' ')
    return Fail(at,
                fmt::format("expected a space and text behind the name in {}", what.substr(0, 6)));
  return TakeText(at + 1);
}

// Keeps the strings' memory: metadata comes with every scrape.
void CommentParser::SetName(std::string_view name) {
  metadata_.metric = name;
  metadata_.type = MetricType::kUnknown;
  metadata_.help.clear();
  metadata_.unit.clear();
}

bool CommentParser::TakeName(size_t& at) {
  if (at < line_.size() && line_[at] == '"') {
    const size_t stop = QuotedEnd(line_, at);
    if (stop == std::string_view::npos) return Fail(at, "metric name without a closing '\"'");
    const std::string_view inside = line_.substr(at + 1, stop - at - 2);
    SetName(Unescaped(inside));
    if (level_ == Level::kTextStrict) {
      for (size_t i = 0; i < inside.size(); ++i)
        if (inside[i] == '\\' &&
            std::string_view("\\\"n").find(inside[++i]) == std::string_view::npos)
          return Fail(at + i, "invalid escape sequence");
    }
    if (metadata_.metric.empty() || !text::IsValidUtf8(metadata_.metric) ||
        (legacy_names_ && !model::IsLegacyMetricName(metadata_.metric)))
      return Fail(at, "invalid metric name in comment");
    at = stop;
    return true;
  }
  const size_t stop = MetricNameEnd(line_, at);
  if (stop == at) return Fail(at, "expected a metric name in comment");
  SetName(line_.substr(at, stop - at));
  at = stop;
  return true;
}

bool CommentParser::TakeText(size_t at) {
  std::string_view rest = line_.substr(at);
  if (kind_ == CommentKind::kHelp) {
    if (!text::IsValidUtf8(rest)) return Fail(at, "help is not UTF-8");
    Unescape(rest, IsOpenMetrics(level_) || level_ == Level::kStream, metadata_.help);
    return true;
  }
  if (!IsOpenMetrics(level_) && level_ != Level::kText)
    while (!rest.empty() && IsGap(rest.back())) rest.remove_suffix(1);
  return kind_ == CommentKind::kType ? SetType(rest, at) : SetUnit(rest, at);
}

bool CommentParser::SetType(std::string_view word, size_t at) {
  if (const TypeWord* found = FindType(level_, word)) {
    metadata_.type = found->type;
    return true;
  }
  constexpr std::array<std::string_view, 8> kWords = {
      "counter", "gauge", "histogram", "summary", "unknown", "gaugehistogram", "info", "stateset"};
  return Fail(at, fmt::format("invalid metric type '{}'{}", word, text::DidYouMean(word, kWords)));
}

bool CommentParser::SetUnit(std::string_view unit, size_t at) {
  metadata_.unit = unit;
  if (unit.empty() || !IsOpenMetrics(level_)) return true;
  const std::string_view name = metadata_.metric;
  if (name.size() > unit.size() && name.ends_with(unit) &&
      name[name.size() - unit.size() - 1] == '_')
    return true;
  return Fail(at, fmt::format("unit '{}' is not the suffix of metric '{}'", unit, name));
}

// Fields that make no sense are skipped, so that a later version may add what it likes.
bool CommentParser::ParseStreamFields(size_t at) {
  at = SkipBlanks(line_, at);
  const size_t word_end = SkipWord(line_, at);
  comment_.word = line_.substr(at, word_end - at);
  comment_.fields.clear();
  if (comment_.word.empty()) return true;
  kind_ = CommentKind::kStream;
  for (at = SkipBlanks(line_, word_end); at < line_.size(); at = SkipBlanks(line_, at)) {
    const size_t stop = std::min(line_.find_first_of("= \t\r", at), line_.size());
    const std::string_view key = line_.substr(at, stop - at);
    at = stop;
    if (at == line_.size() || line_[at] != '=') continue;
    ++at;
    if (at < line_.size() && line_[at] == '"') {
      const size_t end = QuotedEnd(line_, at);
      if (end == std::string_view::npos)
        return Fail(at, fmt::format("value of '{}' without a closing '\"'", key));
      comment_.fields.emplace_back(key, Unescaped(line_.substr(at + 1, end - at - 2)));
      at = end;
    } else {
      const size_t end = SkipWord(line_, at);
      comment_.fields.emplace_back(key, std::string(line_.substr(at, end - at)));
      at = end;
    }
  }
  return true;
}

namespace {

bool ReadBlockTime(std::string_view text, Timestamp& time) {
  const char* p = text.data();
  const char* end = p + text.size();
  return ScanTime(p, end, TimeRule::kGuess, time) && p == end;
}

}  // namespace

bool ParseScrapeBlock(const model::StreamComment& comment, model::ScrapeBlock& block,
                      std::string& reason) {
  block = {};
  const auto bad = [&](std::string_view key, std::string_view value) {
    reason = fmt::format("bad value '{}' of '{}' in '#! scrape'", value, key);
    return false;
  };
  bool timed = false;
  for (const auto& [key, value] : comment.fields) {
    if (key == "job") {
      block.job = value;
    } else if (key == "instance") {
      block.instance = value;
    } else if (key == "target") {
      block.target = value;
    } else if (key == "time") {
      if (!ReadBlockTime(value, block.time)) return bad(key, value);
      timed = true;
    } else if (key == "duration") {
      const auto duration = ParseFloat(value);
      if (!duration || !(*duration >= 0)) return bad(key, value);
      block.duration = *duration;
    } else if (key == "samples") {
      const auto samples = ParseInt(value);
      if (!samples || *samples < 0) return bad(key, value);
      block.samples = static_cast<uint64_t>(*samples);
    } else if (key == "status") {
      block.failed = value == "failed";
    } else if (key == "error") {
      block.error = value;
    } else {
      block.other.emplace_back(key, value);
    }
  }
  if (!timed) reason = "'#! scrape' without 'time='";
  return timed;
}

}  // namespace plumb::formats
