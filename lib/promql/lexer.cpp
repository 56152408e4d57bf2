#include "promql/lexer.h"

#include <algorithm>
#include <array>
#include <optional>

#include "promql/aggregator.h"
#include "promql/literal_lexer.h"
#include "text/escape.h"
#include "text/utf8.h"

#include <fmt/format.h>

namespace plumb::promql {
namespace {

struct Word {
  std::string_view text;
  TokenKind kind;
};

// Aggregators have their own rows (promql/aggregator.h).
constexpr std::array kWords = {
    Word{"and", TokenKind::kAnd},
    Word{"or", TokenKind::kOr},
    Word{"unless", TokenKind::kUnless},
    Word{"atan2", TokenKind::kAtan2},
    Word{"bool", TokenKind::kBool},
    Word{"by", TokenKind::kBy},
    Word{"without", TokenKind::kWithout},
    Word{"on", TokenKind::kOn},
    Word{"ignoring", TokenKind::kIgnoring},
    Word{"group_left", TokenKind::kGroupLeft},
    Word{"group_right", TokenKind::kGroupRight},
    Word{"fill", TokenKind::kFill},
    Word{"fill_left", TokenKind::kFillLeft},
    Word{"fill_right", TokenKind::kFillRight},
    Word{"offset", TokenKind::kOffset},
    Word{"anchored", TokenKind::kAnchored},
    Word{"smoothed", TokenKind::kSmoothed},
    Word{"start", TokenKind::kStart},
    Word{"end", TokenKind::kEndWord},
    Word{"step", TokenKind::kStep},
    Word{"range", TokenKind::kRange},
    Word{"inf", TokenKind::kNumber},
    Word{"nan", TokenKind::kNumber},
};

// The words that may stand in [ ].
constexpr std::array kDurationWords = {
    Word{"step", TokenKind::kStep},
    Word{"range", TokenKind::kRange},
    Word{"min_of", TokenKind::kIdentifier},
    Word{"max_of", TokenKind::kIdentifier},
};

struct Sign {
  std::string_view text;
  TokenKind kind;
};

// Longer ones first.
constexpr std::array kOperators = {
    Sign{"==", TokenKind::kEqual},
    Sign{"!=", TokenKind::kNotEqual},
    Sign{"<=", TokenKind::kLessEqual},
    Sign{"</", TokenKind::kTrimUpper},
    Sign{">=", TokenKind::kGreaterEqual},
    Sign{">/", TokenKind::kTrimLower},
    Sign{"<", TokenKind::kLess},
    Sign{">", TokenKind::kGreater},
    Sign{"+", TokenKind::kAdd},
    Sign{"-", TokenKind::kSub},
    Sign{"*", TokenKind::kMul},
    Sign{"/", TokenKind::kDiv},
    Sign{"%", TokenKind::kMod},
    Sign{"^", TokenKind::kPow},
    Sign{"@", TokenKind::kAt},
    Sign{",", TokenKind::kComma},
};

std::string Lower(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

template <size_t N>
std::optional<TokenKind> FindWord(const std::array<Word, N>& words, std::string_view lower) {
  const auto found =
      std::find_if(words.begin(), words.end(), [lower](const Word& w) { return w.text == lower; });
  if (found == words.end()) return std::nullopt;
  return found->kind;
}

class Lexer {
 public:
  explicit Lexer(std::string_view input) : input_(input) {}

  Tokens Run() {
    while (error_.empty() && Next()) {
    }
    if (!error_.empty()) {
      tokens_.list.push_back({TokenKind::kError, {start_, input_.size()}, {}});
      tokens_.error = std::move(error_);
    }
    return std::move(tokens_);
  }

 private:
  // One token, or one run of spaces, or one comment. False at the end.
  bool Next() {
    start_ = at_;
    if (at_ >= input_.size()) return End();
    const char c = input_[at_];
    if (IsSpace(c)) {
      while (at_ < input_.size() && IsSpace(input_[at_])) ++at_;
    } else if (c == '#') {
      while (at_ < input_.size() && input_[at_] != '\n' && input_[at_] != '\r') ++at_;
    } else if (in_braces_) {
      InBraces(c);
    } else {
      Outside(c);
    }
    return true;
  }

  bool End() {
    if (in_braces_) {
      Fail("unexpected end of input inside braces");
    } else if (expects_duration_) {
      Fail("unexpected end of input in duration expression");
    } else if (depth_ != 0) {
      Fail("unclosed left parenthesis");
    } else if (in_brackets_) {
      Fail("unclosed left bracket");
    } else {
      Emit(TokenKind::kEnd, 0);
    }
    return false;
  }

  void InBraces(char c) {
    if (IsAlpha(c)) return Emit(TokenKind::kIdentifier, WordLength(false));
    if (c == '"' || c == '\'' || c == '`') return String();
    const std::string_view rest = input_.substr(at_);
    if (c == ',') return Emit(TokenKind::kComma, 1);
    if (rest.starts_with("=~")) return Emit(TokenKind::kRegex, 2);
    if (c == '=') return Emit(TokenKind::kAssign, 1);
    if (rest.starts_with("!~")) return Emit(TokenKind::kNotRegex, 2);
    if (rest.starts_with("!=")) return Emit(TokenKind::kNotEqual, 2);
    if (c == '!') return Fail("unexpected character after '!' inside braces: " + Quoted(at_ + 1));
    if (c == '{') return Fail("unexpected left brace '{'");
    if (c != '}') return Fail("unexpected character inside braces: " + Quoted(at_));
    in_braces_ = false;
    Emit(TokenKind::kRightBrace, 1);
  }

  void Outside(char c) {
    if (IsDigit(c) || (c == '.' && at_ + 1 < input_.size() && IsDigit(input_[at_ + 1]))) {
      return Number();
    }
    if (IsAlpha(c) || (c == ':' && !in_brackets_))
      return in_brackets_ ? DurationWord() : WordToken();
    switch (c) {
      case '"':
      case '\'':
      case '`':
        return expects_duration_ ? Unexpected() : String();
      case '(':
        ++depth_;
        return Emit(TokenKind::kLeftParen, 1);
      case ')':
        return RightParen();
      case '{':
        if (expects_duration_) return Unexpected();
        in_braces_ = true;
        return Emit(TokenKind::kLeftBrace, 1);
      case '[':
        if (in_brackets_) return Fail("unexpected left bracket '['");
        in_brackets_ = expects_duration_ = true;
        return Emit(TokenKind::kLeftBracket, 1);
      case ']':
        if (!in_brackets_) return Fail("unexpected right bracket ']'");
        in_brackets_ = expects_duration_ = got_colon_ = false;
        return Emit(TokenKind::kRightBracket, 1);
      case ':':
        if (got_colon_) return Fail("unexpected colon ':'");
        got_colon_ = true;
        return Emit(TokenKind::kColon, 1);
      default:
        return Operator(c);
    }
  }

  void RightParen() {
    if (depth_ == 0) return Fail("unexpected right parenthesis ')'");
    --depth_;
    Emit(TokenKind::kRightParen, 1);
  }

  void Operator(char c) {
    const std::string_view rest = input_.substr(at_);
    for (const Sign& sign : kOperators) {
      if (rest.starts_with(sign.text)) return Emit(sign.kind, sign.text.size());
    }
    if (rest.starts_with("=~")) return Fail("unexpected character after '=': '~'");
    if (c == '=') return Emit(TokenKind::kAssign, 1);
    if (c == '!') {
      start_ = at_;
      return Fail("unexpected character after '!': " + Quoted(at_ + 1));
    }
    Unexpected();
  }

  void Unexpected() {
    Fail((expects_duration_ ? "unexpected character in duration expression: "
                            : "unexpected character: ") +
         Quoted(at_));
  }

  void Number() {
    size_t end = at_;
    const NumberForm form = ScanNumberOrDuration(input_, end);
    if (form == NumberForm::kBad) {
      return Fail(fmt::format("bad number or duration syntax: {}",
                              text::GoQuote(input_.substr(at_, end - at_))));
    }
    expects_duration_ = false;
    Emit(form == NumberForm::kNumber ? TokenKind::kNumber : TokenKind::kDuration, end - at_);
  }

  void String() {
    size_t end = at_;
    std::string error = ScanString(input_, end);
    if (!error.empty()) return Fail(std::move(error));
    Emit(TokenKind::kString, end - at_);
  }

  // Inside [ ], only the words of duration expressions are known.
  void DurationWord() {
    size_t end = at_;
    while (end < input_.size() && IsAlpha(input_[end])) ++end;
    const auto kind = FindWord(kDurationWords, Lower(input_.substr(at_, end - at_)));
    if (kind) return Emit(*kind, end - at_);
    if (expects_duration_) return Unexpected();
    Fail(fmt::format("unexpected character: {}, expected ':'", Quoted(at_)));
  }

  void WordToken() {
    const size_t length = WordLength(true);
    const std::string_view word = input_.substr(at_, length);
    Emit(KindOf(word, at_ + length), length);
  }

  [[nodiscard]] TokenKind KindOf(std::string_view word, size_t end) const {
    const std::string lower = Lower(word);
    if (FindAggregator(lower) != nullptr) return TokenKind::kAggregator;
    const auto kind = FindWord(kWords, lower);
    const bool fill =
        kind == TokenKind::kFill || kind == TokenKind::kFillLeft || kind == TokenKind::kFillRight;
    // Metrics are named fill too: the word is a modifier only before a parenthesis.
    if (kind && !(fill && !ParenthesisAt(end))) return *kind;
    return word.find(':') == std::string_view::npos ? TokenKind::kIdentifier
                                                    : TokenKind::kMetricIdentifier;
  }

  [[nodiscard]] bool ParenthesisAt(size_t at) const {
    while (at < input_.size() && IsSpace(input_[at])) ++at;
    return at < input_.size() && input_[at] == '(';
  }

  [[nodiscard]] size_t WordLength(bool colons) const {
    size_t end = at_;
    while (end < input_.size() && (IsAlphaNumeric(input_[end]) || (colons && input_[end] == ':'))) {
      ++end;
    }
    return end - at_;
  }

  // The character at a place as Go's %q has it.
  [[nodiscard]] std::string Quoted(size_t at) const {
    if (at >= input_.size()) return "end of input";
    const size_t before = at;
    const char32_t c = text::DecodeUtf8(input_, at);
    if (c == '\'') return "'\\''";
    if (c == '"') return "'\"'";
    const std::string quoted = text::GoQuote(input_.substr(before, at - before));
    return "'" + quoted.substr(1, quoted.size() - 2) + "'";
  }

  void Emit(TokenKind kind, size_t length) {
    tokens_.list.push_back({kind, {at_, at_ + length}, input_.substr(at_, length)});
    at_ += length;
  }
  void Fail(std::string message) { error_ = std::move(message); }

  std::string_view input_;
  size_t at_ = 0;
  size_t start_ = 0;
  int depth_ = 0;  // of ( )
  bool in_braces_ = false;
  bool in_brackets_ = false;
  bool expects_duration_ = false;  // in [ ], before the first number
  bool got_colon_ = false;         // in [ ]
  std::string error_;
  Tokens tokens_;
};

bool IsOperator(TokenKind kind) {
  return (kind >= TokenKind::kAt && kind <= TokenKind::kUnless) || kind == TokenKind::kRegex ||
         kind == TokenKind::kNotRegex;
}

}  // namespace

Tokens Lex(std::string_view input) {
  return Lexer(input).Run();
}

std::string Describe(const Token& token) {
  const auto quoted = [&token] {
    // Long texts are cut, as upstream does: the place says where they are.
    constexpr size_t kLongest = 10;
    if (token.text.size() <= kLongest) return text::GoQuote(token.text);
    return text::GoQuote(token.text.substr(0, kLongest)) + "...";
  };
  switch (token.kind) {
    case TokenKind::kEnd:
      return "end of input";
    case TokenKind::kError:
      return "error";
    case TokenKind::kIdentifier:
      return "identifier " + text::GoQuote(token.text);
    case TokenKind::kMetricIdentifier:
      return "metric identifier " + text::GoQuote(token.text);
    case TokenKind::kNumber:
      return "number " + quoted();
    case TokenKind::kDuration:
      return "duration " + quoted();
    case TokenKind::kString:
      return "string " + quoted();
    case TokenKind::kAggregator:
      return fmt::format("<aggr:{}>", token.text);
    default:
      break;
  }
  if (IsOperator(token.kind)) return fmt::format("<op:{}>", token.text);
  if (token.kind >= TokenKind::kBool && token.kind <= TokenKind::kSmoothed) {
    return fmt::format("<{}>", token.text);
  }
  return quoted();
}

}  // namespace plumb::promql
