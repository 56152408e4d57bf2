#include "formats/measure.h"

#include <cmath>
#include <string>

#include "base/number.h"

namespace plumb::formats {

namespace {

enum class Apart { kNo, kYes };

struct Row {
  std::string_view suffix;
  MeasureKind kind;
  double factor;
  Apart apart;  // whether it may be a word of its own
};

constexpr double kKi = 1024;
constexpr double kMi = 1024 * kKi;
constexpr double kGi = 1024 * kMi;
constexpr double kTi = 1024 * kGi;
constexpr double kPi = 1024 * kTi;
constexpr Row kRows[] = {
    {"%", MeasureKind::kPercent, 1, Apart::kYes},
    {"B", MeasureKind::kBytes, 1, Apart::kNo},
    {"kB", MeasureKind::kBytes, 1e3, Apart::kYes},
    {"KB", MeasureKind::kBytes, 1e3, Apart::kYes},
    {"MB", MeasureKind::kBytes, 1e6, Apart::kYes},
    {"GB", MeasureKind::kBytes, 1e9, Apart::kYes},
    {"TB", MeasureKind::kBytes, 1e12, Apart::kYes},
    {"PB", MeasureKind::kBytes, 1e15, Apart::kYes},
    {"K", MeasureKind::kBytes, kKi, Apart::kNo},
    {"M", MeasureKind::kBytes, kMi, Apart::kNo},
    {"G", MeasureKind::kBytes, kGi, Apart::kNo},
    {"T", MeasureKind::kBytes, kTi, Apart::kNo},
    {"P", MeasureKind::kBytes, kPi, Apart::kNo},
    {"Ki", MeasureKind::kBytes, kKi, Apart::kNo},
    {"Mi", MeasureKind::kBytes, kMi, Apart::kNo},
    {"Gi", MeasureKind::kBytes, kGi, Apart::kNo},
    {"Ti", MeasureKind::kBytes, kTi, Apart::kNo},
    {"Pi", MeasureKind::kBytes, kPi, Apart::kNo},
    {"KiB", MeasureKind::kBytes, kKi, Apart::kYes},
    {"MiB", MeasureKind::kBytes, kMi, Apart::kYes},
    {"GiB", MeasureKind::kBytes, kGi, Apart::kYes},
    {"TiB", MeasureKind::kBytes, kTi, Apart::kYes},
    {"PiB", MeasureKind::kBytes, kPi, Apart::kYes},
    {"ns", MeasureKind::kSeconds, 1e-9, Apart::kYes},
    {"us", MeasureKind::kSeconds, 1e-6, Apart::kYes},
    {"µs", MeasureKind::kSeconds, 1e-6, Apart::kYes},  // U+00B5, the micro sign
    {"μs", MeasureKind::kSeconds, 1e-6, Apart::kYes},  // U+03BC, the Greek letter
    {"ms", MeasureKind::kSeconds, 1e-3, Apart::kYes},
    {"s", MeasureKind::kSeconds, 1, Apart::kNo},
    {"sec", MeasureKind::kSeconds, 1, Apart::kYes},
    {"min", MeasureKind::kSeconds, 60, Apart::kNo},
};

const Row* FindRow(std::string_view suffix) {
  for (const Row& row : kRows)
    if (row.suffix == suffix) return &row;
  return nullptr;
}

// A comma is the decimal where it is the only mark.
std::optional<double> ReadNumber(std::string_view text) {
  const size_t comma = text.find(',');
  if (comma == std::string_view::npos) return ParseFloat(text);
  if (text.find('.') != std::string_view::npos) return std::nullopt;
  std::string with_point(text);
  with_point[comma] = '.';
  return ParseFloat(with_point);
}

}  // namespace

std::optional<Measure> ReadMeasure(std::string_view cell) {
  const size_t first = cell.find_first_not_of(" ");
  if (first == std::string_view::npos) return std::nullopt;
  cell = cell.substr(first, cell.find_last_not_of(" ") - first + 1);
  const size_t digits = cell.find_last_of("0123456789.");
  if (digits == std::string_view::npos) return std::nullopt;
  std::string_view suffix = cell.substr(digits + 1);
  while (suffix.starts_with(' ')) suffix.remove_prefix(1);
  const Row* row = FindRow(suffix);
  if (row == nullptr) return std::nullopt;
  const auto number = ReadNumber(cell.substr(0, digits + 1));
  if (!number || !std::isfinite(*number)) return std::nullopt;
  return Measure{*number * row->factor, row->kind};
}

std::optional<double> ReadMeasureOf(MeasureKind kind, std::string_view cell) {
  if (kind == MeasureKind::kPlain) return std::nullopt;
  if (kind == MeasureKind::kThousandths) {
    if (!cell.ends_with('m')) return std::nullopt;
    const auto number = ReadNumber(cell.substr(0, cell.size() - 1));
    return number ? std::optional(*number * 1e-3) : std::nullopt;
  }
  const auto measure = ReadMeasure(cell);
  return measure && measure->kind == kind ? std::optional(measure->value) : std::nullopt;
}

std::string_view UnitWordOf(MeasureKind kind) {
  switch (kind) {
    case MeasureKind::kPercent:
      return "percent";
    case MeasureKind::kBytes:
      return "bytes";
    case MeasureKind::kSeconds:
      return "seconds";
    case MeasureKind::kPlain:
    case MeasureKind::kThousandths:
      break;
  }
  return "";
}

bool IsUnitWord(std::string_view word) {
  const Row* row = FindRow(word);
  return row != nullptr && row->apart == Apart::kYes;
}

}  // namespace plumb::formats
