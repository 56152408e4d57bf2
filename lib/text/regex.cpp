#include "text/regex.h"

#include <algorithm>
#include <mutex>
#include <set>

#include <re2/re2.h>
#include <utf8proc.h>

#include "fmt/format.h"
#include "text/regex_outline.h"
#include "text/utf8.h"

namespace plumb::text {
namespace {

// RE2's default of 8 MiB is too small for a dashboard variable with ten thousand values; it is a
// bound, not an allocation.
constexpr int64_t kMemoryBound = 64 << 20;

// Captures stay on for all: without them RE2 does not see a name that is given to two groups, and a
// match that asks for no group costs the same.
RE2::Options MakeOptions() {
  RE2::Options options;
  options.set_dot_nl(true);
  options.set_log_errors(false);
  options.set_max_mem(kMemoryBound);
  return options;
}

re2::StringPiece Piece(std::string_view text) {
  return {text.data(), text.size()};
}

// Length of the character class at the start of `text`, which begins with '['.
size_t ClassLength(std::string_view text) {
  size_t i = 1;
  if (i < text.size() && text[i] == '^') ++i;
  if (i < text.size() && text[i] == ']') ++i;  // the first one stands for itself
  while (i < text.size() && text[i] != ']') {
    if (text.substr(i, 2) == "[:") {
      const size_t end = text.find(":]", i + 2);
      i = end == std::string_view::npos ? i + 2 : end + 2;
    } else {
      i += text[i] == '\\' ? 2 : 1;
    }
  }
  return std::min(i + 1, text.size());
}

// Length of the escape at the start of `text`; \Q…\E is one.
size_t EscapeLength(std::string_view text) {
  if (!text.starts_with("\\Q")) return std::min<size_t>(2, text.size());
  const size_t end = text.find("\\E", 2);
  return end == std::string_view::npos ? text.size() : end + 2;
}

// Length of `(?<` or `(?P<` at the start of `text`; 0 if it opens no named group.
size_t NamedGroupLength(std::string_view text) {
  if (text.starts_with("(?P<")) return 4;
  const bool look_behind = text.starts_with("(?<=") || text.starts_with("(?<!");
  return text.starts_with("(?<") && !look_behind ? 3 : 0;
}

// Go's syntax in RE2's: `(?<name>` (Go 1.22) is `(?P<name>`, `\C` (a byte) does not exist, and a
// name is given once.
Result<std::string> FromGoSyntax(std::string_view pattern) {
  std::string out;
  std::set<std::string_view> names;
  size_t i = 0;
  while (i < pattern.size()) {
    const std::string_view rest = pattern.substr(i);
    size_t length = 1;
    if (rest.starts_with("\\C")) {
      return Error{Exit::kUsage, "invalid escape sequence: \\C"};
    }
    if (rest.front() == '\\') {
      length = EscapeLength(rest);
    } else if (rest.front() == '[') {
      length = ClassLength(rest);
    } else if (const size_t opening = NamedGroupLength(rest); opening > 0) {
      const std::string_view name = rest.substr(opening, rest.find('>') - opening);
      if (!names.insert(name).second) {
        return Error{Exit::kUsage, fmt::format("duplicate group name: {}", name)};
      }
      out += "(?P<";
      i += opening;
      continue;
    }
    out += rest.substr(0, length);
    i += length;
  }
  return out;
}

std::string CommonPrefix(const std::vector<std::string>& sorted) {
  // Sorted, so that what the first and the last share is shared by all.
  const std::string& first = sorted.front();
  const std::string& last = sorted.back();
  const auto differ = std::mismatch(first.begin(), first.end(), last.begin(), last.end());
  return {first.begin(), differ.first};
}

// Go reads an invalid byte as U+FFFD, RE2 as something that nothing matches.
std::string WithoutInvalidBytes(std::string_view value) {
  std::string out;
  size_t position = 0;
  while (position < value.size()) AppendUtf8(out, DecodeUtf8(value, position));
  return out;
}

bool IsNameCharacter(char32_t c) {
  if (c == '_') return true;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
      return true;
    default:
      return false;
  }
}

// The group named at the start of `rest` (behind the $), as Go's regexp.extract reads it; moves
// past it. nullopt: it is no name, and the $ stands for itself.
std::optional<std::string_view> TakeGroupName(std::string_view& rest) {
  const bool brace = !rest.empty() && rest.front() == '{';
  const std::string_view text = rest.substr(brace ? 1 : 0);
  size_t end = 0;
  while (end < text.size()) {
    size_t next = end;
    if (!IsNameCharacter(DecodeUtf8(text, next))) break;
    end = next;
  }
  if (end == 0 || (brace && text.substr(end, 1) != "}")) return std::nullopt;
  rest = text.substr(brace ? end + 1 : end);
  return text.substr(0, end);
}

// The number a group name means; nullopt for one that is a name. Leading zeros make it a name.
std::optional<size_t> GroupNumber(std::string_view name) {
  constexpr size_t kLargest = 100'000'000;
  if (name.front() == '0' && name.size() > 1) return std::nullopt;
  size_t number = 0;
  for (const char c : name) {
    if (c < '0' || c > '9' || number >= kLargest) return std::nullopt;
    number = number * 10 + static_cast<size_t>(c - '0');
  }
  return number;
}

using Groups = std::vector<re2::StringPiece>;

void AppendGroup(std::string& out, std::string_view name, const RE2& re2, const Groups& groups) {
  std::optional<size_t> number = GroupNumber(name);
  if (!number) {
    const auto& names = re2.NamedCapturingGroups();
    const auto found = names.find(std::string(name));
    if (found == names.end()) return;
    number = static_cast<size_t>(found->second);
  }
  if (*number < groups.size()) out.append(groups[*number].data(), groups[*number].size());
}

std::string FillIn(std::string_view replacement, const RE2& re2, const Groups& groups) {
  std::string out;
  while (true) {
    const size_t dollar = replacement.find('$');
    out += replacement.substr(0, dollar);
    if (dollar == std::string_view::npos) return out;
    replacement.remove_prefix(dollar + 1);
    if (replacement.starts_with('$')) {
      out += '$';
      replacement.remove_prefix(1);
    } else if (const auto name = TakeGroupName(replacement)) {
      AppendGroup(out, *name, re2, groups);
    } else {
      out += '$';
    }
  }
}

}  // namespace

struct Regex::Compiled {
  std::string pattern;      // as written
  std::string re2_pattern;  // in RE2's syntax
  std::vector<std::string> literals;
  std::string prefix;

  // Made at once where it must say whether the pattern is valid; for plain texts, whose `literals`
  // answer all matches, at the first Expand.
  const RE2& re2() const {
    std::call_once(made_,
                   [this] { re2_ = std::make_unique<RE2>(Piece(re2_pattern), MakeOptions()); });
    return *re2_;
  }

 private:
  mutable std::once_flag made_;
  mutable std::unique_ptr<RE2> re2_;
};

Result<Regex> Regex::Compile(std::string_view pattern) {
  const auto invalid = [&](std::string_view reason) {
    return Error{Exit::kUsage, fmt::format("invalid regular expression '{}': {}", pattern, reason)};
  };
  auto compiled = std::make_shared<Compiled>();
  compiled->pattern = pattern;
  Result<std::string> translated = FromGoSyntax(pattern);
  if (!translated) return invalid(translated.error().message);
  compiled->re2_pattern = *std::move(translated);

  RegexOutline outline = OutlineRegex(pattern);
  if (!outline.plain && !compiled->re2().ok()) return invalid(compiled->re2().error());
  compiled->prefix = CommonPrefix(outline.texts);
  if (outline.exact) compiled->literals = std::move(outline.texts);
  return Regex(std::move(compiled));
}

bool Regex::Matches(std::string_view value) const {
  const std::vector<std::string>& literals = compiled_->literals;
  if (!literals.empty()) return std::binary_search(literals.begin(), literals.end(), value);
  if (!value.starts_with(compiled_->prefix)) return false;
  const RE2& re2 = compiled_->re2();
  if (RE2::FullMatch(Piece(value), re2)) return true;
  return !IsValidUtf8(value) && RE2::FullMatch(WithoutInvalidBytes(value), re2);
}

const std::string& Regex::pattern() const {
  return compiled_->pattern;
}

const std::vector<std::string>& Regex::literals() const {
  return compiled_->literals;
}

const std::string& Regex::prefix() const {
  return compiled_->prefix;
}

std::optional<std::string> Regex::Expand(std::string_view value,
                                         std::string_view replacement) const {
  if (!Matches(value)) return std::nullopt;
  const RE2& re2 = compiled_->re2();
  Groups groups(static_cast<size_t>(re2.NumberOfCapturingGroups()) + 1);
  const auto match = [&](std::string_view text) {
    return re2.Match(Piece(text), 0, text.size(), RE2::ANCHOR_BOTH, groups.data(),
                     static_cast<int>(groups.size()));
  };
  if (match(value)) return FillIn(replacement, re2, groups);
  const std::string valid = WithoutInvalidBytes(value);
  if (!match(valid)) return std::nullopt;
  return FillIn(replacement, re2, groups);
}

}  // namespace plumb::text
