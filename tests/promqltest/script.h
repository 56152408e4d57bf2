// A `.test` script of Prometheus' promqltest, read into commands.
#pragma once

#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "base/number.h"
#include "base/result.h"
#include "text/escape.h"

namespace plumb::promqltest {

struct Line {
  size_t number = 0;  // from 1
  std::string text;   // without space around it
};

// A remark or an error that a case expects, with what its text must be.
struct ExpectedText {
  std::optional<std::string> exact;
  std::optional<std::string> regex;
};

struct Command {
  enum class Kind { kClear, kLoad, kEvalInstant, kEvalRange };
  Kind kind = Kind::kClear;
  size_t line = 0;

  // kLoad
  DurationMs interval = 0;
  std::vector<Line> series;
  bool with_custom_buckets = false;  // load_with_nhcb

  // kEval…
  std::string expression;
  int64_t start = 0;  // the time of an instant evaluation
  int64_t end = 0;
  DurationMs step = 0;
  bool fails = false;
  bool ordered = false;
  std::vector<ExpectedText> errors;
  bool expects_warn = false;
  bool expects_info = false;
  bool expects_no_warn = false;
  bool expects_no_info = false;
  std::vector<ExpectedText> warns;
  std::vector<ExpectedText> infos;
  std::optional<std::string> text;    // a string result
  std::optional<std::string> scalar;  // a scalar result
  bool range_vector = false;          // a matrix result, at these times:
  int64_t matrix_start = 0;
  DurationMs matrix_step = 0;
  std::vector<Line> expected;  // series
};

inline std::string Trim(std::string_view text) {
  const size_t from = text.find_first_not_of(" \t\r");
  if (from == std::string_view::npos) return "";
  return std::string(text.substr(from, text.find_last_not_of(" \t\r") - from + 1));
}

// Cuts the first word off `text`.
inline std::string TakeWord(std::string& text) {
  const size_t end = text.find_first_of(" \t");
  std::string word = text.substr(0, end);
  text = end == std::string::npos ? "" : Trim(text.substr(end));
  return word;
}

inline Result<int64_t> ParseOffset(const std::string& text) {
  return ParseDurationOption(text);
}

class ScriptReader {
 public:
  explicit ScriptReader(const std::string& path) {
    std::ifstream in(path);
    std::string text;
    for (size_t number = 1; std::getline(in, text); ++number) {
      text = Trim(text);
      if (!text.empty() && text[0] == '#') text.clear();
      lines_.push_back({number, text});
    }
  }

  Result<std::vector<Command>> Read() {
    std::vector<Command> commands;
    while (at_ < lines_.size()) {
      if (lines_[at_].text.empty()) {
        ++at_;
        continue;
      }
      auto command = ReadCommand();
      if (!command.ok()) return std::move(command).error();
      commands.push_back(*std::move(command));
    }
    return commands;
  }

 private:
  [[nodiscard]] Error At(const Line& line, const std::string& what) const {
    return {Exit::kUsage, std::to_string(line.number) + ": " + what + ": " + line.text};
  }

  // The lines of a block, up to an empty one.
  std::vector<Line> TakeBlock() {
    std::vector<Line> block;
    while (at_ < lines_.size() && !lines_[at_].text.empty()) block.push_back(lines_[at_++]);
    return block;
  }

  Result<Command> ReadCommand() {
    const Line head = lines_[at_++];
    std::string rest = head.text;
    const std::string word = TakeWord(rest);
    Command command;
    command.line = head.number;
    if (word == "clear") return command;
    if (word == "load" || word == "load_with_nhcb") {
      command.kind = Command::Kind::kLoad;
      command.with_custom_buckets = word == "load_with_nhcb";
      PLUMB_ASSIGN(command.interval, ParseOffset(rest));
      command.series = TakeBlock();
      return command;
    }
    if (word.rfind("eval", 0) != 0) return At(head, "unknown command");
    command.fails = word == "eval_fail";
    command.expects_warn = word == "eval_warn";
    command.expects_info = word == "eval_info";
    command.ordered = word == "eval_ordered";
    PLUMB_TRY(ReadEvaluation(head, rest, command));
    for (const Line& line : TakeBlock()) PLUMB_TRY(ReadExpectation(line, command));
    return command;
  }

  // `instant at T EXPR` or `range from A to B step S EXPR`.
  Status ReadEvaluation(const Line& head, std::string rest, Command& command) {
    const std::string kind = TakeWord(rest);
    const auto take_time = [&](std::string_view keyword, int64_t& into) -> Status {
      if (TakeWord(rest) != keyword) return At(head, "expected " + std::string(keyword));
      PLUMB_ASSIGN(into, ParseOffset(TakeWord(rest)));
      return Ok();
    };
    if (kind == "instant") {
      command.kind = Command::Kind::kEvalInstant;
      PLUMB_TRY(take_time("at", command.start));
      command.end = command.start;
    } else {
      command.kind = Command::Kind::kEvalRange;
      PLUMB_TRY(take_time("from", command.start));
      PLUMB_TRY(take_time("to", command.end));
      PLUMB_TRY(take_time("step", command.step));
    }
    command.expression = rest;
    return Ok();
  }

  // ` msg: …` or ` regex: …` behind fail, warn, info.
  static ExpectedText ReadText(const std::string& rest) {
    ExpectedText text;
    if (rest.rfind("msg:", 0) == 0) text.exact = Trim(rest.substr(4));
    if (rest.rfind("regex:", 0) == 0) text.regex = Trim(rest.substr(6));
    return text;
  }

  Status ReadExpectation(const Line& line, Command& command) {
    std::string rest = line.text;
    const std::string word = TakeWord(rest);
    if (word == "expect") return ReadDirective(line, rest, command);
    if (word == "expected_fail_message") {
      command.errors.push_back({.exact = rest, .regex = {}});
    } else if (word == "expected_fail_regexp") {
      command.errors.push_back({.exact = {}, .regex = rest});
    } else if (rest.empty() && ParseFloat(word)) {
      command.scalar = word;
    } else {
      command.expected.push_back(line);
    }
    return Ok();
  }

  Status ReadDirective(const Line& line, std::string rest, Command& command) {
    const std::string word = TakeWord(rest);
    if (word == "fail") {
      command.fails = true;
      command.errors.push_back(ReadText(rest));
    } else if (word == "warn") {
      command.expects_warn = true;
      command.warns.push_back(ReadText(rest));
    } else if (word == "info") {
      command.expects_info = true;
      command.infos.push_back(ReadText(rest));
    } else if (word == "no_warn") {
      command.expects_no_warn = true;
    } else if (word == "no_info") {
      command.expects_no_info = true;
    } else if (word == "ordered") {
      command.ordered = true;
    } else if (word == "string") {
      PLUMB_ASSIGN(command.text, text::GoUnquote(rest));
    } else if (word == "range") {
      return ReadRangeVector(line, rest, command);
    } else {
      return At(line, "unknown directive");
    }
    return Ok();
  }

  // `expect range vector from A to B step S`
  Status ReadRangeVector(const Line& line, std::string rest, Command& command) {
    if (TakeWord(rest) != "vector" || TakeWord(rest) != "from") return At(line, "expected vector");
    command.range_vector = true;
    PLUMB_ASSIGN(command.matrix_start, ParseOffset(TakeWord(rest)));
    TakeWord(rest);  // to
    TakeWord(rest);  // its time: the values say how many there are
    TakeWord(rest);  // step
    PLUMB_ASSIGN(command.matrix_step, ParseOffset(rest));
    return Ok();
  }

  std::vector<Line> lines_;
  size_t at_ = 0;
};

}  // namespace plumb::promqltest
