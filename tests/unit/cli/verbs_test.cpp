#include "cli/verbs.h"

#include <gtest/gtest.h>

#include "base/byte_stream.h"
#include "cli/progress.h"

namespace plumb::cli {
namespace {

struct PaintOptions {
  std::string color = "red";
};
void DeclarePaint(Declaration& d, PaintOptions& o) {
  d.Text("-p,--paint", o.color, "NAME", "what to paint with");
}
RunResult Paint(const PaintOptions& o, Io& io) {
  PLUMB_TRY(io.out.Write("painted " + o.color + "\n"));
  return Exit::kYes;
}
const Verb kPaint = {.name = "paint",
                     .summary = "paint a wall",
                     .synopsis = "[OPTION…]",
                     .examples = {{"x paint", "red"}, {"x paint -p blue", "blue"}},
                     .body = MakeBody<PaintOptions, DeclarePaint, Paint>};

struct DryOptions {
  bool fast = false;
};
void DeclareDry(Declaration& d, DryOptions& o) {
  d.Flag("--fast", o.fast, "with warm air");
}
RunResult Dry(const DryOptions& o, Io&) {
  return o.fast ? RunResult(Exit::kNo) : Error{Exit::kOutside, "it rains"};
}
const Verb kDry = {.name = "dry",
                   .summary = "wait until it's dry",
                   .synopsis = "[OPTION…]",
                   .examples = {{"x dry", "slowly"}, {"x dry --fast", "fast"}},
                   .body = MakeBody<DryOptions, DeclareDry, Dry>};

const ToolInfo kInfo = {.name = "plumb-wall",
                        .summary = "look after a wall",
                        .synopsis = "VERB [OPTION…]",
                        .examples = {{"plumb-wall paint", "red"}, {"plumb-wall dry", "wait"}}};

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

Ran RunWith(std::vector<const char*> arguments) {
  StringInput in("");
  StringOutput out;
  StringOutput err;
  ManualClock clock(0);
  Io io(in, out, err, clock, {});
  constexpr const Verb* kVerbs[] = {&kDry, &kPaint};
  arguments.insert(arguments.begin(), "plumb-wall");
  const int code =
      RunVerbs(kInfo, kVerbs, static_cast<int>(arguments.size()), arguments.data(), io);
  return {code, out.text(), err.text()};
}

TEST(Verbs, EachHasItsOptionsAndItsExitStatus) {
  EXPECT_EQ(RunWith({"paint"}).out, "painted red\n");
  EXPECT_EQ(RunWith({"paint", "-p", "blue"}).out, "painted blue\n");
  EXPECT_EQ(RunWith({"dry", "--fast"}).code, 1);
  const Ran wet = RunWith({"dry"});
  EXPECT_EQ(wet.code, 4);
  EXPECT_EQ(wet.err, "plumb-wall: it rains\n");
}

TEST(Verbs, WrongCallsSayWhatIsRight) {
  const std::pair<std::vector<const char*>, const char*> cases[] = {
      {{}, "plumb-wall: a verb is missing (one of: dry, paint), see --help\n"},
      {{"-v"}, "plumb-wall: a verb is missing (one of: dry, paint), see --help\n"},
      {{"-v", "paint"}, "plumb-wall: the verb comes first: plumb-wall paint …\n"},
      {{"piant"},
       "plumb-wall: there is no verb 'piant', did you mean 'paint'? (one of: dry, paint)\n"},
      {{"--verison"}, "plumb-wall: unknown option '--verison', did you mean '--version'?\n"},
      {{"dry", "--paint"}, "plumb-wall: unknown option '--paint', see --help\n"},
      {{"paint", "wall"}, "plumb-wall: unexpected argument 'wall'\n"},
  };
  for (const auto& [arguments, message] : cases) {
    const Ran ran = RunWith(arguments);
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.err, message);
    EXPECT_EQ(ran.out, "");
  }
}

TEST(Verbs, HelpOfTheToolHasALineAVerb) {
  const std::string help = RunWith({"--help"}).out;
  EXPECT_NE(help.find("usage: plumb-wall VERB [OPTION…]\n"), std::string::npos);
  EXPECT_NE(help.find("\nVerbs:\n  dry       wait until it's dry\n  paint     paint a wall\n"),
            std::string::npos)
      << help;
  EXPECT_EQ(help.find("--fast"), std::string::npos);
}

TEST(Verbs, HelpOfAVerbHasItsOptions) {
  const std::string help = RunWith({"paint", "--help"}).out;
  EXPECT_EQ(help.find("plumb-wall paint: paint a wall\n"), 0U) << help;
  EXPECT_NE(help.find("usage: plumb-wall paint [OPTION…]\n"), std::string::npos);
  EXPECT_NE(help.find("-p, --paint NAME"), std::string::npos);
  EXPECT_EQ(help.find("--fast"), std::string::npos);
}

TEST(Verbs, TheManualHasEveryVerbAndWhatAllTakeOnce) {
  const std::string options = RunWith({"--help-dump=options"}).out;
  const size_t dry = options.find("## dry\n\n*plumb-wall dry* \\[OPTION…]\n\nwait until it's dry.");
  const size_t paint = options.find("## paint\n");
  const size_t color = options.find("*--color*");
  EXPECT_NE(dry, std::string::npos) << options;
  EXPECT_LT(dry, options.find("*--fast*"));
  EXPECT_LT(options.find("*--fast*"), paint);
  EXPECT_LT(paint, options.find("*-p*, *--paint* _NAME_"));
  EXPECT_LT(options.find("*--paint*"), color);
  EXPECT_EQ(options.find("*--color*", color + 1), std::string::npos);
  EXPECT_NE(RunWith({"--help-dump=examples"}).out.find("x dry --fast"), std::string::npos);
}

TEST(Verbs, CompletionsKnowVerbsAndTheirOptions) {
  const std::string bash = RunWith({"--help-dump=bash"}).out;
  EXPECT_NE(bash.find("compgen -W 'dry paint --help --version'"), std::string::npos) << bash;
  EXPECT_NE(bash.find("compgen -W '--fast -q --quiet"), std::string::npos);
  const std::string zsh = RunWith({"--help-dump=zsh"}).out;
  EXPECT_NE(zsh.find("'dry:wait until it'\\''s dry'"), std::string::npos) << zsh;
  const std::string fish = RunWith({"--help-dump=fish"}).out;
  EXPECT_NE(fish.find("-n '__fish_seen_subcommand_from dry' -l fast"), std::string::npos) << fish;
  EXPECT_EQ(RunWith({"--help-dump=tcsh"}).code, 2);
}

struct Screen {
  StringInput in{""};
  StringOutput out;
  StringOutput err;
  ManualClock clock{0};
  Io io{in, out, err, clock, {.stderr_tty = true}};
};

TEST(ProgressLine, ComesLateChangesSeldomAndGoesAway) {
  Screen screen;
  {
    ProgressLine line(screen.io, "painting");
    const Progress listener = line.Listener();
    listener(1, 10);
    EXPECT_EQ(screen.err.text(), "");
    screen.clock.Advance(kSecond);
    listener(5, 10);
    listener(6, 10);
    EXPECT_EQ(screen.err.text(), "\r\x1b[Kpainting  50 %");
  }
  EXPECT_EQ(screen.err.text(), "\r\x1b[Kpainting  50 %\r\x1b[K");
}

TEST(ProgressLine, IsForTerminalsOnly) {
  Screen screen;
  screen.io.terminal.stderr_tty = false;
  EXPECT_FALSE(ProgressLine(screen.io, "painting").Listener());
  screen.io.terminal.stderr_tty = true;
  screen.io.verbosity = -1;
  EXPECT_FALSE(ProgressLine(screen.io, "painting").Listener());
}

}  // namespace
}  // namespace plumb::cli
