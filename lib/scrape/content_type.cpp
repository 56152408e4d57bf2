#include "scrape/content_type.h"

#include <fmt/format.h>

#include <array>

#include "base/result.h"
#include "text/escape.h"

namespace plumb::scrape {

namespace {

using formats::Level;

struct ProtocolRow {
  Protocol protocol;
  std::string_view name;
  std::string_view accept;
  Level level;
};

constexpr std::array<ProtocolRow, 4> kProtocols = {{
    {Protocol::kOpenMetricsText1, "OpenMetricsText1.0.0",
     "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8", Level::kOpenMetrics},
    {Protocol::kOpenMetricsText001, "OpenMetricsText0.0.1",
     "application/openmetrics-text;version=0.0.1", Level::kOpenMetrics},
    {Protocol::kPrometheusText1, "PrometheusText1.0.0",
     "text/plain;version=1.0.0;escaping=allow-utf-8", Level::kText},
    {Protocol::kPrometheusText004, "PrometheusText0.0.4", "text/plain;version=0.0.4", Level::kText},
}};

const ProtocolRow& RowOf(Protocol protocol) {
  for (const ProtocolRow& row : kProtocols)
    if (row.protocol == protocol) return row;
  return kProtocols.back();
}

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// RFC 7230's token.
bool IsTokenChar(char c) {
  const char lower = Lower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
         (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}

// A Content-Type as Go's mime.ParseMediaType takes it.
class MediaTypeScanner {
 public:
  explicit MediaTypeScanner(std::string_view text) : rest_(text) {}

  // The type in lower case, or nullopt if the header is malformed.
  std::optional<std::string> Scan() {
    SkipBlanks();
    std::string type = TakeToken();
    if (type.empty()) return std::nullopt;
    if (Take('/')) {
      const std::string subtype = TakeToken();
      if (subtype.empty()) return std::nullopt;
      type += "/" + subtype;
    }
    SkipBlanks();
    while (!rest_.empty())
      if (!TakeParameter()) return std::nullopt;
    return type;
  }

 private:
  void SkipBlanks() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\t')) rest_.remove_prefix(1);
  }
  bool Take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string TakeToken() {
    std::string token;
    while (!rest_.empty() && IsTokenChar(rest_[0])) {
      token.push_back(Lower(rest_[0]));
      rest_.remove_prefix(1);
    }
    return token;
  }
  bool TakeQuoted() {
    while (!rest_.empty()) {
      const char c = rest_[0];
      rest_.remove_prefix(1);
      if (c == '"') return true;
      if (c == '\\' && !rest_.empty()) rest_.remove_prefix(1);
    }
    return false;
  }
  // `; name=value`; a lone semicolon at the end is let pass.
  bool TakeParameter() {
    if (!Take(';')) return false;
    SkipBlanks();
    if (rest_.empty()) return true;
    if (TakeToken().empty()) return false;
    SkipBlanks();
    if (!Take('=')) return false;
    SkipBlanks();
    if (!(Take('"') ? TakeQuoted() : !TakeToken().empty())) return false;
    SkipBlanks();
    return true;
  }

  std::string_view rest_;
};

Result<Level> Fallback(std::optional<Protocol> fallback, std::string trouble) {
  if (fallback) return RowOf(*fallback).level;
  return Error{Exit::kOutside, std::move(trouble) + " (--fallback-protocol reads it all the same)"};
}

std::string_view LastLine(std::string_view page) {
  while (page.ends_with('\n') || page.ends_with('\r')) page.remove_suffix(1);
  const size_t newline = page.rfind('\n');
  return newline == std::string_view::npos ? page : page.substr(newline + 1);
}

}  // namespace

std::vector<std::string> ProtocolNames() {
  std::vector<std::string> names;
  for (const ProtocolRow& row : kProtocols) names.emplace_back(row.name);
  return names;
}

Protocol ProtocolOf(std::string_view name) {
  for (const ProtocolRow& row : kProtocols)
    if (row.name == name) return row.protocol;
  return Protocol::kPrometheusText004;
}

std::string AcceptHeader(const std::vector<Protocol>& protocols) {
  // Prometheus counts down from one more than the protocols it knows, of which one is protobuf.
  size_t weight = kProtocols.size() + 2;
  std::string accept;
  for (const Protocol protocol : protocols)
    accept += fmt::format("{};q=0.{},", RowOf(protocol).accept, weight--);
  return accept + fmt::format("*/*;q=0.{}", weight);
}

Result<Level> LevelOf(std::string_view content_type, std::optional<Protocol> fallback) {
  if (content_type.empty()) return Fallback(fallback, "the answer has no Content-Type");
  const std::optional<std::string> type = MediaTypeScanner(content_type).Scan();
  if (type == "text/plain") return Level::kText;
  if (type == "application/openmetrics-text") return Level::kOpenMetrics;
  if (type == "text/html" && !fallback)
    return Error{
        Exit::kOutside,
        "Content-Type 'text/html': a page for people, not for metrics; is the path right?"};
  return Fallback(fallback, fmt::format("Content-Type '{}' is no format of metrics",
                                        text::ForTerminal(content_type.substr(0, 100))));
}

Level LevelByContent(std::string_view page) {
  return LastLine(page) == "# EOF" ? Level::kOpenMetrics : Level::kText;
}

}  // namespace plumb::scrape
