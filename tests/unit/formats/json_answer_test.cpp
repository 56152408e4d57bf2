#include "formats/json_answer.h"

#include <gtest/gtest.h>

#include <memory>

#include "formats/json_text.h"

namespace plumb::formats {
namespace {

class Kept : public ByteOutput {
 public:
  Status Write(std::string_view bytes) override {
    if (writes_ == most_) return Error{Exit::kOutside, "full"};
    ++writes_;
    text += bytes;
    return Ok();
  }
  Status Flush() override { return Ok(); }
  void Refuse(size_t writes) { most_ = writes; }

  std::string text;

 private:
  size_t writes_ = 0;
  size_t most_ = SIZE_MAX;
};

std::string Whole(const model::QueryResult& result) {
  Kept out;
  std::string text = "[";
  EXPECT_TRUE(AppendJsonAnswer(text, result, out).ok());
  return out.text + text + "]";
}

// One point after the other, as the shape is documented.
std::string Plain(const model::QueryResult& result) {
  const bool matrix = result.type == model::ResultType::kMatrix;
  std::string text = "[";
  for (const model::Series& series : result.series) {
    if (text.size() > 1) text += ",";
    text += "{\"metric\":";
    AppendJsonLabels(text, series.labels);
    const auto points = [&](const char* one, const char* many, size_t count, auto append) {
      if (count == 0) return;
      text += matrix ? many : one;
      for (size_t i = 0; i < count; ++i) {
        if (i > 0) text += ",";
        append(i);
      }
      if (matrix) text += "]";
    };
    points(",\"value\":", ",\"values\":[", series.times.size(),
           [&](size_t i) { AppendJsonPoint(text, series.times[i], series.values[i]); });
    points(",\"histogram\":", ",\"histograms\":[", series.histograms.size(), [&](size_t i) {
      AppendJsonPoint(text, series.histograms[i].time, *series.histograms[i].histogram);
    });
    text += "}";
  }
  return text + "]";
}

model::Series SeriesOf(size_t number, Timestamp from, DurationMs step, size_t points) {
  model::Series series;
  series.labels = model::Labels({{"__name__", "x"}, {"n", std::to_string(number)}});
  for (size_t i = 0; i < points; ++i) {
    series.times.push_back(from + step * static_cast<DurationMs>(i));
    series.values.push_back(static_cast<double>(number) + static_cast<double>(i) / 8);
  }
  return series;
}

model::QueryResult Matrix(std::vector<model::Series> series) {
  return {.type = model::ResultType::kMatrix, .series = std::move(series)};
}

TEST(JsonAnswer, OfFewPointsIsLeftInTheText) {
  Kept out;
  std::string text = "{";
  ASSERT_TRUE(AppendJsonAnswer(text, Matrix({SeriesOf(1, 0, 15'000, 2)}), out).ok());
  EXPECT_EQ(out.text, "");
  EXPECT_EQ(text, R"({{"metric":{"__name__":"x","n":"1"},"values":[[0,"1"],[15,"1.125"]]})");
}

TEST(JsonAnswer, IsTheSameInPiecesAsPointByPoint) {
  const std::vector<size_t> points = {0, 1, 4095, 4096, 4097, 9000, 20'000, 3};
  std::vector<model::Series> all;
  for (size_t i = 0; i < points.size(); ++i) {
    all.push_back(SeriesOf(i, 0, 15'000, points[i]));
    const auto result = Matrix({all.back()});
    EXPECT_EQ(Whole(result), Plain(result)) << points[i];
  }
  EXPECT_EQ(Whole(Matrix(all)), Plain(Matrix(all)));
}

TEST(JsonAnswer, HasTheTimesOfEachSeries) {
  std::vector<model::Series> all;
  for (size_t i = 0; i < 300; ++i)
    all.push_back(SeriesOf(i, static_cast<Timestamp>(i % 7) * 30'000, i % 5 == 0 ? 45'001 : 30'000,
                           100 + i % 11));
  all[17].times.erase(all[17].times.begin() + 40);
  all[17].values.pop_back();
  EXPECT_EQ(Whole(Matrix(all)), Plain(Matrix(all)));
}

TEST(JsonAnswer, OfAVectorHasOnePointASeries) {
  std::vector<model::Series> all;
  for (size_t i = 0; i < 9000; ++i) all.push_back(SeriesOf(i, 60'000, 1, 1));
  const model::QueryResult result{.type = model::ResultType::kVector, .series = std::move(all)};
  EXPECT_EQ(Whole(result), Plain(result));
}

TEST(JsonAnswer, HasHistogramsBehindThePoints) {
  auto histogram = std::make_shared<model::Histogram>();
  histogram->count = 3;
  std::vector<model::Series> all = {SeriesOf(0, 0, 15'000, 5000), SeriesOf(1, 0, 15'000, 0)};
  for (Timestamp t = 0; t < 6000; ++t)
    for (model::Series& series : all)
      series.histograms.push_back({.time = 75'000'000 + t * 15'000, .histogram = histogram});
  EXPECT_EQ(Whole(Matrix(all)), Plain(Matrix(all)));
}

TEST(JsonAnswer, EndsWhereItCannotBeWritten) {
  Kept out;
  out.Refuse(2);
  std::string text;
  const Status status = AppendJsonAnswer(text, Matrix({SeriesOf(0, 0, 1, 400'000)}), out);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message, "full");
}

}  // namespace
}  // namespace plumb::formats
