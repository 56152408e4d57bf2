#include "crash/storm_writer.h"

#include <fmt/format.h>

#include "base/number.h"

namespace plumb::crash {

namespace {

// A block must fit at once: its room is larger than all that may wait, as a pipe's pages are not
// filled to the last byte.
constexpr int kInputRoom = 1 << 20;
constexpr size_t kMostWaiting = 200u << 10;
constexpr size_t kMostBlocks = 4;

}  // namespace

void StormWriter::Start() {
  process_ = Process::Start({program_, "--ack", "-d", store_}, kInputRoom);
  lines_ = 0;
}

void StormWriter::Feed() {
  if (sent_.size() >= kMostBlocks || sent_bytes_ >= kMostWaiting) return;
  const bool again = !again_.empty();
  const auto block = again ? again_.front() : static_cast<uint32_t>(ledger_.acknowledged.size());
  uint64_t lines = 0;
  const std::string text = BlockText(ledger_.writer, block, lines);
  if (!process_.Write(text)) return;
  if (again)
    again_.pop_front();
  else
    ledger_.acknowledged.push_back(false);
  lines_ += lines;
  sent_.push_back({block, lines_, text.size()});
  sent_bytes_ += text.size();
}

bool StormWriter::Acknowledge(uint64_t line) {
  bool any = false;
  while (!sent_.empty() && sent_.front().last_line <= line) {
    ledger_.acknowledged[sent_.front().block] = true;
    sent_bytes_ -= sent_.front().bytes;
    sent_.pop_front();
    any = true;
  }
  return any;
}

// A line that a kill has cut is none.
bool StormWriter::TakeLines(std::vector<std::string>& problems) {
  constexpr std::string_view kBefore = " line=";
  bool any = false;
  for (size_t end = heard_.find('\n'); end != std::string::npos; end = heard_.find('\n')) {
    const std::string line = heard_.substr(0, end);
    heard_.erase(0, end + 1);
    const size_t at = line.find(kBefore);
    const auto number = at != std::string::npos && line.starts_with("#! ack ")
                            ? ParseInt(std::string_view(line).substr(at + kBefore.size()))
                            : std::nullopt;
    if (number)
      any |= Acknowledge(static_cast<uint64_t>(*number));
    else
      problems.push_back(fmt::format("writer {} said: {}", ledger_.writer.number, line));
  }
  return any;
}

bool StormWriter::Hear(std::vector<std::string>& problems) {
  if (!process_.running()) return false;
  const bool more = process_.Read(heard_);
  const bool any = TakeLines(problems);
  if (!more)
    problems.push_back(fmt::format("writer {} ended by itself with status {}: {}",
                                   ledger_.writer.number, process_.Wait(), heard_));
  return any;
}

void StormWriter::Kill(Unsure unsure, std::vector<std::string>& problems) {
  if (!process_.running()) return;
  process_.Kill(heard_);
  TakeLines(problems);
  heard_.clear();
  if (unsure == Unsure::kSendAgain)
    for (const Sent& sent : sent_) again_.push_back(sent.block);
  sent_.clear();
  sent_bytes_ = 0;
}

void StormWriter::Finish(std::vector<std::string>& problems) {
  if (!process_.running()) return;
  const int status = process_.Wait();
  // Started just before the end, it was given nothing: an empty input is 3.
  if (status != (lines_ > 0 ? 0 : 3))
    problems.push_back(
        fmt::format("writer {} ended with status {}", ledger_.writer.number, status));
}

}  // namespace plumb::crash
