#include "store/retention_rules.h"

#include "store_fixture.h"

namespace plumb::store {
namespace {

const RetentionRules kRules = {{.selector = R"({job="node"})",
                                .raw = 30 * kDay,
                                .rollups = {{5 * kMinute, 365 * kDay}, {kHour, std::nullopt}}},
                               {.selector = "", .raw = std::nullopt, .rollups = {}}};

TEST(RetentionRules, RoundTrip) {
  EXPECT_EQ(DecodeRetentionRules(EncodeRetentionRules(kRules)), kRules);
  EXPECT_EQ(DecodeRetentionRules(EncodeRetentionRules({})), RetentionRules{});
}

TEST(RetentionRules, DamagedBytesAreRefused) {
  const std::string bytes = EncodeRetentionRules(kRules);
  for (size_t cut = 0; cut < bytes.size(); ++cut)
    EXPECT_FALSE(DecodeRetentionRules(bytes.substr(0, cut)).has_value()) << cut;
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x04);
    EXPECT_FALSE(DecodeRetentionRules(flipped).has_value()) << at;
  }
}

TEST(RetentionRules, WhatCannotBeMeantIsRefused) {
  const auto refused = [](const RetentionRules& rules) {
    return !DecodeRetentionRules(EncodeRetentionRules(rules)).has_value();
  };
  EXPECT_TRUE(refused({{.selector = "up", .raw = {}, .rollups = {{7 * kMinute, kDay}}}}));
  EXPECT_TRUE(
      refused({{.selector = "up", .raw = {}, .rollups = {{kHour, kDay}, {5 * kMinute, kDay}}}}));
  EXPECT_TRUE(refused({{.selector = "up", .raw = kDay, .rollups = {}},
                       {.selector = "up", .raw = kHour, .rollups = {}}}));
}

class RetentionRulesStore : public StoreFixture {};

TEST_F(RetentionRulesStore, AreKeptInTheStore) {
  Open();
  const auto load = [&] {
    const auto txn = *environment_->BeginRead();
    return *LoadRetentionRules(*txn, environment_->tables());
  };
  const auto save = [&](const RetentionRules& rules) {
    auto write = *environment_->BeginWrite();
    EXPECT_TRUE(SaveRetentionRules(*write.txn, environment_->tables(), rules).ok());
    EXPECT_TRUE(write.txn->Commit().ok());
  };
  EXPECT_EQ(load(), RetentionRules{});
  save(kRules);
  EXPECT_EQ(load(), kRules);
  ExpectClean();
  save({});
  EXPECT_EQ(load(), RetentionRules{});
}

TEST_F(RetentionRulesStore, DamagedOnesAreTold) {
  Open();
  {
    auto write = *environment_->BeginWrite();
    ASSERT_TRUE(write.txn->Put(environment_->tables().meta, "retention", "nonsense").ok());
    ASSERT_TRUE(write.txn->Commit().ok());
  }
  const auto txn = *environment_->BeginRead();
  const auto rules = LoadRetentionRules(*txn, environment_->tables());
  ASSERT_FALSE(rules.ok());
  EXPECT_EQ(rules.error().code, Exit::kStore);
  const auto report = Verify(Read().snapshot());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->problem_count, 1u);
}

}  // namespace
}  // namespace plumb::store
