#include "scrape/run.h"

#include <algorithm>
#include <optional>

#include "scrape/schedule.h"
#include "scrape/target_scrape.h"

namespace plumb::scrape {

namespace {

// A signal that comes just before a wait begins is noticed behind it at the latest.
constexpr DurationMs kLongestWait = kSecond;
// A tick may be late by that part of the interval before it is missed.
constexpr DurationMs kGraceShare = 20;

class Runner {
 public:
  Runner(const std::vector<Target>& targets, const RunOptions& options, const RunHooks& hooks,
         Fetcher& fetcher, model::SampleSink& sink, Clock& clock)
      : options_(options), hooks_(hooks), fetcher_(fetcher), sink_(sink), clock_(clock) {
    states_.reserve(targets.size());
    for (const Target& target : targets)
      states_.emplace_back(target, options.metadata, OffsetFor(target));
  }

  Status Run() {
    start_ = clock_.Now();
    for (size_t i = 0; i < states_.size(); ++i) {
      Begin(i, start_);
      // The first tick comes at least half an interval later, as with every tool's --every.
      ScheduleAfter(i, start_ + options_.every / 2);
    }
    while (Continues()) {
      if (!hooks_.stop()) BeginDue();
      PLUMB_TRY(Wait());
      if (failure_) return *std::move(failure_);
      if (IsTimeToHandOn()) PLUMB_TRY(HandOn());
    }
    return gathering_since_ ? HandOn() : Ok();
  }

 private:
  struct State {
    State(const Target& target, MetadataLines metadata, DurationMs its_offset)
        : scrape(target, metadata), offset(its_offset) {}
    TargetScrape scrape;
    DurationMs offset;
    bool busy = false;
    std::optional<Timestamp> late;  // the tick that it was busy at
    int64_t scrapes = 0;
  };

  [[nodiscard]] DurationMs OffsetFor(const Target& target) const {
    return options_.every > 0 ? OffsetOf(target.Hash(), options_.every) : 0;
  }

  [[nodiscard]] bool Continues() const {
    return fetcher_.in_flight() > 0 || (!hooks_.stop() && schedule_.next());
  }

  void Begin(size_t number, Timestamp time) {
    State& state = states_[number];
    state.busy = true;
    ++state.scrapes;
    fetcher_.Start(state.scrape.target(), [this, number, time](const fetch::Answer& answer) {
      End(number, time, answer);
    });
  }

  void End(size_t number, Timestamp time, const fetch::Answer& answer) {
    State& state = states_[number];
    state.busy = false;
    if (failure_) return;
    const auto outcome = state.scrape.Take(answer, time, clock_, sink_);
    if (!outcome.ok()) {
      failure_ = outcome.error();
      return;
    }
    if (!gathering_since_) gathering_since_ = clock_.Now();
    hooks_.on_outcome(state.scrape.target(), *outcome);
    if (state.late) BeginLate(number);
  }

  // A scrape that takes as long as it may ends just behind the next tick: that one is not lost.
  void BeginLate(size_t number) {
    State& state = states_[number];
    const Timestamp tick = *state.late;
    state.late.reset();
    const Timestamp now = clock_.Now();
    if (now - tick <= options_.every / kGraceShare && !hooks_.stop() && !IsDone(state)) {
      Begin(number, StampOf(tick, now, options_.every));
    } else {
      hooks_.on_missed(state.scrape.target(), 1);
    }
  }

  [[nodiscard]] bool IsDone(const State& state) const {
    return options_.count > 0 && state.scrapes >= options_.count;
  }

  void ScheduleAfter(size_t number, Timestamp time) {
    const State& state = states_[number];
    if (options_.every == 0 || IsDone(state)) return;
    const Timestamp tick = TickAfter(time, options_.every, state.offset);
    if (options_.duration > 0 && tick - start_ > options_.duration) return;
    schedule_.Add({number, tick});
  }

  // A clock that was set back would leave everybody waiting until it is where it was.
  void RescheduleBefore(Timestamp now) {
    if (const auto next = schedule_.next(); !next || *next <= now + 2 * options_.every) return;
    schedule_ = {};
    for (size_t i = 0; i < states_.size(); ++i) ScheduleAfter(i, now);
  }

  void BeginDue() {
    const Timestamp now = clock_.Now();
    RescheduleBefore(now);
    while (const auto due = schedule_.Take(now)) {
      State& state = states_[due->target];
      // A late scrape may have been the last, after its next tick was noted down.
      if (IsDone(state)) continue;
      const DurationMs offset = state.offset;
      // Ticks between this one and the last that has come.
      const Timestamp latest = TickAfter(now, options_.every, offset) - options_.every;
      auto missed = static_cast<uint64_t>((latest - due->tick) / options_.every);
      if (!state.busy) {
        Begin(due->target, StampOf(due->tick, now, options_.every));
      } else {
        if (state.late) ++missed;
        state.late = latest;
      }
      ScheduleAfter(due->target, now);
      if (missed > 0) hooks_.on_missed(state.scrape.target(), missed);
    }
  }

  Status Wait() {
    const Timestamp now = clock_.Now();
    Timestamp until = now + kLongestWait;
    if (gathering_since_) until = std::min(until, *gathering_since_ + options_.gather);
    if (const auto next = schedule_.next(); next && !hooks_.stop()) until = std::min(until, *next);
    const DurationMs wait = std::max<DurationMs>(0, until - now);
    if (fetcher_.in_flight() > 0) return fetcher_.Run(wait);
    if (wait > 0 && !hooks_.stop()) clock_.SleepUntil(until);
    return Ok();
  }

  // Blocks wait for others as long as there can be any.
  [[nodiscard]] bool IsTimeToHandOn() {
    if (!gathering_since_) return false;
    const Timestamp until = *gathering_since_ + options_.gather;
    if (clock_.Now() >= until) return true;
    const auto next = schedule_.next();
    return fetcher_.in_flight() == 0 && (hooks_.stop() || !next || *next > until);
  }

  Status HandOn() {
    gathering_since_.reset();
    return hooks_.hand_on();
  }

  const RunOptions& options_;
  const RunHooks& hooks_;
  Fetcher& fetcher_;
  model::SampleSink& sink_;
  Clock& clock_;

  Timestamp start_ = 0;
  std::vector<State> states_;
  Schedule schedule_;
  std::optional<Timestamp> gathering_since_;  // when the first block came that waits
  std::optional<Error> failure_;              // of the sink
};

}  // namespace

Status Run(const std::vector<Target>& targets, const RunOptions& options, const RunHooks& hooks,
           Fetcher& fetcher, model::SampleSink& sink, Clock& clock) {
  return Runner(targets, options, hooks, fetcher, sink, clock).Run();
}

}  // namespace plumb::scrape
