#include "formats/page_hint.h"

#include <cstring>

#include "base/hash.h"

namespace plumb::formats {

namespace {

// A page that is much smaller than what was learned has lost lines for good: so many times more
// lines than the last page had are kept, and these few in any case.
constexpr size_t kMostKept = 4;
constexpr size_t kAlwaysKept = 1024;

uint64_t NumberKey(uint32_t type, std::string_view text) {
  return Hash64(text) ^ (type * 0x9e3779b97f4a7c15u);
}

}  // namespace

void PageHint::Clear() {
  ++clears_;
  lines_.assign(1, Line{});
  text_.clear();
  page_.clear();
  numbers_.clear();
  numbered_ = 1;
  last_ = missed_ = type_ = kNoLine;
}

void PageHint::BeginPage() {
  if (size() > kAlwaysKept && !page_.empty() && size() / kMostKept > page_.size()) Clear();
  page_.clear();
  last_ = missed_ = type_ = kNoLine;
}

bool PageHint::IsLine(LineId id, std::string_view line) const {
  if (id == kNoLine) return false;
  const Line& known = lines_[id];
  if (known.kind == Kind::kSample || known.kind == Kind::kTypedSample) {
    if (line.size() <= known.length || line[known.length] != ' ') return false;
    if (known.kind == Kind::kTypedSample && known.type != type_) return false;
  } else if (line.size() != known.length) {
    return false;
  }
  return std::memcmp(line.data(), text_.data() + known.offset, known.length) == 0;
}

PageHint::LineId PageHint::Expect(std::string_view line) {
  const LineId next = lines_[last_].next;
  // The one that always follows; else the one that something was put before; else the one behind
  // something that was taken away; else the same again (one series at many times).
  for (const LineId guess : {next, missed_, lines_[next].next, last_})
    if (IsLine(guess, line)) return guess;
  if (next != kNoLine) missed_ = next;
  return kNoLine;
}

void PageHint::Pass(LineId id) {
  MoveTo(id);
  missed_ = kNoLine;
}

PageHint::LineId PageHint::Learn(Kind kind, std::string_view text) {
  if (TypeOf(kind) == kForeign) return kNoLine;
  LineId id = Is(last_, kind, text) ? last_ : Find(kind, text);
  if (id == kNoLine) id = Add(kind, text);
  if (id != kNoLine) {
    MoveTo(id);
  } else if (kind == Kind::kType) {
    type_ = kForeign;
  }
  return id;
}

void PageHint::MoveTo(LineId id) {
  if (last_ == id) return;
  lines_[last_].next = id;
  last_ = id;
  if (page_.size() < kMaxLines) page_.push_back(id);
  if (lines_[id].kind == Kind::kType) type_ = id;
}

PageHint::LineId PageHint::Add(Kind kind, std::string_view text) {
  if (lines_.size() > kMaxLines || text_.size() + text.size() > kMaxText) return kNoLine;
  const auto id = static_cast<LineId>(lines_.size());
  lines_.push_back({.offset = static_cast<uint32_t>(text_.size()),
                    .length = static_cast<uint32_t>(text.size()),
                    .type = TypeOf(kind),
                    .kind = kind});
  text_.append(text);
  return id;
}

// Most pages never ask: the numbers of lines are put into the table when a first line is looked
// for.
PageHint::LineId PageHint::Find(Kind kind, std::string_view text) {
  for (; numbered_ < lines_.size(); ++numbered_) {
    const auto id = static_cast<LineId>(numbered_);
    numbers_[NumberKey(lines_[id].type, this->text(id))] = id;
  }
  const auto found = numbers_.find(NumberKey(TypeOf(kind), text));
  // Of two texts with the same hash the later one is found; the other is expected or parsed.
  return found != numbers_.end() && Is(found->second, kind, text) ? found->second : kNoLine;
}

bool PageHint::Is(LineId id, Kind kind, std::string_view text) const {
  return id != kNoLine && lines_[id].kind == kind && lines_[id].type == TypeOf(kind) &&
         this->text(id) == text;
}

PageHint::LineId PageHint::Append(Kind kind, std::string_view text, uint32_t memo) {
  const LineId id = Add(kind, text);
  if (id == kNoLine) return id;
  lines_[id].memo = memo;
  MoveTo(id);
  return id;
}

}  // namespace plumb::formats
