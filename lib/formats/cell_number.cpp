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

// One comma, digits behind it.
bool CellNumbers::ReadWithComma(std::string_view cell, double& value) {
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
  if (decimal_ == '.' || !ReadWithComma(cell, value)) return false;
  decimal_ = ',';
  return true;
}

}  // namespace plumb::formats
