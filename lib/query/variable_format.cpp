#include "query/variable_format.h"

#include <fmt/core.h>

#include <algorithm>

#include "text/escape.h"
#include "text/suggest.h"

namespace plumb::query {

namespace {

using Values = std::vector<std::string>;

template <typename Each>
std::string Join(const Values& values, std::string_view separator, Each each) {
  std::string joined;
  for (const std::string& value : values) {
    if (&value != &values.front()) joined += separator;
    joined += each(value);
  }
  return joined;
}

std::string AsIs(const std::string& value) {
  return value;
}

std::string EscapeRegex(const std::string& value) {
  std::string escaped;
  for (const char c : value) {
    if (std::string_view("\\^$.|?*+()[]{}").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string InQuotes(const std::string& value, char quote) {
  std::string quoted(1, quote);
  for (const char c : value) {
    if (c == quote || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + quote;
}

std::string Regex(const Values& values) {
  if (values.size() == 1) return EscapeRegex(values[0]);
  return "(" + Join(values, "|", EscapeRegex) + ")";
}

// One value is what it says, also as a pattern of the user's; of several each stands for itself.
std::string Default(const Values& values) {
  return values.size() == 1 ? values[0] : Regex(values);
}

std::string Json(const std::string& value) {
  std::string text;
  text::AppendJsonString(text, value);
  return text;
}

struct Format {
  std::string_view name;
  std::string (*write)(const Values&);
};

constexpr Format kFormats[] = {
    {"csv", [](const Values& v) { return Join(v, ",", AsIs); }},
    {"doublequote",
     [](const Values& v) { return Join(v, ",", [](auto& one) { return InQuotes(one, '"'); }); }},
    {"glob", [](const Values& v) { return v.size() == 1 ? v[0] : "{" + Join(v, ",", AsIs) + "}"; }},
    {"json",
     [](const Values& v) { return v.size() == 1 ? Json(v[0]) : "[" + Join(v, ",", Json) + "]"; }},
    {"pipe", [](const Values& v) { return Join(v, "|", AsIs); }},
    {"raw", [](const Values& v) { return Join(v, ",", AsIs); }},
    {"regex", Regex},
    {"singlequote",
     [](const Values& v) { return Join(v, ",", [](auto& one) { return InQuotes(one, '\''); }); }},
    {"text", [](const Values& v) { return Join(v, " + ", AsIs); }},
};

// Milliseconds as whole seconds, where a time is meant.
Result<std::string> AsSeconds(const Values& values) {
  const bool digits = values.size() == 1 && values[0].size() > 3 &&
                      values[0].find_first_not_of("0123456789") == std::string::npos;
  if (!digits) return Error{Exit::kUsage, "only a time in milliseconds can be written as seconds"};
  return values[0].substr(0, values[0].size() - 3);
}

Result<std::string> Write(const Values& values, std::string_view format) {
  if (format.empty()) return Default(values);
  if (format.starts_with("join:")) return Join(values, format.substr(5), AsIs);
  if (format == "date:seconds") return AsSeconds(values);
  std::vector<std::string_view> names;
  for (const Format& known : kFormats) {
    if (known.name == format) return known.write(values);
    names.push_back(known.name);
  }
  std::string list = "join:SEPARATOR, date:seconds";
  for (const std::string_view name : names) list += fmt::format(", {}", name);
  return Error{Exit::kUsage, fmt::format("there is no format '{}'{}; there are {}", format,
                                         text::DidYouMean(format, names), list)};
}

// What stands inside quotes must neither end them nor begin an escape.
std::string Quoted(const std::string& value, char quote) {
  if (quote == 0 || quote == '`') return value;
  const std::string quoted = InQuotes(value, quote);
  std::string text;
  for (const char c : quoted.substr(1, quoted.size() - 2)) {
    if (c == '\n')
      text += "\\n";
    else
      text += c;
  }
  return text;
}

}  // namespace

Result<std::string> FormatVariable(const std::vector<std::string>& values, std::string_view format,
                                   char quote) {
  PLUMB_ASSIGN(const std::string text, Write(values, format));
  if (quote == '`' && text.find('`') != std::string::npos)
    return Error{Exit::kUsage, "a value with a '`' cannot stand inside of such quotes"};
  return Quoted(text, quote);
}

}  // namespace plumb::query
