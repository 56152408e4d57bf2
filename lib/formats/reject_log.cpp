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

void RejectLog::Add(size_t line, size_t column, std::string_view reason, std::string_view text,
                    size_t text_column) {
  ++count;
  if (first.size() >= kKept) return;
  // Of a long line, what is around the place.
  const size_t before = column > text_column ? column - text_column : 0;
  if (before > kTextKept / 2) {
    const size_t dropped = CharacterStart(text, std::min(before - kTextKept / 2, text.size()));
    text.remove_prefix(dropped);
    text_column += dropped;
  }
  first.push_back(
      {line, column, std::string(reason), std::string(text.substr(0, kTextKept)), text_column});
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
  const std::string place =
      fmt::format("{}:{}: {}", reject.line, reject.column, text::ForTerminal(reject.reason));
  if (reject.text.empty()) return place;
  const size_t before = reject.column > reject.text_column ? reject.column - reject.text_column : 0;
  const size_t column = std::min(before, reject.text.size());
  const std::string_view line = reject.text;
  const size_t from = CharacterStart(line, column > kShownBefore ? column - kShownBefore : 0);
  const size_t to = CharacterStart(line, std::min(line.size(), from + kShown));
  const std::string shown = text::ForTerminal(line.substr(from, to - from));
  const size_t offset =
      text::DisplayWidth(text::ForTerminal(line.substr(from, std::max(column, from) - from)));
  return fmt::format("{}\n  {}\n  {}^", place, shown, std::string(offset, ' '));
}

}  // namespace plumb::formats
