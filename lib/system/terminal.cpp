#include "system/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>

#include "base/number.h"

namespace plumb::system {

namespace {

std::string_view Env(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

size_t SizeFrom(const char* variable, size_t reported, size_t fallback) {
  if (const auto wanted = ParseInt(Env(variable)); wanted && *wanted > 0 && *wanted < 10'000)
    return static_cast<size_t>(*wanted);
  return reported > 0 ? reported : fallback;
}

bool LocaleIsUtf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view value = Env(name);
    if (!value.empty())
      return Contains(value, "UTF-8") || Contains(value, "utf8") || Contains(value, "UTF8") ||
             Contains(value, "utf-8");
  }
  return false;
}

// What the environment says the terminal can do (the ladder of FTXUI and chafa's term-db).
ColorDepth DepthOfEnvironment() {
  const std::string_view term = Env("TERM");
  if (term == "dumb") return ColorDepth::kNone;
  const std::string_view colorterm = Env("COLORTERM");
  if (Contains(colorterm, "truecolor") || Contains(colorterm, "24bit")) return ColorDepth::kTrue;
  for (const std::string_view name : {"direct", "kitty", "alacritty", "foot", "ghostty", "wezterm"})
    if (Contains(term, name)) return ColorDepth::kTrue;
  const std::string_view program = Env("TERM_PROGRAM");
  for (const std::string_view name : {"iTerm", "vscode", "WarpTerminal", "ghostty", "WezTerm"})
    if (program == name) return ColorDepth::kTrue;
  if (Contains(term, "256color") || program == "Apple_Terminal") return ColorDepth::k256;
  return term.empty() ? ColorDepth::kNone : ColorDepth::k16;
}

// What is asked for by the variables that other programs read: FORCE_COLOR is 0 to 3 or a word
// (Node's), CLICOLOR_FORCE anything but 0. nullopt: nothing.
std::optional<ColorDepth> ForcedDepth() {
  const std::string_view force = Env("FORCE_COLOR");
  if (force == "0" || force == "false") return ColorDepth::kNone;
  if (force == "1") return ColorDepth::k16;
  if (force == "2") return ColorDepth::k256;
  if (force == "3") return ColorDepth::kTrue;
  const std::string_view clicolor = Env("CLICOLOR_FORCE");
  if (force.empty() && (clicolor.empty() || clicolor == "0")) return std::nullopt;
  return std::max(DepthOfEnvironment(), ColorDepth::k16);
}

// COLORFGBG is "foreground;background" in the 16 colours; 7 and 9..15 are light.
bool BackgroundIsDark() {
  const std::string_view value = Env("COLORFGBG");
  const size_t at = value.rfind(';');
  if (at == std::string_view::npos) return true;
  const auto background = ParseInt(value.substr(at + 1));
  return !background || (*background < 7 || *background == 8);
}

}  // namespace

Terminal DetectTerminal() {
  Terminal terminal;
  terminal.stdin_tty = ::isatty(STDIN_FILENO) == 1;
  terminal.stdout_tty = ::isatty(STDOUT_FILENO) == 1;
  terminal.stderr_tty = ::isatty(STDERR_FILENO) == 1;
  winsize size{};
  if (!terminal.stdout_tty || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) size = {};
  terminal.width = SizeFrom("COLUMNS", size.ws_col, 80);
  terminal.height = SizeFrom("LINES", size.ws_row, 24);
  terminal.utf8 = LocaleIsUtf8();
  terminal.console = Env("TERM") == "linux";
  terminal.dark = BackgroundIsDark();
  terminal.background_known = !Env("COLORFGBG").empty();
  if (!Env("NO_COLOR").empty()) return terminal;
  const std::optional<ColorDepth> forced = ForcedDepth();
  if (forced || terminal.stdout_tty) terminal.color = forced.value_or(DepthOfEnvironment());
  return terminal;
}

ColorDepth ChooseColor(const Terminal& terminal, ColorWish wish) {
  if (wish == ColorWish::kNever) return ColorDepth::kNone;
  if (wish == ColorWish::kAuto) return terminal.color;
  return std::max(DepthOfEnvironment(), ColorDepth::k16);
}

}  // namespace plumb::system
