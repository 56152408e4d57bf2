#include "formats/reject_log.h"

#include <fmt/core.h>

#include <algorithm>

#include "text/escape.h"
#include "text/utf8.h"

namespace plumb::formats {

namespace {

constexpr size_t kTextKept = 2000;  // bytes of a rejected line: enough to find it again
constexpr size_t kShownBefore = 60;
constexpr size_t kShown = 100;

// Not inside a character: a cut one would show as a broken byte.
size_t CharacterStart(std::string_view text, size_t at) {
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

}  // namespace

void RejectLog::Add(size_t line, size_t column, std::string_view reason, std::string_view text) {
  ++count;
  if (first.size() < kKept)
    first.push_back({line, column, std::string(reason), std::string(text.substr(0, kTextKept))});
}

std::string RejectLog::Summary() const {
  if (count == 0) return "";
  std::string out = fmt::format("{} line{} rejected: ", count, count == 1 ? "" : "s");
  for (const Reject& reject : first) {
    if (&reject != &first.front()) out += "; ";
    out +=
        fmt::format("line {}:{}: {}", reject.line, reject.column, text::ForTerminal(reject.reason));
  }
  if (count > first.size()) out += "; …";
  return out;
}

std::string DescribeReject(const Reject& reject) {
  const size_t column = std::min(reject.column > 0 ? reject.column - 1 : 0, reject.text.size());
  const std::string_view line = reject.text;
  const size_t from = CharacterStart(line, column > kShownBefore ? column - kShownBefore : 0);
  const size_t to = CharacterStart(line, std::min(line.size(), from + kShown));
  const std::string shown = text::ForTerminal(line.substr(from, to - from));
  const size_t offset =
      text::DisplayWidth(text::ForTerminal(line.substr(from, std::max(column, from) - from)));
  return fmt::format("{}:{}: {}\n  {}\n  {}^", reject.line, reject.column,
                     text::ForTerminal(reject.reason), shown, std::string(offset, ' '));
}

}  // namespace plumb::formats
