// plumb: runs the tool that is named, and shows the manual.

#include <fmt/core.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "cli/page_text.h"
#include "cli/tool.h"
#include "system/programs.h"
#include "text/suggest.h"

namespace plumb {
namespace {

struct Topic {
  std::string_view name;
  std::string_view scdoc;
};

// The pages of sections 5 and 7, put in by tools/plumb/topics.cmake.
constexpr Topic kTopics[] = {
#include "topics.inc"
};

constexpr cli::ToolInfo kInfo = {
    .name = "plumb",
    .summary = "monitoring through pipes",
    .synopsis = "TOOL [ARGUMENT…] | help [TOPIC]",
    .footer = "plumb TOOL … is plumb-TOOL …; `plumb help` lists the tools and topics.",
};

struct Options {
  std::vector<std::string> words;
};

void Declare(cli::Declaration& d, Options& o) {
  d.Arguments("TOOL", o.words, "the tool to run, or help and a topic").completion =
      cli::Completion::kTool;
}

std::vector<std::string> Tools() {
  std::vector<std::string> tools = system::ListPrograms("plumb-");
  for (std::string& tool : tools) tool.erase(0, std::string_view("plumb-").size());
  return tools;
}

std::string Overview() {
  std::string text = "tools (plumb TOOL --help):\n";
  for (const std::string& tool : Tools()) text += fmt::format("  {}\n", tool);
  text += "\ntopics (plumb help TOPIC):\n";
  for (const Topic& topic : kTopics) text += fmt::format("  {}\n", topic.name);
  return text;
}

Error Unknown(std::string_view what, const std::string& word) {
  const std::vector<std::string> tools = Tools();
  std::vector<std::string_view> candidates(tools.begin(), tools.end());
  if (what == "topic")
    for (const Topic& topic : kTopics) candidates.push_back(topic.name);
  return {Exit::kUsage, fmt::format("there is no {} '{}'{}\n`plumb help` lists them", what, word,
                                    text::DidYouMean(word, candidates))};
}

cli::RunResult Help(const std::string& word, cli::Io& io) {
  for (const Topic& topic : kTopics) {
    if (topic.name == word) {
      PLUMB_TRY(io.out.Write(cli::PageText(topic.scdoc)));
      return Exit::kYes;
    }
  }
  if (const auto program = system::FindProgram("plumb-" + word))
    return system::Become(*program, {"--help"});
  return Unknown("topic", word);
}

cli::RunResult Run(const Options& o, cli::Io& io) {
  const bool help = o.words.empty() || o.words[0] == "help";
  if (help && o.words.size() > 1) return Help(o.words[1], io);
  if (help) {
    PLUMB_TRY(io.out.Write(Overview()));
    return Exit::kYes;
  }
  return Unknown("tool", o.words[0]);
}

// `plumb TOOL …` hands everything behind the tool's name on as it is, options too.
cli::RunResult RunNamedTool(int argc, char** argv) {
  const std::string word = argv[1];
  const auto program = system::FindProgram("plumb-" + word);
  if (!program) return Unknown("tool", word);
  return system::Become(*program, std::vector<std::string>(argv + 2, argv + argc));
}

}  // namespace
}  // namespace plumb

int main(int argc, char** argv) {
  using namespace plumb;
  const std::string_view word = argc > 1 ? argv[1] : "";
  if (word.empty() || word[0] == '-' || word == "help")
    return cli::Main<Options>(kInfo, Declare, Run, argc, argv);
  return cli::RunTool(
      kInfo, [](cli::Declaration&) {}, [&](cli::Io&) { return RunNamedTool(argc, argv); }, 1, argv,
      cli::SystemIo());
}
