#include "cli/parse.h"

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include <algorithm>

#include "text/suggest.h"

namespace plumb::cli {

namespace {

// What an option is called in a message: its long name.
std::string DisplayName(const Option& option) {
  return option.AllNames().back();
}

// The first complaint of a value that was not taken.
struct Complaint {
  std::string text;
};

CLI::Option* AddTo(CLI::App& app, const Option& option, Complaint& complaint) {
  const auto take = [&option, &complaint](const std::string& value) {
    const std::string wrong = option.take(value);
    if (!wrong.empty() && complaint.text.empty())
      complaint.text = fmt::format("{}: {}", DisplayName(option), wrong);
  };
  if (!option.positional && option.value.empty()) {
    return app.add_flag_function(option.names, [take](std::int64_t times) {
      for (std::int64_t i = 0; i < times; ++i) take("");
    });
  }
  CLI::Option* added = app.add_option(option.names, [take](const CLI::results_t& values) {
    for (const std::string& value : values) take(value);
    return true;
  });
  added->type_size(1)->expected(1);
  if (option.many) {
    added->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    added->allow_extra_args(option.positional);
  } else {
    added->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  }
  return added;
}

// Whether one of the arguments may be the option, by its look.
bool MayBeGiven(const Option& option, const std::vector<std::string>& arguments) {
  if (option.positional) return true;
  const std::vector<std::string> names = option.AllNames();
  return std::any_of(arguments.begin(), arguments.end(), [&](const std::string& argument) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      if (name.starts_with("--")) return argument.starts_with(name);
      // A letter may stand among others.
      return argument.starts_with('-') && argument.find(name[1]) != std::string::npos;
    });
  });
}

Error Usage(std::string message) {
  return {Exit::kUsage, std::move(message)};
}

// An argument that was no option: a typo, or an expression that begins with a minus.
Error UnknownOption(const std::string& argument, const std::vector<Option>& options) {
  std::vector<std::string> names = {"--help", "--version"};
  for (const Option& option : options)
    if (!option.positional)
      for (std::string& name : option.AllNames()) names.push_back(std::move(name));
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string name = argument.substr(0, argument.find('='));
  const bool word = std::all_of(name.begin(), name.end(), [](char c) {
    return c == '-' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
  std::string message = fmt::format("unknown option '{}'", argument);
  const std::string meant =
      word && name.starts_with("--") ? text::DidYouMean(name, candidates) : std::string();
  if (!meant.empty()) return Usage(message + meant);
  const bool takes_arguments = std::any_of(options.begin(), options.end(),
                                           [](const Option& option) { return option.positional; });
  // `-x` is an option that is not there rather than an expression.
  const bool letter = word && argument.size() == 2;
  if (takes_arguments && !letter && !argument.starts_with("--"))
    return Usage(
        message +
        fmt::format("\nan argument that begins with a minus goes behind '--':  -- '{}'", argument));
  return Usage(message + ", see --help");
}

}  // namespace

Status Parse(const std::vector<Option>& options, const std::vector<std::string>& arguments) {
  CLI::App app;
  app.set_help_flag();
  Complaint complaint;
  std::vector<CLI::Option*> added;
  // Each option that is added is compared with all that were: a tenth of the time of a small query.
  for (const Option& option : options)
    added.push_back(MayBeGiven(option, arguments) ? AddTo(app, option, complaint) : nullptr);
  app.allow_extras();
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ArgumentMismatch&) {
    const std::string& last = arguments.back();
    return Usage(fmt::format("option '{}' needs a value", last));
  } catch (const CLI::ParseError& error) {
    return Usage(error.what());
  }
  if (!complaint.text.empty()) return Usage(complaint.text);
  for (const std::string& extra : app.remaining()) {
    if (extra == "--") continue;
    if (extra.size() > 1 && extra[0] == '-') return UnknownOption(extra, options);
    return Usage(fmt::format("unexpected argument '{}'", extra));
  }
  for (size_t i = 0; i < options.size(); ++i)
    if (options[i].required && (added[i] == nullptr || added[i]->count() == 0))
      return Usage(fmt::format("{} is missing, see --help", options[i].names));
  return Ok();
}

}  // namespace plumb::cli
