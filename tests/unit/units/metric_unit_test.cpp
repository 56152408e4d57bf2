#include "units/metric_unit.h"

#include "gtest/gtest.h"

namespace plumb::units {
namespace {

std::string_view OfMetric(std::string_view metric) {
  return UnitIdFor({.metric = metric});
}
std::string_view OfQuery(std::string_view expression) {
  return UnitIdFor({.expression = expression});
}

TEST(UnitIdFor, ReadsSuffixes) {
  EXPECT_EQ(OfMetric("process_resident_memory_bytes"), "bytes");
  EXPECT_EQ(OfMetric("node_network_receive_bytes_total"), "bytes");
  EXPECT_EQ(OfMetric("http_request_duration_seconds"), "s");
  EXPECT_EQ(OfMetric("http_request_duration_seconds_sum"), "s");
  EXPECT_EQ(OfMetric("http_request_duration_seconds_count"), "short");
  EXPECT_EQ(OfMetric("http_request_duration_seconds_bucket"), "short");
  EXPECT_EQ(OfMetric("cache_hit_ratio"), "percentunit");
  EXPECT_EQ(OfMetric("room_temperature_celsius"), "celsius");
  EXPECT_EQ(OfMetric("node_load1"), "short");
  EXPECT_EQ(OfMetric("process_start_time_seconds"), "short");
  EXPECT_EQ(OfMetric(""), "short");
}

TEST(UnitIdFor, BelievesTheUnitWord) {
  EXPECT_EQ(UnitIdFor({.metric = "x", .unit_word = "bytes"}), "bytes");
  EXPECT_EQ(UnitIdFor({.metric = "x_bytes", .unit_word = "furlongs"}), "bytes");
}

TEST(UnitIdFor, ReadsRates) {
  EXPECT_EQ(OfQuery("rate(node_network_receive_bytes_total[5m])"), "binBps");
  EXPECT_EQ(
      OfQuery("sum by (instance) (rate(node_network_receive_bytes_total{device!=\"lo\"}[5m]))"),
      "binBps");
  EXPECT_EQ(OfQuery("sum(rate(node_cpu_seconds_total{mode!='idle'}[5m]))"), "percentunit");
  EXPECT_EQ(OfQuery("rate(http_requests_total[1m])"), "reqps");
  EXPECT_EQ(OfQuery("rate(http_request_duration_seconds_count[1m])"), "ops");
  EXPECT_EQ(
      OfQuery(
          "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))"),
      "s");
  EXPECT_EQ(OfQuery("max_over_time(node_memory_MemFree_bytes[1h])"), "bytes");
  EXPECT_EQ(OfQuery("topk(3, node_filesystem_size_bytes)"), "bytes");
}

TEST(UnitIdFor, DoesNotGuessAtArithmetic) {
  EXPECT_EQ(OfQuery("rate(x_bytes_total[5m]) * 8"), "short");
  EXPECT_EQ(OfQuery("a_bytes / b_bytes"), "short");
  EXPECT_EQ(OfQuery("a_bytes or b_seconds"), "short");
  EXPECT_EQ(OfQuery("count(up)"), "short");
  EXPECT_EQ(OfQuery("node_load1 > 1"), "short");
  EXPECT_EQ(OfQuery("memory_bytes > 1e9"), "bytes");
}

TEST(UnitIdFor, SurvivesUnfinishedText) {
  for (const char* text : {"{", "rate(x{a=\"", "[", "\"\\", "by (", "'", ")", "a{b=\"}\"", "\xff"})
    (void)OfQuery(text);
}

}  // namespace
}  // namespace plumb::units
