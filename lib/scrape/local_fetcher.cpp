#include "scrape/local_fetcher.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <algorithm>
#include <cerrno>
#include <limits>
#include <optional>

#include "scrape/file_reader.h"
#include "system/files.h"
#include "system/shell_command.h"
#include "text/escape.h"

namespace plumb::scrape {

namespace {

using fetch::Failure;

constexpr int64_t kMs = 1'000'000;    // nanoseconds
constexpr size_t kErrorsKept = 4096;  // bytes of a command's standard error
constexpr size_t kShownErrors = 200;  // of them in a message

// The last line of what a command complained of, for the message of its failure.
std::string LastLine(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const size_t newline = text.rfind('\n');
  if (newline != std::string_view::npos) text.remove_prefix(newline + 1);
  return text::ForTerminal(text.substr(0, kShownErrors));
}

}  // namespace

// One page on its way.
class LocalFetcher::Reading {
 public:
  Reading(const Target& target, Done done, int64_t now)
      : done_(std::move(done)), start_(now), deadline_(now + target.spec->timeout * kMs) {
    const uint64_t limit = target.spec->limits.body_size;
    if (target.address.transport == Transport::kCommand) {
      StartCommand(target.address.place, limit);
    } else {
      OpenFile(target.address.place, limit);
    }
  }

  // Whether it is over, and the answer is there.
  bool MoveOn(int64_t now) {
    if (answer_.failure == Failure::kNone && page_) {
      page_->ReadOn();
      if (errors_) ReadErrors();
      if (!Finish() && now < deadline_) return false;
      if (!over_) Fail(Failure::kTimeout, "timed out");
    }
    answer_.seconds = static_cast<double>(now - start_) / 1e9;
    return true;
  }

  void Deliver() { done_(std::move(answer_)); }

  void AddTo(std::vector<pollfd>& polls) const {
    if (!page_) return;
    if (!page_->ended()) polls.push_back({.fd = page_->fd(), .events = POLLIN, .revents = 0});
    if (errors_ && !errors_->ended())
      polls.push_back({.fd = errors_->fd(), .events = POLLIN, .revents = 0});
    if (command_ && !command_->TryWait())
      polls.push_back({.fd = command_->ended(), .events = POLLIN, .revents = 0});
  }
  [[nodiscard]] bool failed_at_start() const { return !page_; }
  [[nodiscard]] int64_t deadline() const { return deadline_; }

 private:
  void StartCommand(const std::string& text, uint64_t limit) {
    auto command = system::ShellCommand::Start(text);
    if (!command.ok()) return Fail(Failure::kOther, command.error().message);
    command_ = *std::move(command);
    page_.emplace(command_->output(), limit, FileReader::Descriptor::kBorrowed);
    errors_.emplace(command_->errors(), 0, FileReader::Descriptor::kBorrowed);
  }
  void OpenFile(const std::string& path, uint64_t limit) {
    // A pipe that nobody writes to yet must not keep all other targets waiting.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return Fail(Failure::kOther, system::ErrnoText(errno));
    page_.emplace(fd, limit, FileReader::Descriptor::kOwned);
  }

  void ReadErrors() {
    errors_->ReadOn();
    errors_->KeepLast(kErrorsKept);
  }

  void Fail(Failure failure, std::string error) {
    answer_.failure = failure;
    answer_.error = std::move(error);
    over_ = true;
    if (command_) command_->Kill();
  }

  // Whether everything has come, or more than may.
  bool Finish() {
    if (page_->too_large()) {
      Fail(Failure::kTooLarge, "too large");
    } else if (page_->error() != 0) {
      Fail(Failure::kOther, system::ErrnoText(page_->error()));
    } else if (page_->ended() && (!command_ || command_->TryWait())) {
      Close();
    }
    return over_;
  }
  void Close() {
    over_ = true;
    if (command_ && !command_->trouble().empty()) {
      ReadErrors();
      const std::string said = LastLine(errors_->bytes());
      return Fail(Failure::kOther, said.empty() ? command_->trouble()
                                                : fmt::format("{}: {}", command_->trouble(), said));
    }
    answer_.status = 200;
    answer_.body = std::move(page_->bytes());
  }

  Done done_;
  int64_t start_;
  int64_t deadline_;
  std::unique_ptr<system::ShellCommand> command_;
  std::optional<FileReader> page_;
  std::optional<FileReader> errors_;
  bool over_ = false;
  fetch::Answer answer_;
};

LocalFetcher::LocalFetcher(Clock& clock) : clock_(clock) {}
LocalFetcher::~LocalFetcher() = default;

void LocalFetcher::Start(const Target& target, Done done) {
  readings_.push_back(std::make_unique<Reading>(target, std::move(done), clock_.MonotonicNs()));
}

Status LocalFetcher::Run(DurationMs wait) {
  if (readings_.empty()) return Ok();
  WaitForNews(wait);
  const int64_t now = clock_.MonotonicNs();
  std::vector<std::unique_ptr<Reading>> over;
  for (auto& reading : readings_)
    if (reading->MoveOn(now)) over.push_back(std::move(reading));
  readings_.erase(std::remove(readings_.begin(), readings_.end(), nullptr), readings_.end());
  // What is told may start something new.
  for (const auto& reading : over) reading->Deliver();
  return Ok();
}

void LocalFetcher::WaitForNews(DurationMs wait) {
  std::vector<pollfd> polls;
  int64_t until = clock_.MonotonicNs() + wait * kMs;
  for (const auto& reading : readings_) {
    if (reading->failed_at_start()) return;
    reading->AddTo(polls);
    until = std::min(until, reading->deadline());
  }
  const int64_t left = std::max<int64_t>(0, until - clock_.MonotonicNs());
  const int64_t ms = std::min<int64_t>((left + kMs - 1) / kMs, std::numeric_limits<int>::max());
  ::poll(polls.data(), polls.size(), static_cast<int>(ms));
}

}  // namespace plumb::scrape
