#include "fetch/identity.h"

#include <fmt/core.h>

#include <algorithm>

#include "system/files.h"

namespace plumb::fetch {

namespace {

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// The token characters of RFC 9110.
bool IsNamePart(char c) {
  const char lower = Lower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

// A control character in a value would begin another header.
bool IsSafeValue(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

}  // namespace

bool SameHeaderName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

void AddHeader(std::vector<Header>& headers, std::string_view name, std::string_view value) {
  const bool there = std::any_of(headers.begin(), headers.end(), [&](const Header& header) {
    return SameHeaderName(header.first, name);
  });
  if (!there) headers.emplace_back(name, value);
}

Result<Header> ParseHeader(std::string_view line) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos)
    return Error{Exit::kUsage, "a header is written 'Name: value', there is no ':'"};
  const std::string_view name = Trim(line.substr(0, colon));
  if (name.empty() || !std::all_of(name.begin(), name.end(), IsNamePart))
    return Error{Exit::kUsage, "what stands before the ':' is no name of a header"};
  const std::string_view value = Trim(line.substr(colon + 1));
  if (!IsSafeValue(value))
    return Error{Exit::kUsage,
                 fmt::format("the value of header '{}' has a control character", name)};
  return Header(name, value);
}

Result<std::vector<Header>> ReadHeaderFile(const std::string& path) {
  PLUMB_ASSIGN(const std::string text, system::ReadFile(path));
  std::vector<Header> headers;
  size_t number = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = Trim(std::string_view(text).substr(at, end - at));
    at = end + 1;
    ++number;
    if (line.empty() || line.front() == '#') continue;
    auto header = ParseHeader(line);
    if (!header.ok()) return header.error().In(fmt::format("'{}', line {}", path, number));
    headers.push_back(*std::move(header));
  }
  return headers;
}

Result<std::vector<Header>> HeadersOf(const Request& request) {
  std::vector<Header> headers = request.identity.headers;
  if (!request.identity.bearer_file.empty()) {
    PLUMB_ASSIGN(const std::string text, system::ReadFile(request.identity.bearer_file));
    const std::string_view token = Trim(text);
    if (token.empty() || !IsSafeValue(token))
      return Error{Exit::kOutside, fmt::format("'{}' does not hold one token on one line",
                                               request.identity.bearer_file)};
    AddHeader(headers, "Authorization", fmt::format("Bearer {}", token));
  }
  const size_t given = headers.size();
  for (const Header& header : request.headers) {
    const bool overridden =
        std::any_of(headers.begin(), headers.begin() + static_cast<std::ptrdiff_t>(given),
                    [&](const Header& mine) { return SameHeaderName(mine.first, header.first); });
    if (!overridden) headers.push_back(header);
  }
  for (const auto& [name, value] : headers)
    if (name.empty() || !std::all_of(name.begin(), name.end(), IsNamePart) || !IsSafeValue(value))
      return Error{Exit::kUsage, fmt::format("header '{}' cannot be sent: it has characters that "
                                             "headers may not have",
                                             name)};
  return headers;
}

}  // namespace plumb::fetch
