#include "query/server_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "promql/parse_error.h"

namespace plumb::query {

namespace {

// Takes `12:` off the text.
std::optional<size_t> TakeNumber(std::string_view& text) {
  size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end == text.data() + text.size() || *end != ':' || number == 0)
    return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()) + 1);
  return number;
}

// The byte of a line and column as Prometheus counts them: columns are bytes, both from 1
// (promql/parser/parse.go, ParseErr).
std::optional<size_t> FindByte(std::string_view expression, size_t line, size_t column) {
  size_t start = 0;
  for (size_t i = 1; i < line; ++i) {
    const size_t newline = expression.find('\n', start);
    if (newline == std::string_view::npos) return std::nullopt;
    start = newline + 1;
  }
  if (column - 1 > expression.size() - start) return std::nullopt;
  return start + column - 1;
}

}  // namespace

Error ShowServerWords(std::string_view words, const Expansion& expansion, std::string_view server) {
  constexpr std::string_view kHead = "invalid parameter \"query\": ";
  if (words.starts_with(kHead)) words.remove_prefix(kHead.size());
  constexpr std::string_view kKind = " parse error: ";
  std::string_view rest = words;
  const auto line = TakeNumber(rest);
  const auto column = line ? TakeNumber(rest) : std::nullopt;
  const auto byte = column ? FindByte(expansion.text(), *line, *column) : std::nullopt;
  if (!byte || !rest.starts_with(kKind))
    return {Exit::kUsage, fmt::format("{} says: {}", server, words)};
  const promql::ParseError error = {.place = expansion.InOriginal({*byte, *byte}),
                                    .message = std::string(rest.substr(kKind.size())),
                                    .hint = fmt::format("so says {}", server)};
  return {Exit::kUsage, promql::RenderParseError(expansion.original(), error)};
}

}  // namespace plumb::query
