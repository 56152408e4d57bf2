#include "cli/declaration.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/duration.h"
#include "base/number.h"
#include "text/suggest.h"

namespace plumb::cli {

std::vector<std::string> Option::AllNames() const {
  std::vector<std::string> parts;
  std::string_view rest = names;
  while (!rest.empty()) {
    const size_t comma = std::min(rest.find(','), rest.size());
    parts.emplace_back(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return parts;
}

Option& Declaration::Add(Option option) {
  option.group = option.positional ? "" : group_;
  option.group_help = group_help_;
  options_.push_back(std::move(option));
  return options_.back();
}

Option& Declaration::Flag(std::string_view names, bool& value, std::string_view help) {
  return Add({.names = std::string(names),
              .help = std::string(help),
              .take = [&value](const std::string&) {
                value = true;
                return std::string();
              }});
}

Option& Declaration::Count(std::string_view names, int& value, int by, std::string_view help) {
  return Add({.names = std::string(names),
              .help = std::string(help),
              .many = true,
              .take = [&value, by](const std::string&) {
                value += by;
                return std::string();
              }});
}

Option& Declaration::Text(std::string_view names, std::string& value, std::string_view value_name,
                          std::string_view help) {
  return Add({.names = std::string(names),
              .value = std::string(value_name),
              .help = std::string(help),
              .take = [&value](const std::string& given) {
                value = given;
                return std::string();
              }});
}

Option& Declaration::Texts(std::string_view names, std::vector<std::string>& values,
                           std::string_view value_name, std::string_view help) {
  return Add({.names = std::string(names),
              .value = std::string(value_name),
              .help = std::string(help),
              .many = true,
              .take = [&values](const std::string& given) {
                values.push_back(given);
                return std::string();
              }});
}

Option& Declaration::Integer(std::string_view names, int64_t& value, std::string_view value_name,
                             std::string_view help) {
  return Add({.names = std::string(names),
              .value = std::string(value_name),
              .help = std::string(help),
              .take = [&value](const std::string& given) {
                const auto parsed = ParseInt(given);
                if (!parsed) return fmt::format("'{}' is not a whole number", given);
                value = *parsed;
                return std::string();
              }});
}

Option& Declaration::Number(std::string_view names, double& value, std::string_view value_name,
                            std::string_view help) {
  return Add({.names = std::string(names),
              .value = std::string(value_name),
              .help = std::string(help),
              .take = [&value](const std::string& given) {
                const auto parsed = ParseFloat(given);
                if (!parsed) return fmt::format("'{}' is not a number", given);
                value = *parsed;
                return std::string();
              }});
}

Option& Declaration::Duration(std::string_view names, int64_t& value_ms, std::string_view help) {
  return Add({.names = std::string(names),
              .value = "DURATION",
              .help = std::string(help),
              .take = [&value_ms](const std::string& given) {
                auto parsed = ParseDurationOption(given);
                if (!parsed) return parsed.error().message;
                value_ms = *parsed;
                return std::string();
              }});
}

Option& Declaration::Choice(std::string_view names, std::string& value,
                            std::vector<std::string> words, std::string_view help) {
  std::string value_name;
  for (const std::string& word : words) value_name += (value_name.empty() ? "" : "|") + word;
  return Add({.names = std::string(names),
              .value = value_name,
              .help = std::string(help),
              .completion = Completion::kWords,
              .words = words,
              .take = [&value, words](const std::string& given) {
                for (const std::string& word : words) {
                  if (word == given) {
                    value = given;
                    return std::string();
                  }
                }
                const std::vector<std::string_view> candidates(words.begin(), words.end());
                std::string text =
                    fmt::format("'{}' is not known{}", given, text::DidYouMean(given, candidates));
                return text + " (one of: " + [&] {
                  std::string list;
                  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
                  return list;
                }() + ")";
              }});
}

Option& Declaration::Argument(std::string_view name, std::string& value, std::string_view help) {
  Option& option = Text(name, value, "", help);
  option.positional = true;
  option.group.clear();
  return option;
}

Option& Declaration::Arguments(std::string_view name, std::vector<std::string>& values,
                               std::string_view help) {
  Option& option = Texts(name, values, "", help);
  option.positional = true;
  option.group.clear();
  return option;
}

}  // namespace plumb::cli
