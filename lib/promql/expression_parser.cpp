#include "promql/expression_parser.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "promql/aggregator.h"
#include "promql/binary_modifiers.h"
#include "promql/function.h"
#include "promql/literal.h"
#include "promql/selector_parser.h"
#include "text/escape.h"
#include "text/suggest.h"

#include <fmt/format.h>

namespace plumb::promql {
namespace {

struct Operator {
  TokenKind token;
  BinaryOp op;
  int binds;  // more binds tighter
};

constexpr int kPowerBinds = 6;

constexpr Operator kOperators[] = {
    {TokenKind::kOr, BinaryOp::kOr, 1},
    {TokenKind::kAnd, BinaryOp::kAnd, 2},
    {TokenKind::kUnless, BinaryOp::kUnless, 2},
    {TokenKind::kEqual, BinaryOp::kEqual, 3},
    {TokenKind::kNotEqual, BinaryOp::kNotEqual, 3},
    {TokenKind::kGreater, BinaryOp::kGreater, 3},
    {TokenKind::kGreaterEqual, BinaryOp::kGreaterEqual, 3},
    {TokenKind::kLess, BinaryOp::kLess, 3},
    {TokenKind::kLessEqual, BinaryOp::kLessEqual, 3},
    {TokenKind::kTrimUpper, BinaryOp::kTrimUpper, 3},
    {TokenKind::kTrimLower, BinaryOp::kTrimLower, 3},
    {TokenKind::kAdd, BinaryOp::kAdd, 4},
    {TokenKind::kSub, BinaryOp::kSub, 4},
    {TokenKind::kMul, BinaryOp::kMul, 5},
    {TokenKind::kDiv, BinaryOp::kDiv, 5},
    {TokenKind::kMod, BinaryOp::kMod, 5},
    {TokenKind::kAtan2, BinaryOp::kAtan2, 5},
    {TokenKind::kPow, BinaryOp::kPow, kPowerBinds},  // the only one that goes right to left
};

const Operator* OperatorOf(TokenKind token) {
  const auto* found = std::find_if(std::begin(kOperators), std::end(kOperators),
                                   [token](const Operator& op) { return op.token == token; });
  return found == std::end(kOperators) ? nullptr : found;
}

ExprPtr ParseBinary(TokenStream& in, int binds);

template <typename Node>
void Raise(Node& node, const Expr& child) {
  node.height = std::max(node.height, static_cast<uint16_t>(child.height + 1));
}

// A finished node, or nullptr if the tree is too deep now.
ExprPtr Finish(TokenStream& in, ExprPtr expr) {
  if (!in.CheckDepth(expr->height)) return nullptr;
  return expr;
}

// --- Calls and aggregations ---

// ( expr, expr ) into args. False: an error ends parsing.
bool ParseArguments(TokenStream& in, std::vector<ExprPtr>& args) {
  if (!in.TakeIf(TokenKind::kLeftParen)) return in.Unexpected();
  if (in.TakeIf(TokenKind::kRightParen)) return true;
  while (true) {
    ExprPtr arg = ParseBinary(in, 0);
    if (arg == nullptr) return false;
    args.push_back(std::move(arg));
    if (in.TakeIf(TokenKind::kRightParen)) return true;
    const Token comma = in.Peek();
    if (!in.TakeIf(TokenKind::kComma)) return in.Unexpected();
    if (in.Is(TokenKind::kRightParen)) {
      in.Fail(comma.place, "trailing commas not allowed in function call args");
      in.Take();
      return true;
    }
  }
}

// Names that functions had before Prometheus 3, and that old rules still use.
struct FormerName {
  std::string_view former;
  std::string_view today;
};
constexpr FormerName kFormerNames[] = {
    {"holt_winters", "double_exponential_smoothing"},
};

void UnknownFunction(TokenStream& in, const Token& name) {
  for (const FormerName& known : kFormerNames) {
    if (name.text != known.former) continue;
    return in.Fail(name.place, "unknown function with name " + text::GoQuote(name.text),
                   fmt::format("since Prometheus 3 it is '{}'", known.today));
  }
  std::vector<std::string_view> names;
  for (const FunctionRow* row : AllFunctions()) names.push_back(row->name);
  for (const AggregatorRow* row : AllAggregators()) names.push_back(row->name);
  const std::optional<std::string> near = text::Nearest(name.text, names);
  in.Fail(name.place, "unknown function with name " + text::GoQuote(name.text),
          near ? fmt::format("did you mean '{}'?", *near) : "");
}

ExprPtr ParseCall(TokenStream& in) {
  const Token name = in.Take();
  auto call = std::make_unique<Call>();
  call->function = FindFunction(name.text);
  if (call->function == nullptr) UnknownFunction(in, name);
  if (!ParseArguments(in, call->args)) return nullptr;
  call->place = {name.place.start, in.end()};
  for (const ExprPtr& arg : call->args) Raise(*call, *arg);
  return Finish(in, std::move(call));
}

bool AtGrouping(const TokenStream& in) {
  return in.Is(TokenKind::kBy) || in.Is(TokenKind::kWithout);
}

bool ParseGrouping(TokenStream& in, Aggregate& aggregate) {
  aggregate.without = in.Take().kind == TokenKind::kWithout;
  return ParseLabelList(in, aggregate.grouping);
}

void PlaceArguments(TokenStream& in, std::vector<ExprPtr> args, Aggregate& aggregate) {
  const bool has_param = aggregate.op->parameter.has_value();
  const size_t wanted = has_param ? 2 : 1;
  if (args.empty()) {
    in.Fail(aggregate.place, "no arguments for aggregate expression provided");
  } else if (args.size() != wanted) {
    in.Fail(aggregate.place,
            fmt::format(
                "wrong number of arguments for aggregate expression provided, expected {}, got {}",
                wanted, args.size()));
  }
  for (const ExprPtr& arg : args) Raise(aggregate, *arg);
  if (args.size() < wanted) return;
  if (has_param) aggregate.param = std::move(args[0]);
  aggregate.expr = std::move(args[wanted - 1]);
}

ExprPtr ParseAggregate(TokenStream& in) {
  const Token name = in.Take();
  auto aggregate = std::make_unique<Aggregate>();
  aggregate->op = FindAggregator(name.text);
  const bool grouped = AtGrouping(in);
  if (grouped && !ParseGrouping(in, *aggregate)) return nullptr;
  std::vector<ExprPtr> args;
  if (!ParseArguments(in, args)) return nullptr;
  if (!grouped && AtGrouping(in) && !ParseGrouping(in, *aggregate)) return nullptr;
  aggregate->place = {name.place.start, in.end()};
  PlaceArguments(in, std::move(args), *aggregate);
  return Finish(in, std::move(aggregate));
}

// --- Primaries ---

ExprPtr ParseNumber(TokenStream& in) {
  const Token token = in.Take();
  auto number = std::make_unique<NumberLiteral>();
  number->place = token.place;
  number->as_duration = token.kind == TokenKind::kDuration;
  const Result<double> value =
      number->as_duration ? ParseDurationLiteral(token.text) : ParseNumberLiteral(token.text);
  if (value) {
    number->value = *value;
  } else {
    in.Fail(token.place, value.error().message);
  }
  return number;
}

ExprPtr ParseString(TokenStream& in) {
  const Token token = in.Take();
  auto literal = std::make_unique<StringLiteral>();
  literal->place = token.place;
  Result<std::string> value = text::GoUnquote(token.text);
  if (value) {
    literal->value = *std::move(value);
  } else {
    in.Fail(token.place, fmt::format("error unquoting string {}: {}", text::GoQuote(token.text),
                                     value.error().message));
  }
  return literal;
}

ExprPtr ParseParen(TokenStream& in) {
  const Token open = in.Take();
  auto paren = std::make_unique<Paren>();
  paren->expr = ParseBinary(in, 0);
  if (paren->expr == nullptr) return nullptr;
  if (!in.TakeIf(TokenKind::kRightParen)) {
    in.Unexpected();
    return nullptr;
  }
  paren->place = {open.place.start, in.end()};
  Raise(*paren, *paren->expr);
  return Finish(in, std::move(paren));
}

// Words that are functions where a parenthesis follows.
bool BeginsCall(const Token& token) {
  return token.kind == TokenKind::kIdentifier || token.kind == TokenKind::kStart ||
         token.kind == TokenKind::kEndWord || token.kind == TokenKind::kStep ||
         token.kind == TokenKind::kRange;
}

ExprPtr ParsePrimary(TokenStream& in) {
  const Token& token = in.Peek();
  const TokenKind behind = in.PeekSecond().kind;
  switch (token.kind) {
    case TokenKind::kNumber:
    case TokenKind::kDuration:
      return ParseNumber(in);
    case TokenKind::kString:
      return ParseString(in);
    case TokenKind::kLeftParen:
      return ParseParen(in);
    default:
      break;
  }
  const bool parenthesis = behind == TokenKind::kLeftParen;
  const bool grouping = behind == TokenKind::kBy || behind == TokenKind::kWithout;
  if (token.kind == TokenKind::kAggregator && (parenthesis || grouping)) return ParseAggregate(in);
  if (parenthesis && BeginsCall(token)) return ParseCall(in);
  if (BeginsSelector(token)) return ParseVectorSelector(in);
  in.Unexpected();
  return nullptr;
}

ExprPtr ParseSigned(TokenStream& in) {
  if (!in.Is(TokenKind::kAdd) && !in.Is(TokenKind::kSub)) {
    return ParseModifiers(in, ParsePrimary(in));
  }
  const Token sign = in.Take();
  // Looser than ^, tighter than *: -1^2 is -(1^2).
  ExprPtr operand = ParseBinary(in, kPowerBinds);
  if (operand == nullptr) return nullptr;
  const bool minus = sign.kind == TokenKind::kSub;
  if (auto* number = As<NumberLiteral>(*operand)) {
    if (minus) number->value = -number->value;
    number->place.start = sign.place.start;
    return operand;
  }
  auto unary = std::make_unique<Unary>();
  unary->op = minus ? UnaryOp::kMinus : UnaryOp::kPlus;
  unary->place = {sign.place.start, operand->place.end};
  Raise(*unary, *operand);
  unary->expr = std::move(operand);
  return Finish(in, std::move(unary));
}

ExprPtr ParseBinary(TokenStream& in, int binds) {
  const TokenStream::Nesting nesting(in);
  if (!nesting) return nullptr;
  ExprPtr left = ParseSigned(in);
  while (left != nullptr) {
    const Operator* op = OperatorOf(in.Peek().kind);
    if (op == nullptr || op->binds < binds) return left;
    auto binary = std::make_unique<Binary>();
    binary->op = op->op;
    binary->op_place = in.Take().place;
    if (!ParseBinaryModifiers(in, *binary)) return nullptr;
    binary->right = ParseBinary(in, op->binds == kPowerBinds ? kPowerBinds : op->binds + 1);
    if (binary->right == nullptr) return nullptr;
    binary->place = {left->place.start, binary->right->place.end};
    Raise(*binary, *left);
    Raise(*binary, *binary->right);
    binary->left = std::move(left);
    left = Finish(in, std::move(binary));
  }
  return left;
}

}  // namespace

ExprPtr ParseOperators(TokenStream& in) {
  return ParseBinary(in, 0);
}

}  // namespace plumb::promql
