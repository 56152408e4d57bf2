#include "formats/object_rows.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include "base/number.h"
#include "formats/cell_time.h"
#include "formats/delimited_input.h"
#include "formats/json_tokens.h"
#include "text/escape.h"

namespace plumb::formats {

namespace {

using json::Token;

bool IsTime(std::string_view text) {
  return LooksLikeDate(text) || LooksLikeEpoch(ParseFloat(text).value_or(0));
}

}  // namespace

// The next object, in an array or not. Lines that are wrong are refused and passed over.
Result<bool> ObjectRows::NextObject(Object& object) {
  for (;;) {
    object.clear();
    const Token token = tokens_.Next();
    if (token == Token::kEnd) return false;
    if (token == Token::kBeginArray || token == Token::kEndArray) continue;
    if (token == Token::kBeginObject && ReadMembers("", object)) return true;
    if (tokens_.broken() && tokens_.at_end() && reading_.IsCut()) return false;
    if (token == Token::kError || tokens_.broken()) {
      PLUMB_TRY(RefuseTokens(tokens_, reading_));
      if (lines_ == json::TokenReader::Lines::kBlank || !tokens_.SkipLine()) return false;
      continue;
    }
    PLUMB_TRY(Refuse());
  }
}

Status ObjectRows::Refuse() const {
  const auto around = tokens_.Around();
  return reading_.Refuse(tokens_.line(), tokens_.column(), "expected a JSON object", around.text,
                         around.column);
}

// Behind the brace, up to and including the closing one. False if it is no JSON.
bool ObjectRows::ReadMembers(const std::string& prefix, Object& object) {
  for (;;) {
    const Token token = tokens_.Next();
    if (token == Token::kEndObject) return true;
    if (token != Token::kKey) return false;
    if (!ReadMember(prefix + std::string(tokens_.text()), object)) return false;
  }
}

bool ObjectRows::ReadMember(const std::string& key, Object& object) {
  constexpr size_t kDeepest = 8;  // what lies deeper has no name that anybody would read
  switch (tokens_.Next()) {
    case Token::kBeginObject:
      if (tokens_.depth() <= kDeepest) return ReadMembers(key + '.', object);
      return tokens_.LeaveTo(tokens_.depth() - 1);
    case Token::kBeginArray:
      return tokens_.LeaveTo(tokens_.depth() - 1);
    case Token::kString:
      object.push_back({key, std::string(tokens_.text()), true});
      return true;
    case Token::kNumber:
      object.push_back({key, std::string(tokens_.text())});
      return true;
    case Token::kTrue:
      object.push_back({key, "true", true});
      return true;
    case Token::kFalse:
      object.push_back({key, "false", true});
      return true;
    case Token::kNull:
      return true;
    default:
      return false;
  }
}

Result<std::vector<std::string>> ObjectRows::ReadTitles() {
  Object object;
  while (first_.size() < kFirstRows) {
    PLUMB_ASSIGN(const bool more, NextObject(object));
    if (!more) break;
    first_.push_back(std::move(object));
  }
  ChooseColumns();
  return columns_;
}

void ObjectRows::ChooseColumns() {
  std::map<std::string_view, std::set<std::string_view>> texts;
  std::set<std::string_view> times;
  std::vector<std::string> keys;
  for (const Object& object : first_)
    for (const Cell& cell : object) {
      if (std::find(keys.begin(), keys.end(), cell.key) == keys.end()) keys.push_back(cell.key);
      if (IsTime(cell.text))
        times.insert(cell.text);
      else if (cell.is_text && !ParseFloat(cell.text))
        texts[cell.key].insert(cell.text);
    }
  // In a list of things each has its name once; over time, a name comes again.
  constexpr size_t kLeastToTell = 3;
  const bool over_time = first_.size() >= kLeastToTell && times.size() * 2 > first_.size();
  for (std::string& key : keys)
    if (!over_time || texts[key].size() * 2 <= first_.size()) columns_.push_back(std::move(key));
}

void ObjectRows::AppendRow(const Object& object) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) ready_ += '\t';
    const auto cell = std::find_if(object.begin(), object.end(),
                                   [&](const Cell& each) { return each.key == columns_[i]; });
    // A row must not look like an empty line.
    if (cell != object.end())
      text::AppendCsvField(ready_, cell->text, '\t');
    else if (columns_.size() == 1)
      ready_ += "null";
  }
  ready_ += '\n';
}

Result<size_t> ObjectRows::Read(char* buffer, size_t size) {
  if (at_ == ready_.size()) {
    ready_.clear();
    at_ = 0;
    Object object;
    if (next_first_ < first_.size()) {
      object = std::move(first_[next_first_++]);
    } else {
      PLUMB_ASSIGN(const bool more, NextObject(object));
      if (!more) return 0;
    }
    AppendRow(object);
  }
  const size_t n = std::min(size, ready_.size() - at_);
  std::memcpy(buffer, ready_.data() + at_, n);
  at_ += n;
  return n;
}

}  // namespace plumb::formats
