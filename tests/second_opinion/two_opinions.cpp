// SPDX-License-Identifier: Apache-2.0
// two_opinions [COUNT [SEED]]: random queries over generated data, answered by the evaluator and by
// the slow reference evaluator. An answer is the same to the bit; or within a billionth; or the
// definition leaves open which it is, because the order of the series decides, and the reference
// gives several as well. Anything else is printed with its seeds and ends in exit status 1.

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "base/number.h"
#include "second_opinion/queries.h"

namespace plumb::tests {
namespace {

constexpr uint64_t kQuestionsOfData = 500;  // then new data is generated
constexpr int kOtherOrders = 12;

struct Tally {
  uint64_t questions = 0;
  uint64_t errors = 0;  // of both
  uint64_t empty = 0;
  uint64_t unsupported = 0;
  uint64_t same = 0;
  uint64_t close = 0;
  uint64_t open = 0;
  uint64_t different = 0;
};

class Panel {
 public:
  Panel(uint64_t seed, Tally& tally)
      : seed_(seed), tally_(tally), places_(MakeScrapedData(seed, Content::kEverything)) {}

  void Discuss(uint64_t seed) {
    const Question question = MakeQuestion(seed, options_);
    const Opinion reference = AskReference(places_.tracks(), question);
    ++tally_.questions;
    if (reference.unsupported) {
      ++tally_.unsupported;
      return;
    }
    tally_.errors += reference.error.empty() ? 0 : 1;
    tally_.empty += reference.error.empty() && reference.tracks.empty() ? 1 : 0;
    Judge(seed, question, reference, places_.settings()[0]);
    Judge(seed, question, reference,
          places_.settings()[1 + seed % (places_.settings().size() - 1)]);
  }

 private:
  void Judge(uint64_t seed, const Question& question, const Opinion& reference,
             const Setting& setting) {
    const Agreement agreement = Compare(reference, Ask(setting, question));
    if (agreement == Agreement::kSame) {
      ++tally_.same;
    } else if (agreement == Agreement::kClose) {
      ++tally_.close;
    } else if (IsOpen(question, setting)) {
      ++tally_.open;
    } else {
      ++tally_.different;
      Complain(seed, question, setting);
    }
  }

  // Whether other orders of the series give the reference another answer as well, or this one.
  bool IsOpen(const Question& question, const Setting& setting) {
    const Opinion ours = Ask(setting, question);
    if (!ours.error.empty() && question.params.step != 0)
      return AgreesAtEachStep(question, setting);
    const Opinion first = AskReference(places_.tracks(), question);
    std::vector<reference::Track> tracks = places_.tracks();
    Random random(seed_);
    for (int i = 0; i < kOtherOrders; ++i) {
      std::shuffle(tracks.begin(), tracks.end(), random);
      const Opinion other = AskReference(tracks, question);
      if (Compare(first, other) == Agreement::kDifferent) return true;
      if (Compare(other, ours) != Agreement::kDifferent) return true;
    }
    return false;
  }

  // An error may be of a step of a subquery that lies in no window: those between are evaluated
  // too.
  bool AgreesAtEachStep(const Question& question, const Setting& setting) {
    const promql::QueryParams& params = question.params;
    for (Timestamp t = params.start; t <= params.end; t += params.step) {
      const Question instant{
          promql::Clone(*question.expr), {.start = t, .end = t}, question.delayed_name_removal};
      if (Compare(AskReference(places_.tracks(), instant), Ask(setting, instant)) ==
          Agreement::kDifferent)
        return false;
    }
    return true;
  }

  bool IsWrong(const Question& question, const Setting& setting) {
    const Opinion reference = AskReference(places_.tracks(), question);
    return !reference.unsupported &&
           Compare(reference, Ask(setting, question)) == Agreement::kDifferent &&
           !IsOpen(question, setting);
  }

  void Complain(uint64_t seed, const Question& question, const Setting& setting) {
    const Question small =
        Shrunk({promql::Clone(*question.expr), question.params, question.delayed_name_removal},
               [&](const Question& q) { return IsWrong(q, setting); });
    fmt::print(
        "DIFFERENT (data {}, query {}, {}):\n{}  in short:\n{}  reference:\n{}  evaluator:\n{}",
        seed_, seed, setting.name, Describe(question), Describe(small),
        Describe(AskReference(places_.tracks(), small)), Describe(Ask(setting, small)));
  }

  uint64_t seed_;
  Tally& tally_;
  Places places_;
  PromqlGenerator::Options options_ = QueryOptions();
};

int Run(uint64_t count, uint64_t seed) {
  Tally tally;
  std::unique_ptr<Panel> panel;
  for (uint64_t i = 0; i < count; ++i) {
    if (i % kQuestionsOfData == 0) panel = std::make_unique<Panel>(seed + i, tally);
    panel->Discuss(seed + i);
  }
  fmt::print(
      "{} queries from seed {}: {} errors, {} without a result, {} not supported by the reference; "
      "of "
      "the answers {} the same, {} close, {} left open by the definition, {} different\n",
      tally.questions, seed, tally.errors, tally.empty, tally.unsupported, tally.same, tally.close,
      tally.open, tally.different);
  return tally.different == 0 ? 0 : 1;
}

}  // namespace
}  // namespace plumb::tests

int main(int argc, char** argv) {
  const auto number = [&](int i, int64_t otherwise) {
    return static_cast<uint64_t>(argc > i ? plumb::ParseInt(argv[i]).value_or(otherwise)
                                          : otherwise);
  };
  return plumb::tests::Run(number(1, 1000), number(2, 1));
}
