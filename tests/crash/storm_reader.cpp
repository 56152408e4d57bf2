#include "crash/storm_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/number.h"

namespace plumb::crash {

namespace {

constexpr int kRoom = 65536;

// Later than any block, and a range that has all of them. Whole blocks count: not the end of a
// series.
constexpr Timestamp kAt = kFirstTime + 10 * 86'400'000LL;
constexpr const char* kExpressions[] = {
    R"(max by (writer) (max_over_time(crash_seq[11d])))",
    R"(sum by (writer) (count_over_time(crash_seq[11d])))",
    R"(sum(count_over_time(crash_new[11d])))",
};

// Lines of the stream: the number of the writer (0 without) and the value.
std::map<int, double> ParseAnswer(std::string_view text) {
  constexpr std::string_view kWriter = "writer=\"";
  std::map<int, double> values;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const size_t brace = line.find("} ");
    if (line.starts_with('#') || brace == std::string_view::npos) continue;
    const size_t at = line.find(kWriter);
    const int writer = at != std::string_view::npos ? line[at + kWriter.size()] - '0' : 0;
    const std::string_view rest = line.substr(brace + 2);
    values[writer] = ParseFloat(rest.substr(0, rest.find(' '))).value_or(-1);
  }
  return values;
}

}  // namespace

void Seen::Raise(const Ledger& ledger) {
  double& high = newest[ledger.writer.number];
  high = std::max(high, static_cast<double>(ledger.NewestAcknowledged()));
  double& blocks = count[ledger.writer.number];
  blocks = std::max(blocks, static_cast<double>(ledger.AcknowledgedCount()));
}

void StormReader::Start(const Seen& floor) {
  constexpr int kQuestions = 3;
  question_ = static_cast<Question>((static_cast<int>(question_) + 1) % kQuestions);
  floor_ = floor;
  heard_.clear();
  started_ = std::chrono::steady_clock::now();
  process_ = Process::Start({program_, "-d", store_, "--at", fmt::format("{}", kAt), "-o", "prom",
                             kExpressions[static_cast<int>(question_)]},
                            kRoom);
}

void StormReader::Hear(Seen& seen, std::vector<std::string>& problems) {
  if (!process_.running() || process_.Read(heard_)) return;
  const int status = process_.Wait();
  const std::chrono::duration<double, std::milli> took =
      std::chrono::steady_clock::now() - started_;
  latencies_.push_back(took.count());
  if (status == 0)
    Judge(seen, problems);
  else
    problems.push_back(fmt::format("a query ended with status {}: {}", status, heard_));
}

void StormReader::Judge(Seen& seen, std::vector<std::string>& problems) const {
  const std::map<int, double> values = ParseAnswer(heard_);
  const auto judge = [&](const std::map<int, double>& floor, std::map<int, double>& known) {
    for (const auto& [writer, least] : floor) {
      const auto value = values.find(writer);
      if (value == values.end() || value->second < least)
        problems.push_back(fmt::format(
            "{} answers {} for writer {}, which had {} before",
            kExpressions[static_cast<int>(question_)],
            value == values.end() ? "nothing" : fmt::to_string(value->second), writer, least));
      else
        known[writer] = std::max(known[writer], value->second);
    }
  };
  switch (question_) {
    case Question::kNewest:
      judge(floor_.newest, seen.newest);
      break;
    case Question::kCount:
      judge(floor_.count, seen.count);
      break;
    case Question::kSamples: {
      std::map<int, double> samples = {{0, seen.samples}};
      judge({{0, floor_.samples}}, samples);
      seen.samples = samples[0];
      break;
    }
  }
}

void StormReader::Kill() {
  if (process_.running()) process_.Kill(heard_);
}

}  // namespace plumb::crash
