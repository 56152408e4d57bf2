#include "json/document.h"

#include <fmt/core.h>
#include <rapidjson/document.h>
#include <rapidjson/encodedstream.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>

#include <algorithm>

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

struct Document::Tree {
  rapidjson::Document document;
};

Document::Document(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Result<Document> Document::Parse(std::string_view text) {
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag |
                              rapidjson::kParseValidateEncodingFlag;
  auto tree = std::make_unique<Tree>();
  rapidjson::MemoryStream bytes(text.data(), text.size());
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(bytes);
  tree->document.ParseStream<kFlags>(stream);
  if (tree->document.HasParseError())
    return At(text, tree->document.GetErrorOffset(), Words(tree->document.GetParseError()));
  return Document(std::move(tree));
}

Value Document::root() const {
  return Value(&tree_->document);
}

}  // namespace plumb::json
