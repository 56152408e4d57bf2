#include "units/unit.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/number.h"
#include "fmt/format.h"
#include "units/date_text.h"
#include "units/duration_text.h"
#include "units/number_text.h"
#include "units/steps.h"
#include "units/unit_table.h"

namespace plumb::units {
namespace {

using Writer = Parts (*)(const Unit&, double, const TextOptions&);

constexpr double kMostTime = 8.64e15;  // milliseconds; what a JavaScript date can hold

const std::vector<std::string_view> kCountSuffixes = {"", "K", "M", "B", "T"};
const std::vector<std::string_view> kShortSuffixes = {"",       " K",     " Mil",  " Bil", " Tri",
                                                      " Quadr", " Quint", " Sext", " Sept"};

Parts Number(std::string text) {
  return {.number = std::move(text)};
}

Parts WriteHex(const Unit& unit, double v, const TextOptions&) {
  constexpr double kMost = 9e18;
  if (std::abs(v) >= kMost) return Number(FormatGeneral(v));
  const auto whole = static_cast<uint64_t>(std::llround(std::abs(v)));
  return {.prefix = (v < 0 && whole != 0 ? "-" : "") + unit.argument,
          .number = fmt::format("{:X}", whole)};
}

// As JavaScript's toExponential: 1.5e+3, no leading zero in the exponent.
Parts WriteScientific(const Unit&, double v, const TextOptions& options) {
  std::array<char, 64> buffer;
  constexpr int kMostDecimals = 20;
  const auto end = options.decimals ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), v,
                                                    std::chars_format::scientific,
                                                    std::min(*options.decimals, kMostDecimals))
                                    : std::to_chars(buffer.data(), buffer.data() + buffer.size(), v,
                                                    std::chars_format::scientific);
  std::string text(buffer.data(), end.ptr);
  const size_t exponent = text.find('e') + 2;
  while (exponent + 1 < text.size() && text[exponent] == '0') text.erase(exponent, 1);
  return Number(std::move(text));
}

Parts WriteLocale(const Unit&, double v, const TextOptions& options) {
  constexpr int kUsualDecimals = 3;
  std::string text = NumberText(v, options.decimals.value_or(kUsualDecimals));
  const size_t point = std::min(text.find('.'), text.size());
  const bool plain = text.find_first_not_of("-0123456789.") == std::string::npos;
  for (size_t i = point; plain && i > 3 && text[i - 4] != '-'; i -= 3) text.insert(i - 3, ",");
  if (!options.decimals && text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
  }
  return Number(std::move(text));
}

Parts WriteRaw(const Unit&, double v, const TextOptions&) {
  return Number(FormatFixed(v));
}

Parts WriteBool(const Unit& unit, double v, const TextOptions&) {
  const size_t slash = unit.argument.find('/');
  if (slash == std::string::npos) return Number(v != 0 ? unit.argument : "-");
  return Number(v != 0 ? unit.argument.substr(0, slash) : unit.argument.substr(slash + 1));
}

Parts WriteDate(const Unit& unit, double v, const TextOptions& options) {
  if (std::abs(v) > kMostTime) return Number(FormatGeneral(v));
  return Number(FormatMoment(static_cast<Timestamp>(v), unit.argument, options.zone));
}

Parts WriteDateUnlessToday(const Unit& unit, double v, const TextOptions& options) {
  if (std::abs(v) > kMostTime) return Number(FormatGeneral(v));
  const auto time = static_cast<Timestamp>(v);
  const size_t space = unit.argument.find(' ');
  const bool today = SameDay(time, options.now, options.zone);
  return Number(
      FormatMoment(time, today ? unit.argument.substr(space + 1) : unit.argument, options.zone));
}

Parts WriteFromNow(const Unit&, double v, const TextOptions& options) {
  if (std::abs(v) > kMostTime) return Number(FormatGeneral(v));
  return Number(RelativeWords(static_cast<Timestamp>(v), options.now));
}

Parts WriteDurationMs(const Unit&, double v, const TextOptions& o) {
  return Number(DurationWords(v / 1000, o.decimals));
}
Parts WriteDurationS(const Unit&, double v, const TextOptions& o) {
  return Number(DurationWords(v, o.decimals));
}
Parts WriteHms(const Unit&, double v, const TextOptions&) {
  return Number(HoursMinutesSeconds(v));
}
Parts WriteDhms(const Unit&, double v, const TextOptions&) {
  return Number(DaysHoursMinutesSeconds(v));
}
Parts WriteClockMs(const Unit&, double v, const TextOptions& o) {
  return Number(ClockText(v, o.decimals));
}
Parts WriteClockS(const Unit&, double v, const TextOptions& o) {
  return Number(ClockText(v * 1000, o.decimals));
}

Unit Scaled(std::vector<Step> steps, Rounding rounding = Rounding::kDecimal,
            double rounding_unit = 1) {
  Unit unit;
  unit.steps = std::move(steps);
  unit.rounding = rounding;
  unit.rounding_unit = rounding_unit;
  return unit;
}

Unit Written(Writer write, std::string_view argument = "", Rounding rounding = Rounding::kDecimal,
             double rounding_unit = 1) {
  Unit unit;
  unit.write = write;
  unit.argument = argument;
  unit.rounding = rounding;
  unit.rounding_unit = rounding_unit;
  return unit;
}

// Times are counted in units of `per_second` a second.
Unit Times(double per_second, TimeWord first, TimeWord last, bool weeks) {
  return Scaled(TimeSteps(1 / per_second, first, last, weeks), Rounding::kSeconds, per_second);
}

Unit Currency(std::string_view symbol) {
  Unit unit = Scaled(CountSteps(kCountSuffixes, ""));
  unit.prefix = symbol;
  return unit;
}

Unit CurrencyBehind(std::string_view symbol) {
  Unit unit = Scaled(CountSteps(kCountSuffixes, ""));
  for (Step& step : unit.steps) step.suffix += symbol;
  return unit;
}

Unit MakeUnit(const UnitRow& row) {
  constexpr double kMinute = 60;
  switch (row.family) {
    case Family::kFixed:
      return Scaled(FixedSteps(row.symbol));
    case Family::kGlued:
      return Scaled({{0, 1, std::string(row.symbol)}}, Rounding::kPercent);
    case Family::kPercentUnit:
      return Scaled({{0, 0.01, "%"}}, Rounding::kPercent);
    case Family::kShort:
      return Scaled(CountSteps(kShortSuffixes, ""));
    case Family::kSi:
      return Scaled(SiSteps(row.symbol, row.offset));
    case Family::kWholeSi:
      return Scaled(WholeSiSteps(row.symbol, row.offset));
    case Family::kBinary:
      return Scaled(BinarySteps(row.symbol, row.offset), Rounding::kBinary,
                    std::pow(1024.0, -row.offset));
    case Family::kCount:
      return Scaled(CountSteps(kCountSuffixes, row.symbol));
    case Family::kCurrency:
      return Currency(row.symbol);
    case Family::kCurrencyBehind:
      return CurrencyBehind(row.symbol);
    case Family::kPressurePsi:
      return Scaled(CountSteps({"psi", "ksi", "Mpsi"}, ""));
    case Family::kHex:
      return Written(WriteHex);
    case Family::kHex0x:
      return Written(WriteHex, "0x");
    case Family::kScientific:
      return Written(WriteScientific);
    case Family::kLocale:
      return Written(WriteLocale);
    case Family::kRaw:
      return Written(WriteRaw);
    case Family::kNanoseconds:
      return Times(1e9, TimeWord::kNs, TimeWord::kDay, false);
    case Family::kMicroseconds:
      return Times(1e6, TimeWord::kUs, TimeWord::kS, false);
    case Family::kMilliseconds:
      return Times(1e3, TimeWord::kMs, TimeWord::kYear, false);
    case Family::kSeconds:
      return Times(1, TimeWord::kNs, TimeWord::kYear, true);
    case Family::kMinutes:
      return Times(1 / kMinute, TimeWord::kMin, TimeWord::kYear, true);
    case Family::kHours:
      return Times(1 / (60 * kMinute), TimeWord::kHour, TimeWord::kYear, true);
    case Family::kDays:
      return Times(1 / (1440 * kMinute), TimeWord::kDay, TimeWord::kYear, true);
    case Family::kDurationMs:
      return Written(WriteDurationMs, "", Rounding::kSeconds, 1000);
    case Family::kDurationS:
      return Written(WriteDurationS, "", Rounding::kSeconds, 1);
    case Family::kHms:
      return Written(WriteHms, "", Rounding::kSeconds, 1);
    case Family::kDhms:
      return Written(WriteDhms, "", Rounding::kSeconds, 1);
    case Family::kTimeticks: {
      constexpr double kTicksASecond = 100;
      return Times(kTicksASecond, TimeWord::kNs, TimeWord::kYear, true);
    }
    case Family::kClockMs:
      return Written(WriteClockMs, "", Rounding::kSeconds, 1000);
    case Family::kClockS:
      return Written(WriteClockS, "", Rounding::kSeconds, 1);
    case Family::kDate:
      return Written(WriteDate, row.symbol, Rounding::kSeconds, 1000);
    case Family::kDateUnlessToday:
      return Written(WriteDateUnlessToday, row.symbol, Rounding::kSeconds, 1000);
    case Family::kFromNow:
      return Written(WriteFromNow, "", Rounding::kSeconds, 1000);
    case Family::kBool:
      return Written(WriteBool, row.symbol);
  }
  return Scaled(FixedSteps(""));
}

// `si:mV`: a prefix that is one of the SI's, then the symbol. `si:m` alone is metres.
Unit SiUnit(std::string_view text) {
  struct Prefix {
    std::string_view text;
    int offset;
  };
  constexpr std::array<Prefix, 14> kPrefixes = {{{"f", -5},
                                                 {"p", -4},
                                                 {"n", -3},
                                                 {"µ", -2},
                                                 {"μ", -2},
                                                 {"m", -1},
                                                 {"k", 1},
                                                 {"M", 2},
                                                 {"G", 3},
                                                 {"T", 4},
                                                 {"P", 5},
                                                 {"E", 6},
                                                 {"Z", 7},
                                                 {"Y", 8}}};
  for (const Prefix& prefix : kPrefixes)
    if (text.size() > prefix.text.size() && text.starts_with(prefix.text))
      return Scaled(SiSteps(text.substr(prefix.text.size()), prefix.offset));
  return Scaled(SiSteps(text, 0));
}

Unit CustomUnit(std::string_view id) {
  const size_t colon = id.find(':');
  const std::string_view key = colon == std::string_view::npos ? "" : id.substr(0, colon);
  const std::string_view rest = colon == std::string_view::npos ? id : id.substr(colon + 1);
  if (key == "prefix") {
    Unit unit = Scaled(FixedSteps(""));
    unit.prefix = rest;
    return unit;
  }
  if (key == "suffix") return Scaled(FixedSteps(rest));
  if (key == "time") return Written(WriteDate, rest, Rounding::kSeconds, 1000);
  if (key == "si") return SiUnit(rest);
  if (key == "count") return Scaled(CountSteps(kCountSuffixes, rest));
  if (key == "currency") return Currency(rest);
  if (key == "bool") return Written(WriteBool, rest);
  return Scaled(FixedSteps(id));
}

}  // namespace

Unit FindUnit(std::string_view id) {
  if (id.empty()) id = "none";
  Unit unit;
  bool found = false;
  for (const UnitRow& row : UnitTable()) {
    if (row.id != id) continue;
    unit = MakeUnit(row);
    found = true;
    break;
  }
  if (!found) unit = CustomUnit(id);
  unit.id = id;
  return unit;
}

std::vector<std::string_view> UnitIds() {
  std::vector<std::string_view> ids;
  for (const UnitRow& row : UnitTable()) ids.push_back(row.id);
  return ids;
}

Parts SplitText(const Unit& unit, double value, const TextOptions& options) {
  if (auto special = SpecialText(value)) return Number(std::move(*special));
  if (unit.write != nullptr) return unit.write(unit, value, options);
  const Step& step = ChooseStep(unit.steps, std::abs(value));
  Parts parts = {.prefix = unit.prefix,
                 .number = NumberText(value / step.factor, options.decimals),
                 .suffix = step.suffix};
  if (!unit.prefix.empty() && parts.number.starts_with('-')) {
    parts.number.erase(0, 1);
    parts.prefix.insert(0, "-");
  }
  return parts;
}

std::string Text(const Unit& unit, double value, const TextOptions& options) {
  return SplitText(unit, value, options).Joined();
}

}  // namespace plumb::units
