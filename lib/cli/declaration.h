// SPDX-License-Identifier: Apache-2.0
// The one declaration of a tool's options: what is parsed, shown by --help, written into the man
// page's OPTIONS and completed by the shells.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::cli {

// What a value of an option is, for completions and for the word in the help.
enum class Completion { kNone, kFile, kDirectory, kWords, kMetric, kLabel, kTool };

// What --help shows of a group: a line an option, or only their names. The man page has them all.
enum class GroupHelp { kLines, kNames };

struct Option {
  std::string names;  // "-o,--output"; a positional has no dashes: "EXPR"
  std::string value;  // "FORMAT"; "" for a flag
  std::string help;   // one sentence, lower case, no full stop
  bool positional = false;
  bool many = false;  // may be given again, or (positional) takes all that remain
  bool required = false;
  std::string group;  // heading in the help
  GroupHelp group_help = GroupHelp::kLines;
  Completion completion = Completion::kNone;
  std::vector<std::string> words;  // the values of Completion::kWords

  // Takes one value ("" for a flag); an error text, "" if it was right.
  std::function<std::string(const std::string&)> take;

  // "-o" and "--output", as in `names`; the last is the one to call it by.
  [[nodiscard]] std::vector<std::string> AllNames() const;
};

// A tool's Declare() calls these. The variables must outlive the parse; what they hold is the
// default.
class Declaration {
 public:
  // The options declared from here on stand under this heading.
  void Group(std::string_view heading, GroupHelp help = GroupHelp::kLines) {
    group_ = heading;
    group_help_ = help;
  }

  Option& Flag(std::string_view names, bool& value, std::string_view help);
  // Each occurrence adds `by`.
  Option& Count(std::string_view names, int& value, int by, std::string_view help);
  Option& Text(std::string_view names, std::string& value, std::string_view value_name,
               std::string_view help);
  Option& Texts(std::string_view names, std::vector<std::string>& values,
                std::string_view value_name, std::string_view help);
  Option& Integer(std::string_view names, int64_t& value, std::string_view value_name,
                  std::string_view help);
  Option& Number(std::string_view names, double& value, std::string_view value_name,
                 std::string_view help);
  // Prometheus durations and plain seconds, kept in milliseconds.
  Option& Duration(std::string_view names, int64_t& value_ms, std::string_view help);
  // One of `words`; a typo is answered with the nearest.
  Option& Choice(std::string_view names, std::string& value, std::vector<std::string> words,
                 std::string_view help);
  // Positional arguments, in order.
  Option& Argument(std::string_view name, std::string& value, std::string_view help);
  Option& Arguments(std::string_view name, std::vector<std::string>& values, std::string_view help);

  [[nodiscard]] const std::vector<Option>& options() const { return options_; }

 private:
  Option& Add(Option option);
  std::string group_;
  GroupHelp group_help_ = GroupHelp::kLines;
  std::vector<Option> options_;
};

}  // namespace plumb::cli
