#include "units/steps.h"

#include <array>
#include <cmath>

namespace plumb::units {
namespace {

constexpr std::array<std::string_view, 14> kSiPrefixes = {"f", "p", "n", "µ", "m", "",  "k",
                                                          "M", "G", "T", "P", "E", "Z", "Y"};
constexpr int kSiPlain = 5;
constexpr std::array<std::string_view, 9> kBinaryPrefixes = {"",   "Ki", "Mi", "Gi", "Ti",
                                                             "Pi", "Ei", "Zi", "Yi"};

struct TimeRow {
  double from;    // in seconds
  double factor;  // a year is counted as 365.242 days, but begins at 365
  std::string_view word;
};
constexpr std::array<TimeRow, 9> kTimes = {{{0, 1e-9, " ns"},
                                            {1e-6, 1e-6, " µs"},
                                            {1e-3, 1e-3, " ms"},
                                            {1, 1, " s"},
                                            {60, 60, " min"},
                                            {3600, 3600, " hour"},
                                            {86400, 86400, " day"},
                                            {604800, 604800, " week"},
                                            {31536000, 3.15569e7, " year"}}};

// 1000^n or 1024^n; the nearest double for negative powers too.
double Power(double base, int n) {
  return n < 0 ? 1 / std::pow(base, -n) : std::pow(base, n);
}

std::vector<Step> SiFrom(int first, std::string_view symbol, int offset) {
  std::vector<Step> steps;
  for (int i = first; i < static_cast<int>(kSiPrefixes.size()); ++i) {
    const double factor = Power(1000, i - kSiPlain - offset);
    steps.push_back(
        {.from = factor,
         .factor = factor,
         .suffix = ' ' + std::string(kSiPrefixes[static_cast<size_t>(i)]) + std::string(symbol)});
  }
  return steps;
}

}  // namespace

std::vector<Step> FixedSteps(std::string_view symbol) {
  return {{.from = 0, .factor = 1, .suffix = symbol.empty() ? "" : ' ' + std::string(symbol)}};
}

std::vector<Step> SiSteps(std::string_view symbol, int offset) {
  return SiFrom(0, symbol, offset);
}

std::vector<Step> WholeSiSteps(std::string_view symbol, int offset) {
  return SiFrom(kSiPlain, symbol, offset);
}

std::vector<Step> BinarySteps(std::string_view symbol, int offset) {
  std::vector<Step> steps;
  for (size_t i = 0; i < kBinaryPrefixes.size(); ++i) {
    const double factor = Power(1024, static_cast<int>(i) - offset);
    steps.push_back({.from = factor,
                     .factor = factor,
                     .suffix = ' ' + std::string(kBinaryPrefixes[i]) + std::string(symbol)});
  }
  return steps;
}

std::vector<Step> CountSteps(const std::vector<std::string_view>& suffixes,
                             std::string_view behind) {
  std::vector<Step> steps;
  for (size_t i = 0; i < suffixes.size(); ++i) {
    const double factor = Power(1000, static_cast<int>(i));
    steps.push_back(
        {.from = factor,
         .factor = factor,
         .suffix = std::string(suffixes[i]) + (behind.empty() ? "" : ' ' + std::string(behind))});
  }
  return steps;
}

std::vector<Step> TimeSteps(double seconds, TimeWord first, TimeWord last, bool weeks) {
  std::vector<Step> steps;
  for (auto i = static_cast<size_t>(first); i <= static_cast<size_t>(last); ++i) {
    if (!weeks && i == static_cast<size_t>(TimeWord::kWeek)) continue;
    steps.push_back({.from = kTimes[i].from / seconds,
                     .factor = kTimes[i].factor / seconds,
                     .suffix = std::string(kTimes[i].word)});
  }
  return steps;
}

const Step& ChooseStep(const std::vector<Step>& steps, double magnitude) {
  const Step* chosen = &steps.front();
  for (const Step& step : steps) {
    const bool reached = magnitude == 0 ? step.factor <= 1 : magnitude >= step.from;
    if (reached) chosen = &step;
  }
  return *chosen;
}

}  // namespace plumb::units
