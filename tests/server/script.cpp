#include "server/script.h"

#include <fmt/core.h>

#include <array>
#include <optional>

#include "base/number.h"
#include "system/files.h"

namespace plumb::server {

namespace {

// The words of a line; quotes may hold blanks and escapes.
std::vector<std::string> Words(std::string_view line) {
  std::vector<std::string> words;
  bool in_word = false;
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (!quoted && (c == ' ' || c == '\t' || c == '\r')) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (c == '"') {
      quoted = !quoted;
    } else if (quoted && c == '\\' && i + 1 < line.size()) {
      ++i;
      words.back().push_back(line[i] == 'n' ? '\n' : line[i]);
    } else {
      words.back().push_back(c);
    }
  }
  return words;
}

// "3", "3-" or "3-5".
bool TakeRequests(std::string_view word, Rule& rule) {
  const size_t dash = word.find('-');
  const auto first = ParseInt(word.substr(0, dash));
  if (!first) return false;
  rule.first = static_cast<uint64_t>(*first);
  rule.last = rule.first;
  if (dash == std::string_view::npos) return true;
  const auto last = ParseInt(word.substr(dash + 1));
  rule.last = last ? static_cast<uint64_t>(*last) : UINT64_MAX;
  return true;
}

bool TakeFlag(std::string_view word, Rule& rule) {
  const std::array<std::pair<std::string_view, bool*>, 4> flags = {{{"endless", &rule.endless},
                                                                    {"hang", &rule.hang},
                                                                    {"close", &rule.close},
                                                                    {"exit", &rule.exit}}};
  for (const auto& [name, flag] : flags)
    if (name == word) return *flag = true;
  return false;
}

bool TakeNumber(std::string_view key, int64_t number, Rule& rule) {
  if (key == "status")
    rule.status = static_cast<int>(number);
  else if (key == "generate")
    rule.generate = static_cast<uint64_t>(number);
  else if (key == "delay")
    rule.delay_ms = number;
  else if (key == "drip")
    rule.drip_ms = number;
  else if (key == "cut")
    rule.cut = number;
  else if (key == "length")
    rule.length = number;
  else if (key == "bomb")
    rule.bomb_mib = static_cast<uint64_t>(number);
  else
    return false;
  return true;
}

Status TakeWord(const std::string& word, Rule& rule) {
  if (TakeFlag(word, rule)) return Ok();
  const size_t equals = std::min(word.find('='), word.size());
  const std::string key = word.substr(0, equals);
  const std::string value = equals < word.size() ? word.substr(equals + 1) : "";
  const auto number = ParseInt(value);
  if (number && TakeNumber(key, *number, rule)) return Ok();
  if (key == "type")
    rule.type = value;
  else if (key == "text")
    rule.text = value;
  else if (key == "header")
    rule.headers.push_back(value);
  else if (key == "encoding")
    rule.encoding = value;
  else if (key == "need")
    rule.need = value;
  else if (key == "body") {
    PLUMB_ASSIGN(rule.text, system::ReadFile(value));
  } else {
    return Error{Exit::kUsage, fmt::format("'{}' is nothing that a rule can say", word)};
  }
  return Ok();
}

Result<Rule> ParseRule(const std::vector<std::string>& words) {
  Rule rule{.path = words[0]};
  rule.prefix = rule.path.ends_with('*');
  if (rule.prefix) rule.path.pop_back();
  size_t next = 1;
  if (words.size() > 1 && TakeRequests(words[1], rule)) ++next;
  for (; next < words.size(); ++next) PLUMB_TRY(TakeWord(words[next], rule));
  return rule;
}

}  // namespace

Result<std::vector<Rule>> ReadScript(const std::string& path) {
  PLUMB_ASSIGN(const std::string script, system::ReadFile(path));
  std::vector<Rule> rules;
  StringInput input(script);
  LineReader lines(input);
  std::string_view line;
  while (*lines.Next(line)) {
    const std::vector<std::string> words = Words(line);
    if (words.empty() || words[0][0] == '#') continue;
    auto rule = ParseRule(words);
    if (!rule.ok()) return rule.error().In(fmt::format("{}:{}", path, lines.number()));
    rules.push_back(*std::move(rule));
  }
  return rules;
}

}  // namespace plumb::server
