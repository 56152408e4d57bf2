#include "formats/row_series.h"

#include <fmt/format.h>

#include <cstring>

#include "text/utf8.h"

namespace plumb::formats {

RowSeries::Group* RowSeries::Find(const std::vector<Field>& cells, size_t line, Each each) {
  if (last_ != nullptr && each == Each::kKey && IsKeyOf(cells)) return last_;
  key_.clear();
  for (const size_t column : columns_.labels) AppendKey(cells[column].text);
  if (columns_.name) AppendKey(cells[*columns_.name].text);
  const bool again = each == Each::kRow && groups_.contains(key_);
  const std::string row = again ? fmt::format("{}", line) : "";
  if (again) AppendKey(row);
  if (groups_.size() >= kMostGroups) groups_.clear();
  const auto [at, added] = groups_.try_emplace(key_);
  last_ = &at->second;
  if (added && !Fill(cells, row, at->second)) {
    groups_.erase(at);
    last_ = nullptr;
  }
  return last_;
}

void RowSeries::Forget() {
  groups_.clear();
  last_ = nullptr;
}

void RowSeries::AppendKey(std::string_view cell) {
  const auto size = static_cast<uint32_t>(cell.size());
  char bytes[sizeof size];
  std::memcpy(bytes, &size, sizeof size);
  key_.append(bytes, sizeof size).append(cell);
}

// Whether the words are those of the row before.
bool RowSeries::IsKeyOf(const std::vector<Field>& cells) const {
  std::string_view rest = key_;
  const auto same = [&](size_t column) {
    const std::string_view cell = cells[column].text;
    uint32_t size = 0;
    std::memcpy(&size, rest.data(), sizeof size);
    rest.remove_prefix(sizeof size);
    if (size != cell.size() || std::memcmp(rest.data(), cell.data(), size) != 0) return false;
    rest.remove_prefix(size);
    return true;
  };
  for (const size_t column : columns_.labels)
    if (!same(column)) return false;
  return !columns_.name || same(*columns_.name);
}

// `row`: "" unless another row has the same words. False if these are not UTF-8.
bool RowSeries::Fill(const std::vector<Field>& cells, const std::string& row, Group& group) const {
  model::LabelsBuilder own;
  if (!row.empty()) own.Set("row", row);
  for (const size_t column : columns_.labels) {
    const std::string_view cell = cells[column].text;
    if (!text::IsValidUtf8(cell)) return false;
    own.Set(titles_[column], cell);
  }
  if (columns_.name) own.Set(model::kMetricName, cells[*columns_.name].text);
  for (const TableColumns::Value& value : columns_.values) {
    model::LabelsBuilder both = own;
    for (const model::LabelView label : value.series) both.Set(label.name, label.value);
    group.labels.push_back(both.Build());
  }
  group.memos.resize(columns_.values.size());
  return true;
}

}  // namespace plumb::formats
