#include "formats/record_reader.h"

#include <algorithm>
#include <cstring>

namespace plumb::formats {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsEmpty(std::string_view line) {
  return line.empty() || line == "\r";
}

}  // namespace

char FindSeparator(std::string_view line) {
  size_t commas = 0;
  size_t semicolons = 0;
  bool quoted = false;
  size_t braces = 0;  // of a title like name{a="x",b="y"}
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '{') ++braces;
    if (c == '}' && braces > 0) --braces;
    if (braces > 0) continue;
    if (c == ',') ++commas;
    if (c == ';') ++semicolons;
  }
  return semicolons > commas ? ';' : ',';
}

// Lines that were pushed back come again.
Result<bool> RecordReader::NextLine(std::string_view& line) {
  if (again_ < pushed_back_.size()) {
    const std::string_view rest = std::string_view(pushed_back_).substr(again_);
    const size_t stop = rest.find('\n');
    terminated_ = stop != std::string_view::npos;
    line = rest.substr(0, stop);
    again_ += line.size() + (terminated_ ? 1 : 0);
    return true;
  }
  PLUMB_ASSIGN(const bool more, lines_.Next(line));
  terminated_ = lines_.terminated();
  return more;
}

Result<bool> RecordReader::Next() {
  unclosed_ = false;
  do {
    PLUMB_ASSIGN(const bool more, NextLine(text_));
    if (!more) return false;
    line_ = next_line_++;
    if (line_ == 1 && text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  } while (IsEmpty(text_));
  if (separator_ == 0) separator_ = FindSeparator(text_);
  if (std::memchr(text_.data(), '"', text_.size()) == nullptr) {
    SplitPlain();
    return true;
  }
  return Split() ? Result<bool>(true) : JoinLines();
}

// The last field's carriage return belongs to the newline.
void RecordReader::SplitPlain() {
  fields_.clear();
  std::string_view rest = text_;
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  const char* start = rest.data();
  const char* p = start;
  const char* end = p + rest.size();
  for (const char* field = p;; ++p) {
    while (p != end && *p != separator_) ++p;
    fields_.push_back(
        {{field, static_cast<size_t>(p - field)}, static_cast<size_t>(field - start) + 1});
    if (p == end) return;
    field = p + 1;
  }
}

// Adds lines until the quotes close.
Result<bool> RecordReader::JoinLines() {
  joined_ = text_;
  const size_t first = joined_.size();
  size_t lines = 0;
  while (joined_.size() <= kMaxQuoted) {
    std::string_view line;
    PLUMB_ASSIGN(const bool more, NextLine(line));
    if (!more) break;
    ++lines;
    joined_ += '\n';
    joined_ += line;
    text_ = joined_;
    // What has no quote closes none.
    if (line.find('"') != std::string_view::npos && Split()) {
      next_line_ += lines;
      return true;
    }
  }
  // The lines behind it stand for themselves.
  std::string again;
  if (lines > 0) again = joined_.substr(first + 1) + (terminated_ ? "\n" : "");
  pushed_back_ = again + pushed_back_.substr(std::min(again_, pushed_back_.size()));
  again_ = 0;
  joined_.resize(first);
  text_ = joined_;
  terminated_ = true;
  Split();
  unclosed_ = true;
  return true;
}

// False if a quote is open at the end.
bool RecordReader::Split() {
  fields_.clear();
  unquoted_.clear();
  unquoted_.reserve(text_.size());
  size_t i = 0;
  bool quoted = false;
  do {
    const size_t start = i;
    const size_t from = unquoted_.size();
    if (i < text_.size() && text_[i] == '"') {
      quoted = true;
      ++i;
    }
    for (; i < text_.size(); ++i) {
      const char c = text_[i];
      if (quoted && c == '"' && i + 1 < text_.size() && text_[i + 1] == '"') {
        ++i;
      } else if (quoted && c == '"') {
        quoted = false;
        continue;
      } else if (!quoted && c == separator_) {
        break;
      } else if (!quoted && c == '\r' && i + 1 == text_.size()) {
        continue;
      }
      unquoted_.push_back(text_[i]);
    }
    fields_.push_back({std::string_view(unquoted_).substr(from), start + 1});
  } while (i++ < text_.size());
  return !quoted;
}

}  // namespace plumb::formats
