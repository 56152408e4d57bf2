#include "promql/parse_error.h"

#include <algorithm>

#include "text/escape.h"
#include "text/utf8.h"

#include <fmt/format.h>

namespace plumb::promql {
namespace {

// Cells shown on each side of the place in a line that is too long for a terminal.
constexpr size_t kCellsAround = 60;

struct Line {
  size_t start = 0;
  size_t end = 0;
};

Line LineAt(std::string_view text, size_t byte) {
  const size_t before = text.substr(0, byte).rfind('\n');
  const size_t after = text.find('\n', byte);
  return {before == std::string_view::npos ? 0 : before + 1,
          after == std::string_view::npos ? text.size() : after};
}

// Text as shown, and the same as blanks: tabs stay tabs, so that what stands below lines up.
struct Shown {
  std::string text;
  std::string blanks;

  void Add(std::string_view piece) {
    size_t at = 0;
    while (at < piece.size()) {
      const size_t tab = std::min(piece.find('\t', at), piece.size());
      const std::string safe = text::ForTerminal(piece.substr(at, tab - at));
      text += safe;
      blanks.append(text::DisplayWidth(safe), ' ');
      if (tab < piece.size()) {
        text += '\t';
        blanks += '\t';
      }
      at = tab + 1;
    }
  }
};

// The first or last `kCellsAround` code points of a text.
std::string_view Head(std::string_view text) {
  size_t at = 0;
  for (size_t i = 0; i < kCellsAround && at < text.size(); ++i) text::DecodeUtf8(text, at);
  return text.substr(0, at);
}
std::string_view Tail(std::string_view text) {
  size_t at = text.size();
  for (size_t i = 0; i < kCellsAround && at > 0; ++i) {
    do {
      --at;
    } while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  }
  return text.substr(at);
}

}  // namespace

std::string RenderPlace(std::string_view text, Place place) {
  const Line line = LineAt(text, place.start);
  const size_t end = std::clamp(place.end, place.start, line.end);
  const std::string_view before = text.substr(line.start, place.start - line.start);
  const std::string_view marked = text.substr(place.start, end - place.start);
  const std::string_view after = text.substr(end, line.end - end);

  Shown left;
  const std::string_view tail = Tail(before);
  if (tail.size() < before.size()) left.Add("…");
  left.Add(tail);
  Shown middle;
  const std::string_view head = Head(marked);
  middle.Add(head);
  Shown right;
  if (head.size() == marked.size()) right.Add(Head(after));
  const bool cut = head.size() < marked.size() || Head(after).size() < after.size();

  std::string carets = "^";
  if (!middle.blanks.empty()) carets.append(middle.blanks.size() - 1, '~');
  return fmt::format("  {}{}{}{}\n  {}{}", left.text, middle.text, right.text, cut ? "…" : "",
                     left.blanks, carets);
}

LineColumn FindLineColumn(std::string_view text, size_t byte) {
  byte = std::min(byte, text.size());
  LineColumn found;
  size_t at = 0;
  while (at < byte) {
    if (text::DecodeUtf8(text, at) == '\n') {
      ++found.line;
      found.column = 1;
    } else {
      ++found.column;
    }
  }
  return found;
}

std::string RenderParseError(std::string_view text, const ParseError& error) {
  const Place place = {std::min(error.place.start, text.size()),
                       std::min(error.place.end, text.size())};
  const LineColumn where = FindLineColumn(text, place.start);
  std::string out = fmt::format("{}:{}: parse error: {}", where.line, where.column, error.message);
  if (!text.empty()) out += "\n" + RenderPlace(text, place);
  if (!error.hint.empty()) out += "\n  " + error.hint;
  return out;
}

Error ToError(std::string_view text, const ParseErrors& errors) {
  return {Exit::kUsage, RenderParseError(text, errors.front())};
}

}  // namespace plumb::promql
