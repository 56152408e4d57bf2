#include "promql/prettifier.h"

#include "promql/aggregator.h"
#include "promql/function.h"
#include "promql/printer.h"
#include "text/utf8.h"

namespace plumb::promql {
namespace {

class Prettifier {
 public:
  explicit Prettifier(size_t width) : width_(width) {}

  // Appends the node, its first line without an indent: that has been written.
  void Append(const Expr& expr, size_t level) {
    std::string line = Print(expr);
    if (text::DisplayWidth(line) <= width_) {
      out_ += line;
    } else if (!Split(expr, level)) {
      out_ += line;
    }
  }

  void Indent(size_t level) { out_.append(2 * level, ' '); }
  std::string TakeText() { return std::move(out_); }

  // Indented, from the start of a line. The left side of an operator stands deeper than the
  // operator.
  void Block(const Expr& expr, size_t level) {
    if (!LeansLeft(expr)) Indent(level);
    Append(expr, level);
  }

 private:
  // Whether the first line of the node belongs to a child that indents itself.
  [[nodiscard]] bool LeansLeft(const Expr& expr) const {
    if (text::DisplayWidth(Print(expr)) <= width_) return false;
    if (const auto* subquery = As<Subquery>(expr)) return LeansLeft(*subquery->expr);
    return expr.kind == ExprKind::kBinary;
  }

  // False if there is nothing to split.
  bool Split(const Expr& expr, size_t level) {
    switch (expr.kind) {
      case ExprKind::kBinary:
        SplitBinary(*As<Binary>(expr), level);
        return true;
      case ExprKind::kCall:
        SplitCall(*As<Call>(expr), level);
        return true;
      case ExprKind::kAggregate:
        SplitAggregate(*As<Aggregate>(expr), level);
        return true;
      case ExprKind::kSubquery:
        Append(*As<Subquery>(expr)->expr, level);
        out_ += PrintSubquerySuffix(*As<Subquery>(expr));
        return true;
      case ExprKind::kUnary:
        SplitUnary(*As<Unary>(expr), level);
        return true;
      case ExprKind::kParen:
        out_ += "(\n";
        Block(*As<Paren>(expr)->expr, level + 1);
        Close(level);
        return true;
      default:
        return false;
    }
  }

  void SplitBinary(const Binary& binary, size_t level) {
    Block(*binary.left, level + 1);
    out_ += '\n';
    Indent(level);
    out_ += PrintOperator(binary) + "\n";
    Block(*binary.right, level + 1);
  }

  // The sign stands before the first line of its operand, whose own indent goes.
  void SplitUnary(const Unary& unary, size_t level) {
    out_ += unary.op == UnaryOp::kMinus ? '-' : '+';
    const size_t begin = out_.size();
    Block(*unary.expr, level);
    out_.erase(begin, out_.find_first_not_of(' ', begin) - begin);
  }

  void SplitCall(const Call& call, size_t level) {
    out_ += call.function->name;
    out_ += "(\n";
    for (size_t i = 0; i < call.args.size(); ++i) {
      if (i > 0) out_ += ",\n";
      Block(*call.args[i], level + 1);
    }
    Close(level);
  }

  void SplitAggregate(const Aggregate& aggregate, size_t level) {
    out_ += PrintAggregator(aggregate) + "(\n";
    if (aggregate.param != nullptr) {
      Block(*aggregate.param, level + 1);
      out_ += ",\n";
    }
    Block(*aggregate.expr, level + 1);
    Close(level);
  }

  void Close(size_t level) {
    out_ += '\n';
    Indent(level);
    out_ += ')';
  }

  size_t width_;
  std::string out_;
};

}  // namespace

std::string Prettify(const Expr& expr, size_t width) {
  Prettifier prettifier(width);
  prettifier.Block(expr, 0);
  return prettifier.TakeText();
}

}  // namespace plumb::promql
