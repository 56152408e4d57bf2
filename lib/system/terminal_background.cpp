#include "system/terminal_background.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <string>

namespace plumb::system {

namespace {

// The colour of the background, and then what kind of terminal it is (DA1), which ends the wait
// where the first is not understood.
constexpr std::string_view kQuestion = "\x1b]11;?\x1b\\\x1b[c";
constexpr DurationMs kPatience = 150;

// Raw while it lives: answers come at once and are not shown.
class RawTerminal {
 public:
  explicit RawTerminal(int fd) : fd_(fd), ok_(::tcgetattr(fd, &before_) == 0) {
    if (!ok_) return;
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    ok_ = ::tcsetattr(fd, TCSANOW, &raw) == 0;
  }
  ~RawTerminal() {
    if (ok_) ::tcsetattr(fd_, TCSANOW, &before_);
  }
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  int fd_;
  termios before_{};
  bool ok_;
};

// Whether the answer to DA1 is there: `ESC [ ? … c`.
bool IsWhole(std::string_view answer) {
  const size_t begin = answer.rfind("\x1b[?");
  return begin != std::string_view::npos && answer.find('c', begin) != std::string_view::npos;
}

// The first two digits of a channel, which has one to four.
std::optional<int> Channel(std::string_view& rest) {
  size_t digits = 0;
  while (digits < rest.size() && std::isxdigit(static_cast<unsigned char>(rest[digits])) != 0)
    ++digits;
  if (digits == 0 || digits > 4) return std::nullopt;
  const long value = std::strtol(std::string(rest.substr(0, digits)).c_str(), nullptr, 16);
  rest.remove_prefix(digits);
  if (rest.starts_with('/')) rest.remove_prefix(1);
  const long most = (1L << (4 * digits)) - 1;
  return static_cast<int>(value * 255 / most);
}

}  // namespace

std::optional<bool> ParseBackground(std::string_view answer) {
  constexpr std::string_view kHead = "\x1b]11;rgb:";
  const size_t at = answer.find(kHead);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = answer.substr(at + kHead.size());
  const auto red = Channel(rest);
  const auto green = Channel(rest);
  const auto blue = Channel(rest);
  if (!red || !green || !blue) return std::nullopt;
  constexpr int kMiddle = 128 * 1000;
  return 299 * *red + 587 * *green + 114 * *blue < kMiddle;
}

std::optional<bool> AskBackground(int fd, DurationMs patience) {
  const RawTerminal raw(fd);
  if (!raw.ok()) return std::nullopt;
  if (::write(fd, kQuestion.data(), kQuestion.size()) != ssize_t{kQuestion.size()})
    return std::nullopt;
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::milliseconds(patience);
  std::string answer;
  while (!IsWhole(answer)) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    pollfd wait = {.fd = fd, .events = POLLIN, .revents = 0};
    if (left.count() <= 0 || ::poll(&wait, 1, static_cast<int>(left.count())) <= 0) break;
    std::array<char, 256> buffer;
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got <= 0) break;
    answer.append(buffer.data(), static_cast<size_t>(got));
  }
  return ParseBackground(answer);
}

std::optional<bool> AskBackground() {
  const char* term = std::getenv("TERM");
  const std::string_view name = term == nullptr ? "" : term;
  if (name.empty() || name == "dumb" || name == "linux") return std::nullopt;
  const int fd = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  // A program in the background would be stopped for touching the terminal.
  const auto dark = ::tcgetpgrp(fd) == ::getpgrp() ? AskBackground(fd, kPatience) : std::nullopt;
  ::close(fd);
  return dark;
}

}  // namespace plumb::system
