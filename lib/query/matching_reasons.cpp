#include "query/matching_reasons.h"

#include <fmt/core.h>

#include <optional>
#include <unordered_map>

#include "base/number.h"
#include "promql/vector_matching.h"

namespace plumb::query {

namespace {

using model::Labels;
using model::Series;
using promql::Binary;
using promql::BinaryOp;
using promql::Expr;

Result<std::vector<Series>> ValueAt(const Expr& expr, const ReasonList& reasons) {
  promql::EngineOptions options = reasons.options;
  options.hints = false;
  PLUMB_ASSIGN(auto result,
               promql::EvaluateAt(expr, reasons.at, reasons.source, reasons.params, options));
  return std::move(result.series);
}

std::optional<double> FloatOf(const Series& series) {
  if (series.values.empty()) return std::nullopt;
  return series.values.front();
}

bool Holds(BinaryOp op, double left, double right) {
  switch (op) {
    case BinaryOp::kEqual:
      return left == right;
    case BinaryOp::kNotEqual:
      return left != right;
    case BinaryOp::kGreater:
      return left > right;
    case BinaryOp::kGreaterEqual:
      return left >= right;
    case BinaryOp::kLess:
      return left < right;
    case BinaryOp::kLessEqual:
      return left <= right;
    default:
      return true;
  }
}

bool Filters(const Binary& binary) {
  return promql::IsComparison(binary.op) && !binary.return_bool;
}

void NoteFiltered(const Binary& binary, const Labels& labels, double left, double right,
                  ReasonList& reasons) {
  if (!Filters(binary) || Holds(binary.op, left, right)) return;
  reasons.Add(FindingKind::kFiltered, binary, labels.ToString(),
              fmt::format("{} {} {} does not hold", FormatGeneral(left),
                          promql::BinaryOpText(binary.op), FormatGeneral(right)));
}

// A vector compared with a scalar.
Status ExplainScalarFilter(const Binary& binary, ReasonList& reasons) {
  const bool vector_left = promql::TypeOf(*binary.left) == model::ResultType::kVector;
  PLUMB_ASSIGN(const auto vector, ValueAt(vector_left ? *binary.left : *binary.right, reasons));
  PLUMB_ASSIGN(const auto scalar, ValueAt(vector_left ? *binary.right : *binary.left, reasons));
  const auto number = scalar.empty() ? std::nullopt : FloatOf(scalar.front());
  for (const Series& series : vector) {
    const auto value = FloatOf(series);
    if (!value || !number) continue;
    NoteFiltered(binary, series.labels, vector_left ? *value : *number,
                 vector_left ? *number : *value, reasons);
  }
  return Ok();
}

// `a="x" here, a="y" there; b="z" only here`, and how many labels that are.
struct Difference {
  std::string text;
  size_t labels = 0;
};

Difference Compare(const Labels& here, const Labels& there) {
  Difference difference;
  const auto add = [&difference](const std::string& text) {
    difference.text += (difference.labels++ == 0 ? "" : "; ") + text;
  };
  const auto pair = [](std::string_view name, std::string_view value) {
    return Labels({{name, value}}).ToString();
  };
  for (const auto& [name, value] : here) {
    const std::string_view other = there.Get(name);
    if (other.empty())
      add(fmt::format("{} is only here", pair(name, value)));
    else if (other != value)
      add(fmt::format("here {}, there {}", pair(name, value), pair(name, other)));
  }
  for (const auto& [name, value] : there)
    if (!here.Has(name)) add(fmt::format("{} is only there", pair(name, value)));
  return difference;
}

// One side of a match, whose elements look for a partner on the other.
class Seeker {
 public:
  Seeker(const Binary& binary, const std::vector<Series>& others, std::string_view other_side)
      : key_(*binary.matching), others_(others), other_side_(other_side) {
    for (const Series& other : others) by_key_.emplace(key_.Of(other.labels), &other);
  }

  [[nodiscard]] const Series* Find(const Labels& labels) const {
    const auto found = by_key_.find(key_.Of(labels));
    return found == by_key_.end() ? nullptr : found->second;
  }

  [[nodiscard]] std::string WhyNone(const Labels& labels) const {
    if (others_.empty()) return fmt::format("the {} side has no element", other_side_);
    const Labels key = key_.Of(labels);
    std::optional<Difference> nearest;
    for (const auto& [other, series] : by_key_) {
      Difference difference = Compare(key, other);
      const bool nearer = !nearest || difference.labels < nearest->labels ||
                          (difference.labels == nearest->labels && difference.text < nearest->text);
      if (nearer) nearest = std::move(difference);
    }
    return fmt::format("no element of the {} side has {}; of the nearest differs: {}", other_side_,
                       key.ToString(), nearest->text);
  }

 private:
  const promql::MatchKey key_;
  const std::vector<Series>& others_;
  const std::string_view other_side_;
  std::unordered_map<Labels, const Series*, model::LabelsHash> by_key_;
};

Status ExplainMatch(const Binary& binary, ReasonList& reasons) {
  PLUMB_ASSIGN(const auto left, ValueAt(*binary.left, reasons));
  PLUMB_ASSIGN(const auto right, ValueAt(*binary.right, reasons));
  // The side that may have many elements of a group is the one whose elements make the result.
  const bool from_left = binary.matching->card != promql::Cardinality::kOneToMany;
  const Seeker seeker(binary, from_left ? right : left, from_left ? "right" : "left");
  const bool filled = binary.matching->fill_left || binary.matching->fill_right;
  for (const Series& series : from_left ? left : right) {
    const Series* partner = seeker.Find(series.labels);
    const std::string name = series.labels.ToString();
    if (binary.op == BinaryOp::kUnless) {
      if (partner != nullptr)
        reasons.Add(FindingKind::kFiltered, binary, name,
                    "the right side has " + partner->labels.ToString());
      continue;
    }
    if (partner == nullptr) {
      if (!filled && reasons.Lists(FindingKind::kUnmatched, binary))
        reasons.Add(FindingKind::kUnmatched, binary, name, seeker.WhyNone(series.labels));
      else if (!filled)
        reasons.Add(FindingKind::kUnmatched, binary, name, "");
      continue;
    }
    const auto own = FloatOf(series);
    const auto other = FloatOf(*partner);
    if (own && other)
      NoteFiltered(binary, series.labels, from_left ? *own : *other, from_left ? *other : *own,
                   reasons);
  }
  return Ok();
}

}  // namespace

Status ExplainBinary(const Binary& binary, ReasonList& reasons) {
  if (binary.op == BinaryOp::kOr) return Ok();
  if (binary.matching) return ExplainMatch(binary, reasons);
  return Filters(binary) ? ExplainScalarFilter(binary, reasons) : Ok();
}

}  // namespace plumb::query
