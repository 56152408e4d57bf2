// All ids over all magnitudes: what is written, against tests/golden/units/table.txt, and what must
// hold for every text.
#include "units/unit_table.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <set>
#include <sstream>

#include "base/number.h"
#include "gtest/gtest.h"
#include "source_dir.h"
#include "units/steps.h"
#include "units/unit.h"

namespace plumb::units {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr std::optional<int> kDecimals[] = {std::nullopt, 0, 2};

// 0; 1e-9 … 1e18, exact and with digits behind, up and down.
std::vector<double> FiniteValues() {
  std::vector<double> values = {0};
  for (int exponent = -9; exponent <= 18; ++exponent)
    for (const double mantissa : {1.0, 1.23456789, 9.9999})
      for (const double sign : {1.0, -1.0})
        values.push_back(sign * mantissa * std::pow(10, exponent));
  return values;
}

std::string TableText() {
  std::ostringstream out;
  std::vector<double> values = {0};
  for (int exponent = -9; exponent <= 18; exponent += 3)
    values.push_back(1.23456789 * std::pow(10, exponent));
  values.insert(values.end(), {-1.5, -1234.5, std::nan(""), kInf, -kInf});
  const TextOptions options = {.now = 1'278'028'800'000};
  for (const std::string_view id : UnitIds()) {
    const Unit unit = FindUnit(id);
    for (const std::optional<int> decimals : kDecimals) {
      out << id << (decimals ? " ." + std::to_string(*decimals) : "") << ':';
      TextOptions with = options;
      with.decimals = decimals;
      for (const double value : values) out << " | " << Text(unit, value, with);
      out << '\n';
    }
  }
  return out.str();
}

TEST(UnitTable, WritesWhatItWrote) {
  const std::filesystem::path path = tests::SourceDir() / "tests/golden/units/table.txt";
  const std::string text = TableText();
  if (std::getenv("PLUMB_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
  std::ifstream file(path);
  const std::string golden((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
  std::istringstream a(golden);
  std::istringstream b(text);
  std::string was;
  std::string is;
  while (std::getline(b, is)) {
    std::getline(a, was);
    ASSERT_EQ(is, was) << "scripts/update-golden writes the table";
  }
  EXPECT_EQ(text.size(), golden.size());
}

// The digits behind the point, -1 for a number with an exponent.
int DecimalsOf(const std::string& number) {
  if (number.find('e') != std::string::npos) return -1;
  const size_t point = number.find('.');
  return point == std::string::npos ? 0 : static_cast<int>(number.size() - point - 1);
}

TEST(UnitTable, TextsHoldTheirPromises) {
  size_t texts = 0;
  for (const std::string_view id : UnitIds()) {
    const Unit unit = FindUnit(id);
    if (unit.steps.empty()) continue;
    for (const double value : FiniteValues()) {
      std::set<std::string> suffixes;
      for (const std::optional<int> decimals : kDecimals) {
        const Parts parts = SplitText(unit, value, {.decimals = decimals});
        const std::string what = std::string(id) + ' ' + std::to_string(value);
        ++texts;
        suffixes.insert(parts.suffix);
        // Read back, it is the value but for what was rounded.
        const auto number = ParseFloat(parts.number);
        ASSERT_TRUE(number) << what << ": " << parts.number;
        const bool minus = parts.prefix.starts_with('-');
        double factor = 0;
        for (const Step& step : unit.steps)
          if (step.suffix == parts.suffix) factor = step.factor;
        ASSERT_GT(factor, 0) << what;
        const double back = (minus ? -*number : *number) * factor;
        const int written = DecimalsOf(parts.number);
        const double rounded = decimals ? 0.5 * std::pow(10, -*decimals) * factor : 0;
        const double relative = decimals && written < 0 ? 1e-6 : decimals ? 1e-9 : 5.1e-3;
        ASSERT_NEAR(back, value, rounded * 1.001 + std::abs(value) * relative) << what;
        if (decimals && written >= 0) {
          ASSERT_EQ(written, *decimals) << what;
        }
        // The other side of zero is written alike; but halves are rounded up on both.
        const Parts other = SplitText(unit, -value, {.decimals = decimals});
        ASSERT_EQ(other.suffix, parts.suffix) << what;
      }
      ASSERT_EQ(suffixes.size(), 1u) << id << ' ' << value << ": the scale depends on decimals";
    }
  }
  std::printf("%zu texts\n", texts);
}

TEST(UnitTable, LargerValuesNeverHaveSmallerScales) {
  for (const std::string_view id : UnitIds()) {
    const Unit unit = FindUnit(id);
    if (unit.steps.empty()) continue;
    double before = 0;
    for (double exponent = -9; exponent <= 18; exponent += 0.01) {
      const double factor = ChooseStep(unit.steps, std::pow(10, exponent)).factor;
      ASSERT_GE(factor, before) << id << " at 1e" << exponent;
      before = factor;
    }
  }
}

TEST(UnitTable, WhatIsNoNumberIsTheSameEverywhere) {
  for (const std::string_view id : UnitIds()) {
    const Unit unit = FindUnit(id);
    for (const std::optional<int> decimals : kDecimals) {
      EXPECT_EQ(Text(unit, std::nan(""), {.decimals = decimals}), "NaN") << id;
      EXPECT_EQ(Text(unit, kInf, {.decimals = decimals}), "+Inf") << id;
      EXPECT_EQ(Text(unit, -kInf, {.decimals = decimals}), "-Inf") << id;
    }
  }
}

}  // namespace
}  // namespace plumb::units
