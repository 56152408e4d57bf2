// SPDX-License-Identifier: Apache-2.0
// Binary operators of the reference evaluator.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "reference/binary.h"
#include "reference/evaluator.h"
#include "reference/histograms.h"
#include "reference/names.h"

namespace plumb::reference {

using promql::BinaryOp;
using promql::Cardinality;
using promql::VectorMatching;

double Calculate(BinaryOp op, double a, double b) {
  switch (op) {
    case BinaryOp::kAdd:
      return a + b;
    case BinaryOp::kSub:
      return a - b;
    case BinaryOp::kMul:
      return a * b;
    case BinaryOp::kDiv:
      return a / b;
    case BinaryOp::kMod:
      return std::fmod(a, b);
    case BinaryOp::kPow:
      return std::pow(a, b);
    case BinaryOp::kAtan2:
      return std::atan2(a, b);
    case BinaryOp::kEqual:
      return a == b ? 1 : 0;
    case BinaryOp::kNotEqual:
      return a != b ? 1 : 0;
    case BinaryOp::kGreater:
      return a > b ? 1 : 0;
    case BinaryOp::kGreaterEqual:
      return a >= b ? 1 : 0;
    case BinaryOp::kLess:
      return a < b ? 1 : 0;
    case BinaryOp::kLessEqual:
      return a <= b ? 1 : 0;
    default:
      return std::numeric_limits<double>::quiet_NaN();
  }
}

namespace {

bool IsTrim(BinaryOp op) {
  return op == BinaryOp::kTrimUpper || op == BinaryOp::kTrimLower;
}

// What an operator makes of two samples. `fits`: it is defined for them. `holds`: a comparison is
// true; other operators always are.
struct Outcome {
  bool fits = true;
  bool holds = true;
  double value = 0;
  HistogramPtr histogram = nullptr;
};

Outcome OfFloats(BinaryOp op, double a, double b) {
  if (IsTrim(op)) return {.fits = false};
  const double calculated = Calculate(op, a, b);
  if (promql::IsComparison(op)) return {.holds = calculated != 0, .value = a};
  return {.value = calculated};
}

Result<Outcome> OfSamples(BinaryOp op, const Element& a, const Element& b) {
  if (a.histogram == nullptr && b.histogram == nullptr) return OfFloats(op, a.value, b.value);
  if (IsTrim(op) && a.histogram != nullptr && b.histogram == nullptr)
    return Unsupported("trimming of histograms");
  Outcome outcome;
  if (a.histogram != nullptr && b.histogram != nullptr) {
    if (op == BinaryOp::kEqual || op == BinaryOp::kNotEqual) {
      outcome.holds = SameHistogram(*a.histogram, *b.histogram) == (op == BinaryOp::kEqual);
      outcome.histogram = a.histogram;
    } else if (op == BinaryOp::kAdd || op == BinaryOp::kSub) {
      outcome.histogram = Plus(*a.histogram, *b.histogram, op == BinaryOp::kAdd ? 1 : -1);
    }
  } else if (op == BinaryOp::kMul) {
    outcome.histogram =
        a.histogram != nullptr ? Times(*a.histogram, b.value) : Times(*b.histogram, a.value);
  } else if (op == BinaryOp::kDiv && a.histogram != nullptr) {
    outcome.histogram = By(*a.histogram, b.value);
  }
  outcome.fits = outcome.histogram != nullptr;
  return outcome;
}

// What two elements match by.
model::Labels Signature(const model::Labels& labels, const VectorMatching& matching) {
  model::LabelsBuilder builder;
  for (const auto& [name, value] : labels) {
    const bool listed =
        std::find(matching.labels.begin(), matching.labels.end(), name) != matching.labels.end();
    if (matching.on ? listed : !listed && name != model::kMetricName) builder.Set(name, value);
  }
  return builder.Build();
}

// A name that is asked of the "one" side comes after the own one has gone, but before `bool` takes
// it away.
model::Labels ResultLabels(const model::Labels& many, const model::Labels& one,
                           const promql::Binary& binary, bool keep_name) {
  const VectorMatching& matching = *binary.matching;
  model::LabelsBuilder builder;
  for (const auto& [name, value] : many) {
    const bool listed =
        std::find(matching.labels.begin(), matching.labels.end(), name) != matching.labels.end();
    if (matching.card == Cardinality::kOneToOne && listed != matching.on) continue;
    if (name == model::kMetricName && !keep_name) continue;
    builder.Set(name, value);
  }
  for (const std::string& name : matching.include) builder.Set(name, one.Get(name));
  if (binary.return_bool && !keep_name) builder.Drop(model::kMetricName);
  return builder.Build();
}

Vector SetOperation(const promql::Binary& binary, const Vector& left, const Vector& right) {
  std::set<model::Labels> of_left, of_right;
  for (const Element& e : left) of_left.insert(Signature(e.labels, *binary.matching));
  for (const Element& e : right) of_right.insert(Signature(e.labels, *binary.matching));
  Vector out;
  for (const Element& e : left) {
    const bool there = of_right.contains(Signature(e.labels, *binary.matching));
    if (binary.op == BinaryOp::kOr || there == (binary.op == BinaryOp::kAnd)) out.push_back(e);
  }
  if (binary.op != BinaryOp::kOr) return out;
  for (const Element& e : right)
    if (!of_left.contains(Signature(e.labels, *binary.matching))) out.push_back(e);
  return out;
}

// Joins two vectors, the side with one element a group being the right one.
class Join {
 public:
  Join(const promql::Binary& binary, bool swapped, bool names_stay)
      : binary_(binary), swapped_(swapped), names_stay_(names_stay) {}

  Result<Vector> Run(const Vector& many, const Vector& one) {
    const VectorMatching& matching = *binary_.matching;
    // With group_right the sides have changed places when they are filled in, and the values have
    // not (prometheus promqltest fill-modifier.test): fill_left is for the "many" side there too.
    const auto& fill_one = matching.fill_right;
    const auto& fill_many = matching.fill_left;
    if ((many.empty() || one.empty()) && !fill_one && !fill_many) return Vector();
    std::map<model::Labels, const Element*> ones;
    for (const Element& element : one)
      if (!ones.emplace(Signature(element.labels, matching), &element).second)
        return Wrong("found duplicate series for the match group");
    std::set<model::Labels> matched;
    for (const Element& element : many) {
      const model::Labels signature = Signature(element.labels, matching);
      const auto found = ones.find(signature);
      if (found == ones.end() && !fill_one) continue;
      const bool again = !matched.insert(signature).second;
      if (again && matching.card == Cardinality::kOneToOne)
        return Wrong("multiple matches for labels: many-to-one matching must be explicit");
      const Element filled{.labels = signature, .value = fill_one.value_or(0)};
      PLUMB_TRY(Add(element, found == ones.end() ? filled : *found->second, signature));
    }
    if (!fill_many) return std::move(out_);
    for (const auto& [signature, element] : ones) {
      if (matched.contains(signature)) continue;
      PLUMB_TRY(Add({.labels = signature, .value = *fill_many}, *element, signature));
    }
    return std::move(out_);
  }

 private:
  // Labels that come twice in a group are an error, also where a comparison leaves them out.
  Status Add(const Element& many, const Element& one, const model::Labels& signature) {
    PLUMB_ASSIGN(const Outcome outcome,
                 swapped_ ? OfSamples(binary_.op, one, many) : OfSamples(binary_.op, many, one));
    const bool keep_name =
        promql::IsComparison(binary_.op) && (!binary_.return_bool || names_stay_);
    Element element{.labels = ResultLabels(many.labels, one.labels, binary_, keep_name),
                    .value = outcome.value,
                    .histogram = outcome.histogram,
                    .drop_name = many.drop_name || (binary_.return_bool && names_stay_)};
    if (binary_.matching->card != Cardinality::kOneToOne &&
        !results_[signature].insert(element.labels).second)
      return Wrong("multiple matches for labels: grouping labels must ensure unique matches");
    if (!outcome.fits || (!outcome.holds && !binary_.return_bool)) return Ok();
    if (binary_.return_bool) {
      element.value = outcome.holds ? 1 : 0;
      element.histogram = nullptr;
    }
    out_.push_back(std::move(element));
    return Ok();
  }

  const promql::Binary& binary_;
  bool swapped_;
  bool names_stay_;  // until the end of the query
  std::map<model::Labels, std::set<model::Labels>> results_;
  Vector out_;
};

}  // namespace

Result<Vector> Evaluator::Joined(const promql::Binary& binary, Vector left, Vector right) const {
  if (promql::IsSetOperator(binary.op)) return SetOperation(binary, left, right);
  const bool swapped = binary.matching->card == Cardinality::kOneToMany;
  PLUMB_ASSIGN(Vector joined, Join(binary, swapped, query_.delayed_name_removal)
                                  .Run(swapped ? right : left, swapped ? left : right));
  if (!query_.delayed_name_removal) PLUMB_TRY(CheckUnique(joined));
  return joined;
}

Result<Vector> Evaluator::WithScalar(const promql::Binary& binary, Vector vector, double scalar,
                                     bool scalar_left) const {
  Vector out;
  const Element number{.value = scalar};
  for (Element& element : vector) {
    PLUMB_ASSIGN(const Outcome outcome, scalar_left ? OfSamples(binary.op, number, element)
                                                    : OfSamples(binary.op, element, number));
    if (!outcome.fits) continue;
    if (binary.return_bool) {
      element.value = outcome.holds ? 1 : 0;
    } else if (!outcome.holds) {
      continue;
    } else if (!promql::IsComparison(binary.op)) {
      element.value = outcome.value;
      element.histogram = outcome.histogram;
    }
    out.push_back(std::move(element));
  }
  if (promql::IsComparison(binary.op) && !binary.return_bool) return out;
  return WithoutNames(std::move(out));
}

Result<Answer> Evaluator::BinaryAt(const promql::Binary& binary, Timestamp at) const {
  PLUMB_ASSIGN(Answer left, At(*binary.left, at));
  PLUMB_ASSIGN(Answer right, At(*binary.right, at));
  const auto* a = std::get_if<double>(&left);
  const auto* b = std::get_if<double>(&right);
  if (a != nullptr && b != nullptr) return Answer(Calculate(binary.op, *a, *b));
  Result<Vector> result =
      a != nullptr ? WithScalar(binary, std::get<Vector>(std::move(right)), *a, true)
      : b != nullptr
          ? WithScalar(binary, std::get<Vector>(std::move(left)), *b, false)
          : Joined(binary, std::get<Vector>(std::move(left)), std::get<Vector>(std::move(right)));
  PLUMB_ASSIGN(Vector vector, std::move(result));
  return Answer(std::move(vector));
}

}  // namespace plumb::reference
