// Any bytes as PromQL's words: each token is where it says, none overlaps another, and the last one
// ends the input or says what is wrong.

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "promql/lexer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plumb::promql;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Tokens tokens = Lex(text);
  PLUMB_ASSERT(!tokens.list.empty());
  size_t behind = 0;
  for (size_t i = 0; i < tokens.list.size(); ++i) {
    const Token& token = tokens.list[i];
    const bool last = i + 1 == tokens.list.size();
    const bool ends = token.kind == TokenKind::kEnd || token.kind == TokenKind::kError;
    PLUMB_ASSERT(ends == last);
    PLUMB_ASSERT(behind <= token.place.start && token.place.start <= token.place.end);
    PLUMB_ASSERT(token.place.end <= size);
    if (!last) {
      PLUMB_ASSERT(token.place.start < token.place.end);
      PLUMB_ASSERT(token.text ==
                   text.substr(token.place.start, token.place.end - token.place.start));
    }
    PLUMB_ASSERT(!Describe(token).empty());
    behind = token.place.end;
  }
  PLUMB_ASSERT((tokens.list.back().kind == TokenKind::kError) == !tokens.error.empty());
  return 0;
}
