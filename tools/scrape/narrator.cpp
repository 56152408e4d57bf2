#include "tools/scrape/narrator.h"

#include <fmt/format.h>

#include "text/escape.h"

namespace plumb {

namespace {

std::string NameOf(const scrape::Target& target) {
  return text::ForTerminal(target.address.name);
}

// What of a page was not taken; "" for nothing.
std::string DroppedText(const scrape::PageCounts& counts) {
  std::string text;
  if (counts.duplicates > 0)
    text = fmt::format("{} line{} of a series that came before in the page left out",
                       counts.duplicates, counts.duplicates == 1 ? "" : "s");
  if (counts.out_of_bounds > 0)
    text += fmt::format("{}{} sample{} with a time more than 10 minutes ahead left out",
                        text.empty() ? "" : "; ", counts.out_of_bounds,
                        counts.out_of_bounds == 1 ? "" : "s");
  return text;
}

}  // namespace

void Narrator::OnOutcome(const scrape::Target& target, const scrape::Outcome& outcome) {
  ++scrapes_;
  if (!outcome.ok()) ++failed_;
  Tell(target, outcome);
  if (!outcome.ok()) return;
  std::string dropped = DroppedText(outcome.counts);
  std::string& before = dropped_[&target];
  if (!dropped.empty() && dropped != before)
    io_.Warn(fmt::format("'{}': {}", NameOf(target), dropped));
  before = std::move(dropped);
}

void Narrator::Tell(const scrape::Target& target, const scrape::Outcome& outcome) {
  std::string& before = errors_[&target];
  const bool changed = outcome.error != before;
  before = outcome.error;
  if (!changed && io_.verbosity <= 0) return;
  const std::string name = NameOf(target);
  if (!outcome.ok()) {
    const std::string text = fmt::format("'{}': {}", name, text::ForTerminal(outcome.error));
    failures_ == Failures::kWarned ? io_.Warn(text) : io_.Note(text);
  } else if (io_.verbosity > 0) {
    io_.Note(fmt::format("'{}': {} samples in {:.0f} ms", name, outcome.counts.kept,
                         outcome.seconds * 1000));
  } else {
    io_.Note(fmt::format("'{}': up again", name));
  }
}

void Narrator::OnMissed(const scrape::Target& target, uint64_t ticks) {
  missed_ += ticks;
  if (io_.verbosity > 0)
    io_.Note(fmt::format("'{}': {} scrape{} missed, it or the output was too slow", NameOf(target),
                         ticks, ticks == 1 ? "" : "s"));
}

void Narrator::Summarise() {
  if (io_.verbosity > 0)
    io_.Note(fmt::format("{} scrape{}, {} failed, {} missed", scrapes_, scrapes_ == 1 ? "" : "s",
                         failed_, missed_));
}

}  // namespace plumb
