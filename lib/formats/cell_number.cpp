#include "formats/cell_number.h"

#include <bit>
#include <cmath>

#include "formats/number_scan.h"
#include "model/sample.h"

namespace plumb::formats {

namespace {

std::string_view Trimmed(std::string_view cell) {
  while (!cell.empty() && IsBlank(cell.front())) cell.remove_prefix(1);
  while (!cell.empty() && IsBlank(cell.back())) cell.remove_suffix(1);
  return cell;
}

bool ReadWhole(std::string_view text, double& value) {
  const char* p = text.data();
  const char* end = p + text.size();
  if (!ScanFloat(p, end, value) || p != end) return false;
  if (std::isnan(value)) value = std::bit_cast<double>(model::kNanBits);
  return true;
}

}  // namespace

bool IsAbsent(std::string_view cell) {
  cell = Trimmed(cell);
  return cell.empty() || cell == "null" || cell == "NULL" || cell == "Null";
}

void CellNumbers::Look(std::string_view cell) {
  double value = 0;
  if (decimal_ == 0 && ReadWithComma(Trimmed(cell), value)) decimal_ = ',';
}

// `1.234.567,8`: groups of three, then the decimal and digits.
bool CellNumbers::ReadGrouped(std::string_view cell, char decimal, double& value) {
  constexpr size_t kGroup = 3;
  const char mark = decimal == ',' ? '.' : ',';
  const size_t point = cell.find(decimal);
  if (point == std::string_view::npos || cell.find(mark) > point) return false;
  std::string_view whole = cell.substr(0, point);
  const std::string_view fraction = cell.substr(point + 1);
  scratch_.clear();
  if (whole.starts_with('-') || whole.starts_with('+')) {
    scratch_ = whole[0];
    whole.remove_prefix(1);
  }
  const auto digits = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  for (size_t at = whole.find(mark); at != std::string_view::npos; at = whole.find(mark)) {
    const std::string_view rest = whole.substr(at + 1);
    const bool group = rest.size() == kGroup || (rest.size() > kGroup && rest[kGroup] == mark);
    if (at > kGroup || !digits(whole.substr(0, at)) || !group) return false;
    scratch_ += whole.substr(0, at);
    whole = rest;
  }
  if (!digits(whole) || !digits(fraction)) return false;
  scratch_.append(whole).append(".").append(fraction);
  return ReadWhole(scratch_, value);
}

// One comma, digits behind it.
bool CellNumbers::ReadWithComma(std::string_view cell, double& value) {
  if (ReadGrouped(cell, ',', value)) return true;
  const size_t comma = cell.find(',');
  if (comma == std::string_view::npos || comma + 1 == cell.size() || !IsDigit(cell[comma + 1]) ||
      cell.find('.') != std::string_view::npos)
    return false;
  scratch_ = cell;
  scratch_[comma] = '.';
  return ReadWhole(scratch_, value);
}

bool CellNumbers::Read(std::string_view cell, double& value) {
  cell = Trimmed(cell);
  if (ReadWhole(cell, value)) {
    if (decimal_ == '.' || cell.find('.') == std::string_view::npos) return true;
    if (decimal_ == ',') return false;
    decimal_ = '.';
    return true;
  }
  if (decimal_ != ',' && ReadGrouped(cell, '.', value)) {
    decimal_ = '.';
    return true;
  }
  if (decimal_ == '.' || !ReadWithComma(cell, value)) return false;
  decimal_ = ',';
  return true;
}

}  // namespace plumb::formats
