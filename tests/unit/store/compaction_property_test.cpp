// What a store answers does not depend on what became segments, and when: generated input goes into
// two stores, of which one is compacted at random moments, and both are asked everything.
#include <gtest/gtest.h>

#include "generated_input.h"

namespace plumb::store {
namespace {

using tests::GeneratedInput;
using tests::GeneratedStore;
using tests::kGeneratedBegin;
using tests::Random;

class CompactionProperty : public ::testing::TestWithParam<unsigned> {};

TEST_P(CompactionProperty, AnswersDoNotChange) {
  Random random(GetParam());
  GeneratedStore rows;
  GeneratedStore segments;
  GeneratedInput input(random);
  uint64_t compacted = 0;
  for (int step = 0; step < 60; ++step) {
    const auto blocks = input.Next();
    const auto policy = random() % 3 == 0 ? DuplicatePolicy::kReplace : DuplicatePolicy::kKeepFirst;
    const CommitReport a = rows.Commit(blocks, policy);
    const CommitReport b = segments.Commit(blocks, policy);
    ASSERT_EQ(a.stored, b.stored) << step;
    ASSERT_EQ(a.same, b.same) << step;
    ASSERT_EQ(a.kept, b.kept) << step;
    ASSERT_EQ(a.replaced, b.replaced) << step;
    if (random() % 3 != 0) continue;
    const Timestamp now = input.newest() - kHour + static_cast<int64_t>(random() % (2 * kDay));
    compacted += segments.Compact(now, {.bytes = random() % 2 == 0 ? 1 : 1u << 30}).periods;
    segments.ExpectClean();
    const Timestamp end = input.newest() + kMinute;
    const Timestamp start = kGeneratedBegin - kDay;
    ASSERT_EQ(rows.Tell({start, end}), segments.Tell({start, end})) << step;
    for (int i = 0; i < 12; ++i) {
      const Timestamp from =
          start + static_cast<int64_t>(random() % static_cast<uint64_t>(end - start));
      const Timestamp to = from + static_cast<int64_t>(random() % (3 * kHour));
      ASSERT_EQ(rows.Tell({from, to}), segments.Tell({from, to})) << step;
    }
  }
  rows.ExpectClean();
  EXPECT_GT(compacted, 10u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, CompactionProperty, ::testing::Range(1u, 9u));

}  // namespace
}  // namespace plumb::store
