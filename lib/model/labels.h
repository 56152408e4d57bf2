// SPDX-License-Identifier: Apache-2.0
// The identity of a series: a set of labels, sorted by name, no name twice, no empty value.
#pragma once

#include <compare>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumb::model {

inline constexpr std::string_view kMetricName = "__name__";
inline constexpr std::string_view kBucketLabel = "le";
inline constexpr std::string_view kQuantileLabel = "quantile";

struct LabelView {
  std::string_view name;
  std::string_view value;
};

// Kept as one string of (varint length, bytes) pairs: one allocation, and equal sets have equal
// bytes. An empty value is the same as no label (Prometheus data model), so it is never kept.
class Labels {
 public:
  class Iterator {
   public:
    using value_type = LabelView;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    Iterator() = default;
    explicit Iterator(const char* at) : at_(at) {}
    LabelView operator*() const;
    Iterator& operator++();
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator& other) const = default;

   private:
    const char* at_ = nullptr;
  };

  Labels() = default;
  Labels(std::initializer_list<LabelView> labels);
  // Sorts; drops empty values; of a name given twice the last wins.
  static Labels From(std::vector<LabelView> labels);
  // The set whose bytes() were kept somewhere. REQUIRES: bytes came from bytes().
  static Labels FromBytes(std::string bytes);
  // Exchanges the canonical bytes, so that a parser of many sets reuses two buffers.
  // REQUIRES: as FromBytes
  void SwapBytes(std::string& bytes) { bytes_.swap(bytes); }

  [[nodiscard]] Iterator begin() const { return Iterator(bytes_.data()); }
  [[nodiscard]] Iterator end() const { return Iterator(bytes_.data() + bytes_.size()); }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  [[nodiscard]] size_t size() const;  // counts; linear

  // The value of a label, "" if it is not there.
  [[nodiscard]] std::string_view Get(std::string_view name) const;
  [[nodiscard]] bool Has(std::string_view name) const { return !Get(name).empty(); }
  [[nodiscard]] std::string_view metric_name() const { return Get(kMetricName); }

  // Canonical bytes: equal exactly when the sets are equal. Stable across runs; stores may keep it.
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  // XXH3 of bytes(); stable across runs and machines.
  [[nodiscard]] uint64_t Hash() const;

  // `name{a="b",c="d"}` as the exposition formats write it; names that are not legacy-valid are
  // quoted inside the braces: `{"my.metric","a.b"="c"}`. `{}` for the empty set.
  [[nodiscard]] std::string ToString() const;
  void AppendTo(std::string& out) const;  // the same

  bool operator==(const Labels&) const = default;
  // By name and value, pair after pair (Prometheus' labels.Compare), the order of sorted output.
  std::strong_ordering operator<=>(const Labels& other) const;

 private:
  std::string bytes_;
};

// Makes a changed set: `LabelsBuilder(labels).Set("job", "x").Drop("le").Build()`.
// Holds copies; may outlive what it was made from.
class LabelsBuilder {
 public:
  LabelsBuilder() = default;
  explicit LabelsBuilder(const Labels& base);
  LabelsBuilder& Set(std::string_view name,
                     std::string_view value);  // an empty value drops the label
  LabelsBuilder& Drop(std::string_view name);
  [[nodiscard]] std::string_view Get(std::string_view name) const;
  [[nodiscard]] Labels Build() const;

 private:
  std::vector<std::pair<std::string, std::string>> labels_;  // sorted by name
};

// The set without / with only the given names. REQUIRES: names sorted.
Labels Without(const Labels& labels, const std::vector<std::string>& names);
Labels KeepOnly(const Labels& labels, const std::vector<std::string>& names);

// Name rules. Legacy: [a-zA-Z_:][a-zA-Z0-9_:]* and [a-zA-Z_][a-zA-Z0-9_]*; else any non-empty
// UTF-8.
bool IsLegacyMetricName(std::string_view name);
bool IsLegacyLabelName(std::string_view name);

struct LabelsHash {
  size_t operator()(const Labels& labels) const { return labels.Hash(); }
};

}  // namespace plumb::model
