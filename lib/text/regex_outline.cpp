#include "text/regex_outline.h"

#include <algorithm>
#include <iterator>

#include "text/utf8.h"

namespace plumb::text {
namespace {

// Bound on the texts that groups in a row multiply to, as in Prometheus (maxSetMatches).
constexpr size_t kMaxProduct = 256;
// Bound on our recursion; deeper patterns are legal but nobody writes them.
constexpr int kMaxDepth = 50;

bool IsAsciiPunctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

using Texts = std::vector<std::string>;

struct Part {
  Texts texts;
  bool exact;
};

Part Anything() {
  return {{""}, false};
}

// What begins with `a` and goes on with `b`.
void Append(Part& a, Part b) {
  if (!a.exact) return;
  if (a.texts.size() == 1 && a.texts.front().empty()) {
    a = std::move(b);
    return;
  }
  a.exact = b.exact;
  if (b.texts.size() == 1 && a.texts.size() <= kMaxProduct) {
    for (std::string& text : a.texts) text += b.texts.front();
    return;
  }
  if (a.texts.size() > 1 && a.texts.size() * b.texts.size() > kMaxProduct) {
    a.exact = false;
    return;
  }
  Texts product;
  product.reserve(a.texts.size() * b.texts.size());
  for (const std::string& head : a.texts) {
    for (const std::string& tail : b.texts) product.push_back(head + tail);
  }
  a.texts = std::move(product);
}

// A recursive descent over the pattern. `failed_` means: no statement about the pattern at all.
class Outliner {
 public:
  explicit Outliner(std::string_view pattern) : rest_(pattern) {}

  RegexOutline Run() {
    Part whole = Alternatives(0);
    if (failed_ || !rest_.empty()) return {};
    return {std::move(whole.texts), whole.exact, whole.exact && plain_};
  }

 private:
  bool Take(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }

  Part Fail() {
    failed_ = true;
    return Anything();
  }

  Part Alternatives(int depth) {
    if (depth > kMaxDepth) return Fail();
    Part all = Sequence(depth);
    while (!failed_ && Take("|")) {
      Part next = Sequence(depth);
      std::move(next.texts.begin(), next.texts.end(), std::back_inserter(all.texts));
      all.exact = all.exact && next.exact;
    }
    return all;
  }

  Part Sequence(int depth) {
    Part sequence = {{""}, true};
    while (!failed_ && !rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      if (depth == 0 && TakeOuterAnchor(sequence)) continue;
      Part atom = Atom(depth);
      ApplyRepeats(atom);
      Append(sequence, std::move(atom));
    }
    return sequence;
  }

  // `^` where a match begins and `$` where it ends say nothing new, outside of groups at least.
  bool TakeOuterAnchor(const Part& before) {
    const bool at_start =
        rest_.front() == '^' && before.exact && before.texts.size() == 1 && before.texts[0].empty();
    const bool at_end = rest_.front() == '$' && (rest_.size() == 1 || rest_[1] == '|');
    const bool repeated =
        rest_.size() > 1 && std::string_view("*+?{").find(rest_[1]) != std::string_view::npos;
    if (!(at_start || at_end) || repeated) return false;
    plain_ = false;
    rest_.remove_prefix(1);
    return true;
  }

  void ApplyRepeats(Part& atom) {
    while (!failed_ && !rest_.empty()) {
      if (Take("+")) {
        atom.exact = false;
      } else if (Take("*")) {
        atom = Anything();
      } else if (Take("?")) {
        atom.texts.emplace_back();
      } else if (rest_.front() == '{') {  // a count, or a brace that stands for itself
        Fail();
      } else {
        return;
      }
      Take("?");  // lazy: the same matches
      plain_ = false;
    }
  }

  Part Atom(int depth) {
    const std::string_view before = rest_;
    switch (rest_.front()) {
      case '(':
        return Group(depth);
      case '[':
        return Class();
      case '\\':
        return Escape();
      case '*':
      case '+':
      case '?':
      case '{':
        return Fail();
      case '.':
      case '^':
      case '$':
        // Anchors only take matches away, so that "begins with anything" stays true.
        plain_ = false;
        rest_.remove_prefix(1);
        return Anything();
      default: {
        size_t size = 0;
        DecodeUtf8(before, size);
        rest_.remove_prefix(size);
        return {{std::string(before.substr(0, size))}, true};
      }
    }
  }

  Part Group(int depth) {
    if (Take("(?:") || Take("(?s:")) {
      // Nothing to remember: the dot is not taken apart.
    } else if (Take("(?P<") || Take("(?<")) {
      plain_ = false;
      const size_t end = rest_.find('>');
      if (end == std::string_view::npos) return Fail();
      rest_.remove_prefix(end + 1);
    } else if (rest_.starts_with("(?")) {  // flags: other letters may match
      return Fail();
    } else {
      rest_.remove_prefix(1);
    }
    Part inside = Alternatives(depth + 1);
    if (!Take(")")) return Fail();
    return inside;
  }

  Part Escape() {
    rest_.remove_prefix(1);
    if (rest_.empty()) return Fail();
    const char c = rest_.front();
    if (IsAsciiPunctuation(c)) {
      rest_.remove_prefix(1);
      return {{std::string(1, c)}, true};
    }
    // Perl classes and word boundaries are one letter; \x41, \pL, \Q…\E and the like are not taken
    // apart.
    if (std::string_view("dDsSwWbB").find(c) == std::string_view::npos) return Fail();
    plain_ = false;
    rest_.remove_prefix(1);
    return Anything();
  }

  // [abc] is taken apart; ranges, negations, escapes and named classes are not.
  Part Class() {
    plain_ = false;
    const size_t end = rest_.find(']', 2);
    if (end == std::string_view::npos) return Fail();
    const std::string_view body = rest_.substr(1, end - 1);
    if (body == "^" || body.find_first_of("[\\") != std::string_view::npos) return Fail();
    rest_.remove_prefix(end + 1);
    if (body.find_first_of("^-]") != std::string_view::npos) return Anything();
    Part part = {{}, true};
    for (size_t position = 0; position < body.size();) {
      const size_t start = position;
      DecodeUtf8(body, position);
      part.texts.emplace_back(body.substr(start, position - start));
    }
    return part;
  }

  std::string_view rest_;
  bool failed_ = false;
  bool plain_ = true;
};

}  // namespace

RegexOutline OutlineRegex(std::string_view pattern) {
  if (!IsValidUtf8(pattern)) return {};
  RegexOutline outline = Outliner(pattern).Run();
  std::sort(outline.texts.begin(), outline.texts.end());
  outline.texts.erase(std::unique(outline.texts.begin(), outline.texts.end()), outline.texts.end());
  return outline;
}

}  // namespace plumb::text
