#include "system/terminal.h"

#include <pty.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <thread>

#include "gtest/gtest.h"
#include "system/terminal_background.h"

namespace plumb::system {
namespace {

constexpr const char* kVariables[] = {"NO_COLOR", "FORCE_COLOR",  "CLICOLOR_FORCE", "COLORTERM",
                                      "TERM",     "TERM_PROGRAM", "COLORFGBG"};

// What an environment gives where standard output is no terminal.
Terminal With(std::initializer_list<std::pair<const char*, const char*>> environment) {
  for (const char* name : kVariables) ::unsetenv(name);
  for (const auto& [name, value] : environment) ::setenv(name, value, 1);
  Terminal terminal = DetectTerminal();
  for (const char* name : kVariables) ::unsetenv(name);
  return terminal;
}

class Piped : public testing::Test {
 protected:
  void SetUp() override {
    if (::isatty(STDOUT_FILENO) == 1) GTEST_SKIP() << "standard output is a terminal";
  }
};

TEST_F(Piped, HasNoColorsUnlessTheyAreForced) {
  EXPECT_EQ(With({{"TERM", "xterm-256color"}}).color, ColorDepth::kNone);
  EXPECT_EQ(With({{"TERM", "xterm-256color"}, {"CLICOLOR_FORCE", "1"}}).color, ColorDepth::k256);
  EXPECT_EQ(With({{"TERM", "xterm-256color"}, {"CLICOLOR_FORCE", "0"}}).color, ColorDepth::kNone);
  EXPECT_EQ(With({{"CLICOLOR_FORCE", "1"}}).color, ColorDepth::k16);
  EXPECT_EQ(With({{"FORCE_COLOR", "1"}, {"COLORTERM", "truecolor"}}).color, ColorDepth::k16);
  EXPECT_EQ(With({{"FORCE_COLOR", "2"}}).color, ColorDepth::k256);
  EXPECT_EQ(With({{"FORCE_COLOR", "3"}}).color, ColorDepth::kTrue);
  EXPECT_EQ(With({{"FORCE_COLOR", "true"}, {"COLORTERM", "24bit"}}).color, ColorDepth::kTrue);
  EXPECT_EQ(With({{"FORCE_COLOR", "0"}, {"CLICOLOR_FORCE", "1"}}).color, ColorDepth::kNone);
}

TEST_F(Piped, NoColorWinsUnlessItIsEmpty) {
  EXPECT_EQ(With({{"NO_COLOR", "1"}, {"FORCE_COLOR", "3"}}).color, ColorDepth::kNone);
  EXPECT_EQ(With({{"NO_COLOR", ""}, {"FORCE_COLOR", "3"}}).color, ColorDepth::kTrue);
}

TEST_F(Piped, TheLadderOfTerminals) {
  const auto always = [](std::initializer_list<std::pair<const char*, const char*>> environment) {
    for (const char* name : kVariables) ::unsetenv(name);
    for (const auto& [name, value] : environment) ::setenv(name, value, 1);
    const ColorDepth depth = ChooseColor(DetectTerminal(), ColorWish::kAlways);
    for (const char* name : kVariables) ::unsetenv(name);
    return depth;
  };
  EXPECT_EQ(always({{"TERM", "xterm-kitty"}}), ColorDepth::kTrue);
  EXPECT_EQ(always({{"TERM", "xterm-direct"}}), ColorDepth::kTrue);
  EXPECT_EQ(always({{"TERM", "xterm"}, {"TERM_PROGRAM", "WezTerm"}}), ColorDepth::kTrue);
  EXPECT_EQ(always({{"TERM", "xterm"}, {"TERM_PROGRAM", "Apple_Terminal"}}), ColorDepth::k256);
  EXPECT_EQ(always({{"TERM", "screen-256color"}}), ColorDepth::k256);
  EXPECT_EQ(always({{"TERM", "linux"}}), ColorDepth::k16);
  EXPECT_EQ(always({{"TERM", "dumb"}}), ColorDepth::k16);
}

TEST_F(Piped, TheBackgroundByColorfgbg) {
  EXPECT_TRUE(With({}).dark);
  EXPECT_FALSE(With({}).background_known);
  EXPECT_TRUE(With({{"COLORFGBG", "15;0"}}).background_known);
  EXPECT_FALSE(With({{"COLORFGBG", "0;15"}}).dark);
  EXPECT_FALSE(With({{"COLORFGBG", "0;default;7"}}).dark);
}

TEST(Background, IsReadFromAnswers) {
  EXPECT_EQ(ParseBackground("\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;4c"), true);
  EXPECT_EQ(ParseBackground("xx\x1b]11;rgb:ffff/ffff/dddd\x07"), false);
  EXPECT_EQ(ParseBackground("\x1b]11;rgb:ff/ff/ff\x07"), false);
  EXPECT_EQ(ParseBackground("\x1b]11;rgb:1/1/2\x07"), true);
  for (const char* none :
       {"", "\x1b[?62c", "\x1b]11;rgb:", "\x1b]11;rgb:12345/0/0", "\x1b]11;rgb:zz/0/0"})
    EXPECT_EQ(ParseBackground(none), std::nullopt) << none;
}

// A terminal that gives this answer once it was asked.
std::optional<bool> AskOneThatAnswers(const std::string& answer) {
  int terminal = -1;
  int program = -1;
  EXPECT_EQ(::openpty(&terminal, &program, nullptr, nullptr, nullptr), 0);
  std::thread answers([&] {
    char question[64];
    if (::read(terminal, question, sizeof question) > 0)
      (void)!::write(terminal, answer.data(), answer.size());
  });
  // Patience that no machine needs: it is the answer that ends the wait.
  const auto dark = AskBackground(program, kMinute);
  answers.join();
  ::close(terminal);
  ::close(program);
  return dark;
}

TEST(Background, IsAskedOfTheTerminal) {
  EXPECT_EQ(AskOneThatAnswers("\x1b]11;rgb:1111/1212/1717\x1b\\\x1b[?62;4c"), true);
  EXPECT_EQ(AskOneThatAnswers("\x1b]11;rgb:fafa/fafa/fafa\x07\x1b[?1;2c"), false);
  EXPECT_EQ(AskOneThatAnswers("\x1b[?6c"), std::nullopt);
}

}  // namespace
}  // namespace plumb::system
