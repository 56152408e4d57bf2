// SPDX-License-Identifier: Apache-2.0
// JSON that is read: a document and read-only views of its values. The door to rapidjson.
// Parsing needs no stack depth (iterative), keeps numbers exact and refuses invalid UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace plumb::json {

enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };

// A view of one value; valid as long as its Document. Asking for what the value is not gives an
// empty answer (0, "", no elements), so that a reader checks kind() only where it matters.
class Value {
 public:
  Value() = default;  // null

  [[nodiscard]] Kind kind() const;
  [[nodiscard]] bool is_null() const { return kind() == Kind::kNull; }
  [[nodiscard]] bool is_string() const { return kind() == Kind::kString; }
  [[nodiscard]] bool is_number() const { return kind() == Kind::kNumber; }
  [[nodiscard]] bool is_array() const { return kind() == Kind::kArray; }
  [[nodiscard]] bool is_object() const { return kind() == Kind::kObject; }

  [[nodiscard]] bool boolean() const;
  [[nodiscard]] double number() const;
  // The number where it is an integer that fits.
  [[nodiscard]] std::optional<int64_t> integer() const;
  [[nodiscard]] std::string_view string() const;

  // Elements of an array or members of an object.
  [[nodiscard]] size_t size() const;
  // REQUIRES: is_array(), index < size()
  [[nodiscard]] Value element(size_t index) const;
  // Members in the order of the text. REQUIRES: is_object(), index < size()
  [[nodiscard]] std::pair<std::string_view, Value> member(size_t index) const;
  // The first member of that name; null if there is none.
  [[nodiscard]] Value Get(std::string_view name) const;
  [[nodiscard]] bool Has(std::string_view name) const;

 private:
  friend class Document;
  explicit Value(const void* value) : value_(value) {}
  const void* value_ = nullptr;
};

class Document {
 public:
  // The whole text is one value. The error says `line:column: what`.
  static Result<Document> Parse(std::string_view text);

  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  [[nodiscard]] Value root() const;

 private:
  struct Tree;
  explicit Document(std::unique_ptr<Tree> tree);
  std::unique_ptr<Tree> tree_;
};

}  // namespace plumb::json
