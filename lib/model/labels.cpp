#include "model/labels.h"

#include <algorithm>

#include "base/hash.h"
#include "base/result.h"
#include "text/escape.h"

namespace plumb::model {

namespace {

void AppendPart(std::string& out, std::string_view part) {
  size_t size = part.size();
  while (size >= 0x80) {
    out.push_back(static_cast<char>(size | 0x80));
    size >>= 7;
  }
  out.push_back(static_cast<char>(size));
  out.append(part);
}

std::string_view TakePart(const char*& at) {
  size_t size = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    size |= static_cast<size_t>(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  const std::string_view part(at, size);
  at += size;
  return part;
}

void AppendLabel(std::string& out, LabelView label) {
  AppendPart(out, label.name);
  AppendPart(out, label.value);
}

void AppendQuoted(std::string& out, std::string_view text) {
  out.push_back('"');
  text::AppendLabelValue(out, text);
  out.push_back('"');
}

// Copies neighbours together.
template <typename Wanted>
Labels Filter(const Labels& labels, Wanted wanted) {
  const char* at = labels.bytes().data();
  const char* const end = at + labels.bytes().size();
  const char* copied = at;  // what is before is copied, or not wanted
  std::string bytes;
  while (at != end) {
    const char* const label = at;
    const std::string_view name = TakePart(at);
    TakePart(at);
    if (wanted(name)) continue;
    if (bytes.empty()) bytes.reserve(labels.bytes().size());
    bytes.append(copied, label);
    copied = at;
  }
  if (copied == labels.bytes().data()) return labels;
  bytes.append(copied, end);
  return Labels::FromBytes(std::move(bytes));
}

bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

LabelView Labels::Iterator::operator*() const {
  const char* at = at_;
  const std::string_view name = TakePart(at);
  return {name, TakePart(at)};
}

Labels::Iterator& Labels::Iterator::operator++() {
  TakePart(at_);
  TakePart(at_);
  return *this;
}

Labels::Labels(std::initializer_list<LabelView> labels)
    : Labels(From(std::vector<LabelView>(labels))) {}

Labels Labels::From(std::vector<LabelView> labels) {
  const auto by_name = [](LabelView a, LabelView b) { return a.name < b.name; };
  if (!std::is_sorted(labels.begin(), labels.end(), by_name))
    std::stable_sort(labels.begin(), labels.end(), by_name);
  Labels made;
  for (size_t i = 0; i < labels.size(); ++i) {
    const bool repeated = i + 1 < labels.size() && labels[i + 1].name == labels[i].name;
    if (!repeated && !labels[i].value.empty()) AppendLabel(made.bytes_, labels[i]);
  }
  return made;
}

Labels Labels::FromBytes(std::string bytes) {
  Labels made;
  made.bytes_ = std::move(bytes);
  return made;
}

size_t Labels::size() const {
  return static_cast<size_t>(std::distance(begin(), end()));
}

std::string_view Labels::Get(std::string_view name) const {
  const char* at = bytes_.data();
  const char* stop = at + bytes_.size();
  while (at != stop) {
    const std::string_view found = TakePart(at);
    const std::string_view value = TakePart(at);
    if (found == name) return value;
    if (found > name) break;
  }
  return {};
}

uint64_t Labels::Hash() const {
  return Hash64(bytes_);
}

std::string Labels::ToString() const {
  std::string out;
  AppendTo(out);
  return out;
}

void Labels::AppendTo(std::string& out) const {
  const std::string_view name = metric_name();
  const bool bare_name = IsLegacyMetricName(name);
  if (bare_name) out.append(name);
  bool first = true;
  const auto separate = [&] {
    out.push_back(first ? '{' : ',');
    first = false;
  };
  if (!bare_name && !name.empty()) {
    separate();
    AppendQuoted(out, name);
  }
  for (const LabelView label : *this) {
    if (label.name == kMetricName) continue;
    separate();
    if (IsLegacyLabelName(label.name)) {
      out.append(label.name);
    } else {
      AppendQuoted(out, label.name);
    }
    out.push_back('=');
    AppendQuoted(out, label.value);
  }
  if (!first) out.push_back('}');
  if (first && !bare_name) out += "{}";
}

std::strong_ordering Labels::operator<=>(const Labels& other) const {
  auto a = begin();
  auto b = other.begin();
  for (; a != end() && b != other.end(); ++a, ++b) {
    const LabelView left = *a;
    const LabelView right = *b;
    if (const auto order = left.name <=> right.name; order != 0) return order;
    if (const auto order = left.value <=> right.value; order != 0) return order;
  }
  if (a != end()) return std::strong_ordering::greater;
  return b != other.end() ? std::strong_ordering::less : std::strong_ordering::equal;
}

LabelsBuilder::LabelsBuilder(const Labels& base) {
  for (const LabelView label : base) labels_.emplace_back(label.name, label.value);
}

namespace {
auto FindName(auto& labels, std::string_view name) {
  return std::lower_bound(
      labels.begin(), labels.end(), name,
      [](const auto& label, std::string_view wanted) { return label.first < wanted; });
}
}  // namespace

LabelsBuilder& LabelsBuilder::Set(std::string_view name, std::string_view value) {
  if (value.empty()) return Drop(name);
  const auto at = FindName(labels_, name);
  if (at != labels_.end() && at->first == name) {
    at->second = value;
  } else {
    labels_.emplace(at, name, value);
  }
  return *this;
}

LabelsBuilder& LabelsBuilder::Drop(std::string_view name) {
  const auto at = FindName(labels_, name);
  if (at != labels_.end() && at->first == name) labels_.erase(at);
  return *this;
}

std::string_view LabelsBuilder::Get(std::string_view name) const {
  const auto at = FindName(labels_, name);
  return at != labels_.end() && at->first == name ? std::string_view(at->second)
                                                  : std::string_view();
}

Labels LabelsBuilder::Build() const {
  std::string bytes;
  for (const auto& [name, value] : labels_) AppendLabel(bytes, {name, value});
  return Labels::FromBytes(std::move(bytes));
}

Labels Without(const Labels& labels, const std::vector<std::string>& names) {
  return Filter(labels, [&](std::string_view name) {
    return !std::binary_search(names.begin(), names.end(), name, std::less<>());
  });
}

Labels KeepOnly(const Labels& labels, const std::vector<std::string>& names) {
  return Filter(labels, [&](std::string_view name) {
    return std::binary_search(names.begin(), names.end(), name, std::less<>());
  });
}

bool IsLegacyMetricName(std::string_view name) {
  if (name.empty() || !(IsNameStart(name[0]) || name[0] == ':')) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return IsNameStart(c) || IsDigit(c) || c == ':'; });
}

bool IsLegacyLabelName(std::string_view name) {
  if (name.empty() || !IsNameStart(name[0])) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return IsNameStart(c) || IsDigit(c); });
}

}  // namespace plumb::model
