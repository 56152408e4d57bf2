// SPDX-License-Identifier: Apache-2.0
// What a page looked like the last time, so that the next one is read by comparing bytes.
//
// An exporter serves the same lines again and again; only their values differ. A PageHint knows the
// lines of a page by number and which one followed which. A line that begins with the bytes that
// were expected needs no parsing in front of its value. Any other line is parsed in full and takes
// its place, so that inserted, removed and moved lines cost only themselves.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/sample_sink.h"

namespace plumb::formats {

// One hint is for the pages of one source, read with the same options.
class PageHint {
 public:
  // A line that is known. Numbers stay until Clear.
  using LineId = uint32_t;
  static constexpr LineId kNoLine = 0;

  enum class Kind : uint8_t {
    kSample,       // the text is the line up to the end of its labels
    kTypedSample,  // the same; what its labels mean depends on the TYPE line before it
    kType,         // the text is the whole line
    kComment,      // another comment, the whole line
  };

  PageHint() { Clear(); }

  // The next line is the first of a page.
  void BeginPage();
  // The number of `line` if it is one that is expected here; else kNoLine. What stands behind a
  // sample's text, and the blank, is for the caller to read.
  LineId Expect(std::string_view line);
  // The line was the one that Expect gave.
  void Pass(LineId id);
  // The line was parsed: its number, a new one if the text is new. kNoLine if it cannot be kept.
  // A sample's text is followed by one blank in its line.
  LineId Learn(Kind kind, std::string_view text);
  // The TYPE line in force was not learned.
  void SetForeignType() { type_ = kForeign; }

  // The TYPE line in force; kNoLine if there is none, kForeign if it was not learned.
  static constexpr LineId kForeign = UINT32_MAX;
  [[nodiscard]] LineId type_line() const { return type_; }
  [[nodiscard]] Kind kind(LineId id) const { return lines_[id].kind; }
  [[nodiscard]] std::string_view text(LineId id) const {
    return std::string_view(text_).substr(lines_[id].offset, lines_[id].length);
  }
  // What a sink remembers of the line (model::StreamSample::memo). Valid until Learn or Append.
  [[nodiscard]] uint32_t* memo(LineId id) { return &lines_[id].memo; }
  // The lines of this page so far, in their order.
  [[nodiscard]] const std::vector<LineId>& page() const { return page_; }  // no line twice in a row

  // Adds a line behind those of the last page, as it was kept somewhere: a TYPE line stands before
  // what depends on it. REQUIRES: between pages
  LineId Append(Kind kind, std::string_view text, uint32_t memo);
  // Forgets all lines.
  void Clear();
  // How often that was done: numbers from before mean nothing any more.
  [[nodiscard]] uint32_t clears() const { return clears_; }
  // Lines, and bytes of memory, that are held.
  [[nodiscard]] size_t size() const { return lines_.size() - 1; }
  [[nodiscard]] size_t bytes() const { return text_.size() + lines_.size() * sizeof(Line); }

  // So many lines a page may have; more are parsed. A source with a million series is cut into
  // several by whoever scrapes it.
  static constexpr size_t kMaxLines = 1u << 20;
  static constexpr size_t kMaxText = 256u << 20;

 private:
  struct Line {
    uint32_t offset = 0;
    uint32_t length = 0;
    LineId next = kNoLine;  // the line that came behind it the last time
    LineId type = kNoLine;  // of a kTypedSample: the TYPE line in force
    uint32_t memo = 0;
    Kind kind = Kind::kComment;
  };

  [[nodiscard]] bool IsLine(LineId id, std::string_view line) const;
  [[nodiscard]] bool Is(LineId id, Kind kind, std::string_view text) const;
  [[nodiscard]] LineId TypeOf(Kind kind) const { return kind == Kind::kTypedSample ? type_ : 0; }
  LineId Add(Kind kind, std::string_view text);
  LineId Find(Kind kind, std::string_view text);
  void MoveTo(LineId id);

  std::vector<Line> lines_;  // the first is none: what stands before a page
  std::string text_;         // of all lines
  std::vector<LineId> page_;
  LineId last_ = kNoLine;    // that came
  LineId missed_ = kNoLine;  // that was expected when another came: it may still follow
  LineId type_ = kNoLine;
  uint32_t clears_ = 0;
  std::unordered_map<uint64_t, LineId> numbers_;  // by the hash of a text and its type line
  size_t numbered_ = 1;                           // lines below are in numbers_
};

// Where a reader of the stream finds the hints of what it reads.
class HintSource {
 public:
  virtual ~HintSource() = default;
  // For the lines behind the line of a block; nullptr: they are parsed. Valid until the next call
  // of either function.
  virtual PageHint* ForBlock(const model::ScrapeBlock& block) = 0;
  // For lines before the first block; asked again before each line as long as it is nullptr.
  virtual PageHint* ForLoose() = 0;
};

}  // namespace plumb::formats
