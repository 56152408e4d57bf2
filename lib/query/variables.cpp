#include "query/variables.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "promql/parse_error.h"
#include "promql/parser.h"
#include "promql/places.h"
#include "query/variable_format.h"
#include "text/suggest.h"

namespace plumb::query {

namespace {

bool IsWordStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool IsWord(char c) {
  return IsWordStart(c) || (c >= '0' && c <= '9');
}

// What Grafana makes of range / 30 for an interval variable that chooses by itself: the nearest
// of these (grafana packages/grafana-data/src/datetime/rangeutil.ts, roundInterval).
DurationMs RoundInterval(DurationMs interval) {
  struct Step {
    DurationMs below;
    DurationMs is;
  };
  constexpr std::array<Step, 20> kSteps = {
      {{12'500, 10'000},           {17'500, 15'000},          {25'000, 20'000},
       {45'000, 30'000},           {90'000, kMinute},         {210'000, 2 * kMinute},
       {450'000, 5 * kMinute},     {750'000, 10 * kMinute},   {1'050'000, 15 * kMinute},
       {1'500'000, 20 * kMinute},  {2'700'000, 30 * kMinute}, {5'400'000, kHour},
       {9'000'000, 2 * kHour},     {16'200'000, 3 * kHour},   {32'400'000, 6 * kHour},
       {86'400'000, 12 * kHour},   {604'800'000, kDay},       {1'814'400'000, 7 * kDay},
       {3'628'800'000, 30 * kDay}, {INT64_MAX, 365 * kDay}}};
  return std::find_if(kSteps.begin(), kSteps.end(),
                      [interval](const Step& step) { return interval < step.below; })
      ->is;
}

DurationMs AutoIntervalOf(const PanelTimes& times) {
  constexpr DurationMs kParts = 30;
  return RoundInterval(std::max((times.end - times.start) / kParts, 10 * kSecond));
}

// A built-in variable: what it is at these times.
struct BuiltIn {
  std::string_view name;
  std::string (*value)(const PanelTimes&);
};

constexpr BuiltIn kBuiltIns[] = {
    {"__auto", [](const PanelTimes& t) { return FormatDuration(AutoIntervalOf(t)); }},
    {"__from", [](const PanelTimes& t) { return std::to_string(t.start); }},
    {"__interval", [](const PanelTimes& t) { return FormatDuration(IntervalOf(t)); }},
    {"__interval_ms", [](const PanelTimes& t) { return std::to_string(IntervalOf(t)); }},
    {"__range", [](const PanelTimes& t) { return FormatDuration(t.end - t.start); }},
    {"__range_ms", [](const PanelTimes& t) { return std::to_string(t.end - t.start); }},
    {"__range_s", [](const PanelTimes& t) { return std::to_string((t.end - t.start) / kSecond); }},
    {"__rate_interval", [](const PanelTimes& t) { return FormatDuration(RateIntervalOf(t)); }},
    {"__rate_interval_ms", [](const PanelTimes& t) { return std::to_string(RateIntervalOf(t)); }},
    {"__to", [](const PanelTimes& t) { return std::to_string(t.end); }},
};

const BuiltIn* FindBuiltIn(std::string_view name) {
  const auto* found = std::find_if(std::begin(kBuiltIns), std::end(kBuiltIns),
                                   [name](const BuiltIn& known) { return known.name == name; });
  return found == std::end(kBuiltIns) ? nullptr : found;
}

// A variable as it is written: its name, its format, and the bytes it takes.
struct Reference {
  std::string_view name;
  std::string_view format;
  size_t length = 0;       // 0: there is none
  bool bracketed = false;  // [[…]]
};

std::string_view WordAt(std::string_view text) {
  size_t length = 0;
  if (!text.empty() && IsWordStart(text[0]))
    while (length < text.size() && IsWord(text[length])) ++length;
  return text.substr(0, length);
}

// `name}` or `name:format}` up to `close`, behind what opens it.
Reference Enclosed(std::string_view text, std::string_view close) {
  Reference found = {.name = WordAt(text)};
  size_t at = found.name.size();
  if (at == 0) return {};
  if (at < text.size() && text[at] == ':') {
    const size_t end = std::min(text.find(close, at), text.size());
    found.format = text.substr(at + 1, end - at - 1);
    at = end;
  }
  if (text.substr(at, close.size()) != close) return {};
  found.length = at + close.size();
  return found;
}

Reference ReferenceAt(std::string_view text) {
  Reference found;
  if (text.starts_with("${")) {
    found = Enclosed(text.substr(2), "}");
    if (found.length > 0) found.length += 2;
  } else if (text.starts_with("[[")) {
    found = Enclosed(text.substr(2), "]]");
    if (found.length > 0) found.length += 2;
    found.bracketed = true;
  } else if (text.starts_with("$")) {
    found.name = WordAt(text.substr(1));
    found.length = found.name.empty() ? 0 : found.name.size() + 1;
  }
  return found;
}

}  // namespace

class Expander {
 public:
  Expander(std::string_view text, const Variables& given, const PanelTimes& times)
      : text_(text), given_(given), times_(times) {
    expansion_.original_ = text;
  }

  Result<Expansion> Run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '$' || (c == '[' && text_.substr(at_).starts_with("[["))) {
        PLUMB_ASSIGN(const bool replaced, Replace());
        if (replaced) continue;
      }
      Follow(c);
    }
    return std::move(expansion_);
  }

 private:
  // Takes what is no variable over, and keeps track of quotes and comments.
  void Follow(char c) {
    if (quote_ == '\n') {
      if (c == '\n') quote_ = 0;
    } else if (quote_ != 0) {
      if (c == '\\' && quote_ != '`' && at_ + 1 < text_.size()) Copy();
      if (c == quote_) quote_ = 0;
    } else if (c == '"' || c == '\'' || c == '`') {
      quote_ = c;
    } else if (c == '#') {
      quote_ = '\n';
    }
    Copy();
  }
  void Copy() { expansion_.text_ += text_[at_++]; }

  // False: what stands there is no variable, or one that is not ours.
  Result<bool> Replace() {
    if (quote_ == '\n') return false;
    const Reference reference = ReferenceAt(text_.substr(at_));
    if (reference.length == 0) return CheckDollar();
    const auto given = given_.find(reference.name);
    const BuiltIn* built_in = given == given_.end() ? FindBuiltIn(reference.name) : nullptr;
    if (given == given_.end() && built_in == nullptr) {
      if (reference.bracketed || NamesGroup(reference.name)) return false;
      return Unknown(reference);
    }
    const std::vector<std::string> values =
        built_in == nullptr ? given->second : std::vector{built_in->value(times_)};
    auto value = FormatVariable(values, reference.format, quote_);
    if (!value.ok()) return Fail(reference, value.error().message, "");
    expansion_.uses_times_ |= built_in != nullptr;
    expansion_.pieces_.push_back({.at = expansion_.text_.size(),
                                  .size = value->size(),
                                  .from = at_,
                                  .length = reference.length});
    expansion_.text_ += *value;
    at_ += reference.length;
    return true;
  }

  // Outside of quotes a `$` can only be a variable.
  Result<bool> CheckDollar() const {
    if (quote_ != 0 || text_[at_] != '$') return false;
    return Fail({.name = {}, .format = {}, .length = 1}, "a variable has a name: $name or ${name}",
                "");
  }

  // label_replace knows groups of its regular expression by name.
  [[nodiscard]] bool NamesGroup(std::string_view name) const {
    if (quote_ == 0) return false;
    return text_.find(fmt::format("?P<{}>", name)) != std::string_view::npos ||
           text_.find(fmt::format("?<{}>", name)) != std::string_view::npos;
  }

  [[nodiscard]] Error Unknown(const Reference& reference) const {
    std::vector<std::string_view> names;
    for (const BuiltIn& built_in : kBuiltIns) names.push_back(built_in.name);
    for (const auto& [name, values] : given_) names.emplace_back(name);
    std::string known;
    for (const std::string_view name : names) known += fmt::format(" ${}", name);
    std::string hint =
        fmt::format("set it with --var {}=VALUE; known are{}", reference.name, known);
    if (quote_ != 0) hint += "\n  a '$' that is meant as such is written \\x24";
    return Fail(reference,
                fmt::format("unknown variable '${}'{}", reference.name,
                            text::DidYouMean(reference.name, names)),
                std::move(hint));
  }

  [[nodiscard]] Error Fail(const Reference& reference, std::string message,
                           std::string hint) const {
    return promql::ToError(text_,
                           {{{at_, at_ + reference.length}, std::move(message), std::move(hint)}});
  }

  const std::string_view text_;
  const Variables& given_;
  const PanelTimes& times_;
  Expansion expansion_;
  size_t at_ = 0;
  char quote_ = 0;  // what we are inside of: a quote, '\n' for a comment, 0 for neither
};

Result<Variables> ParseVariables(const std::vector<std::string>& assignments) {
  Variables variables;
  for (const std::string& assignment : assignments) {
    const std::string_view name = WordAt(assignment);
    if (name.empty() || name.size() >= assignment.size() || assignment[name.size()] != '=')
      return Error{Exit::kUsage, fmt::format("--var: '{}' is not NAME=VALUE", assignment)};
    variables[std::string(name)].push_back(assignment.substr(name.size() + 1));
  }
  return variables;
}

DurationMs IntervalOf(const PanelTimes& times) {
  return std::max(times.step, times.interval);
}

DurationMs RateIntervalOf(const PanelTimes& times) {
  return std::max(IntervalOf(times) + times.interval, 4 * times.interval);
}

size_t Expansion::InOriginal(size_t byte, bool is_end) const {
  // Where the last piece before the byte ends, in the text and in the original.
  size_t text_end = 0;
  size_t original_end = 0;
  for (const Piece& piece : pieces_) {
    if (byte < piece.at || (is_end && byte == piece.at)) break;
    const bool inside = byte < piece.at + piece.size || (is_end && byte == piece.at + piece.size);
    if (inside) return is_end ? piece.from + piece.length : piece.from;
    text_end = piece.at + piece.size;
    original_end = piece.from + piece.length;
  }
  return original_end + (byte - text_end);
}

promql::Place Expansion::InOriginal(promql::Place place) const {
  return {InOriginal(place.start, false), InOriginal(place.end, place.end > place.start)};
}

Result<Expansion> ExpandVariables(std::string_view expression, const Variables& given,
                                  const PanelTimes& times) {
  return Expander(expression, given, times).Run();
}

Result<promql::ExprPtr> ParseExpanded(const Expansion& expansion) {
  promql::Parsed parsed = promql::ParseWithErrors(expansion.text());
  const auto move = [&expansion](promql::Place place) { return expansion.InOriginal(place); };
  if (parsed.expr == nullptr) {
    for (promql::ParseError& error : parsed.errors) error.place = move(error.place);
    return promql::ToError(expansion.original(), parsed.errors);
  }
  if (expansion.changed()) promql::MovePlaces(*parsed.expr, move);
  return std::move(parsed.expr);
}

}  // namespace plumb::query
