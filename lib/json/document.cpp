#include "json/document.h"

#include "base/number.h"

#include <fmt/core.h>
#include <rapidjson/document.h>
#include <rapidjson/encodedstream.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace plumb::json {

namespace {

const rapidjson::Value& Node(const void* value) {
  static const rapidjson::Value kNull;
  return value == nullptr ? kNull : *static_cast<const rapidjson::Value*>(value);
}

std::string_view Text(const rapidjson::Value& node) {
  return {node.GetString(), node.GetStringLength()};
}

Error At(std::string_view text, size_t offset, std::string_view what) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  const auto line = static_cast<size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const size_t newline = before.rfind('\n');
  const size_t column = newline == std::string_view::npos ? offset + 1 : offset - newline;
  return {Exit::kNo, fmt::format("{}:{}: invalid JSON: {}", line, column, what)};
}

// rapidjson's messages end in a full stop and begin with a capital; ours do neither.
std::string Words(rapidjson::ParseErrorCode code) {
  std::string words = rapidjson::GetParseError_En(code);
  if (!words.empty() && words.back() == '.') words.pop_back();
  if (!words.empty() && words[0] >= 'A' && words[0] <= 'Z')
    words[0] = static_cast<char>(words[0] - 'A' + 'a');
  return words;
}

}  // namespace

Kind Value::kind() const {
  const rapidjson::Value& node = Node(value_);
  if (node.IsString()) return Kind::kString;
  if (node.IsNumber()) return Kind::kNumber;
  if (node.IsObject()) return Kind::kObject;
  if (node.IsArray()) return Kind::kArray;
  return node.IsBool() ? Kind::kBool : Kind::kNull;
}

bool Value::boolean() const {
  return Node(value_).IsTrue();
}

double Value::number() const {
  const rapidjson::Value& node = Node(value_);
  return node.IsNumber() ? node.GetDouble() : 0;
}

std::optional<int64_t> Value::integer() const {
  const rapidjson::Value& node = Node(value_);
  if (node.IsInt64()) return node.GetInt64();
  return std::nullopt;
}

std::string_view Value::string() const {
  const rapidjson::Value& node = Node(value_);
  return node.IsString() ? Text(node) : std::string_view();
}

size_t Value::size() const {
  const rapidjson::Value& node = Node(value_);
  if (node.IsArray()) return node.Size();
  return node.IsObject() ? node.MemberCount() : 0;
}

Value Value::element(size_t index) const {
  return Value(&Node(value_)[static_cast<rapidjson::SizeType>(index)]);
}

std::pair<std::string_view, Value> Value::member(size_t index) const {
  const auto at = Node(value_).MemberBegin() + static_cast<std::ptrdiff_t>(index);
  return {Text(at->name), Value(&at->value)};
}

Value Value::Get(std::string_view name) const {
  const rapidjson::Value& node = Node(value_);
  if (!node.IsObject()) return Value();
  const auto at = std::find_if(node.MemberBegin(), node.MemberEnd(),
                               [&](const auto& member) { return Text(member.name) == name; });
  return at == node.MemberEnd() ? Value() : Value(&at->value);
}

bool Value::Has(std::string_view name) const {
  return Get(name).value_ != nullptr;
}

namespace {

// Gives numbers to a tree as this project reads them: rapidjson's exact way counts the leading zero
// bits of 0e200, which has no other.
class ExactNumbers {
 public:
  explicit ExactNumbers(rapidjson::Document& tree) : tree_(tree) {}

  // False, which ends the parsing, if it is more than a double holds.
  bool RawNumber(const char* bytes, rapidjson::SizeType size, bool /*copy*/) {
    int64_t integer = 0;
    const auto [end, error] = std::from_chars(bytes, bytes + size, integer);
    if (error == std::errc() && end == bytes + size) return tree_.Int64(integer);
    const std::optional<double> number = ParseFloat({bytes, size});
    too_big_ = !number || std::isinf(*number);
    return !too_big_ && tree_.Double(*number);
  }
  [[nodiscard]] bool too_big() const { return too_big_; }

  bool Null() { return tree_.Null(); }
  bool Bool(bool value) { return tree_.Bool(value); }
  // Numbers come raw.
  bool Int(int value) { return tree_.Int(value); }
  bool Uint(unsigned value) { return tree_.Uint(value); }
  bool Int64(int64_t value) { return tree_.Int64(value); }
  bool Uint64(uint64_t value) { return tree_.Uint64(value); }
  bool Double(double value) { return tree_.Double(value); }
  bool String(const char* bytes, rapidjson::SizeType size, bool copy) {
    return tree_.String(bytes, size, copy);
  }
  bool StartObject() { return tree_.StartObject(); }
  bool Key(const char* bytes, rapidjson::SizeType size, bool copy) {
    return tree_.Key(bytes, size, copy);
  }
  bool EndObject(rapidjson::SizeType members) { return tree_.EndObject(members); }
  bool StartArray() { return tree_.StartArray(); }
  bool EndArray(rapidjson::SizeType elements) { return tree_.EndArray(elements); }

 private:
  rapidjson::Document& tree_;
  bool too_big_ = false;
};

}  // namespace

struct Document::Tree {
  rapidjson::Document document;
};

Document::Document(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Result<Document> Document::Parse(std::string_view text) {
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag |
                              rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseValidateEncodingFlag;
  auto tree = std::make_unique<Tree>();
  rapidjson::MemoryStream bytes(text.data(), text.size());
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(bytes);
  rapidjson::Reader reader;
  ExactNumbers numbers(tree->document);
  const auto parse = [&](rapidjson::Document& /*tree*/) {
    return !reader.Parse<kFlags>(stream, numbers).IsError();
  };
  tree->document.Populate(parse);
  if (reader.HasParseError())
    return At(
        text, reader.GetErrorOffset(),
        Words(numbers.too_big() ? rapidjson::kParseErrorNumberTooBig : reader.GetParseErrorCode()));
  return Document(std::move(tree));
}

Value Document::root() const {
  return Value(&tree_->document);
}

}  // namespace plumb::json
