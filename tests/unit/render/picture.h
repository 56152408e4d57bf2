// Charts for the tests of renderers: made-up series, drawn and rendered in one call.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "charts/chart.h"
#include "gtest/gtest.h"
#include "render/output.h"

namespace plumb::render {

// `count` series of `points` samples, a minute apart; a wave under noise of 3 % of the axis, always
// the same.
inline charts::Data Waves(int count, int points) {
  charts::Data data;
  uint32_t random = 1;
  for (int i = 0; i < count; ++i) {
    const std::string name = "web" + std::to_string(i);
    model::Series series;
    series.labels = {{"__name__", "load"}, {"instance", name}, {"job", "node"}};
    for (int k = 0; k < points; ++k) {
      random = random * 1664525 + 1013904223;
      series.times.push_back(1'758'186'000'000 + Timestamp{k} * 60'000);
      series.values.push_back(10 * i + 30 + 8 * std::sin(k / 50.0 + i) +
                              (random >> 16) % 100 / 33.0);
    }
    data.series.push_back(std::move(series));
  }
  return data;
}

inline std::string Picture(std::string_view output, const charts::Data& data,
                           charts::Request request = {}, const Options& options = {}) {
  const OutputType* type = FindOutput(output);
  EXPECT_NE(type, nullptr);
  request.medium = type->medium;
  auto scene = charts::Draw(data, request);
  if (!scene.ok()) {
    ADD_FAILURE() << scene.error().message;
    return "";
  }
  auto bytes = type->render(*scene, options);
  EXPECT_TRUE(bytes.ok());
  return bytes.ok() ? *bytes : "";
}

// Label values that try to break out of where they are put.
inline std::vector<std::string> HostileValues() {
  return {"</text><script>alert(1)</script>",
          "\x1b]0;owned\x07",
          "\x1b[31mred",
          "a\nb\tc\r",
          "\xff\xfe\xc0",
          "\xe2\x80\xae"
          "gnirts",
          "שלום עולם",
          "👩‍👩‍👧‍👦 🎉",
          "日本語の長い名前",
          "\" onload=\"x",
          "]]>&amp;",
          "\xc2\x9b"
          "2J",
          std::string("nul\0byte", 8),
          std::string(10'000, 'x'),
          "e\xcc\x81\xcc\x81\xcc\x81",
          "%s%n{}{0}"};
}

inline charts::Data HostileSeries(int points) {
  charts::Data data;
  for (const std::string& value : HostileValues()) {
    model::Series series;
    series.labels = {{"__name__", "m"}, {"label", value}, {"job", "</title>\x1b[0m"}};
    for (int k = 0; k < points; ++k) {
      series.times.push_back(1'758'186'000'000 + Timestamp{k} * 60'000);
      series.values.push_back(k % 7);
    }
    data.series.push_back(std::move(series));
  }
  data.expression = "m{a=\"</desc><script>\x1b[2J\"}";
  return data;
}

}  // namespace plumb::render
