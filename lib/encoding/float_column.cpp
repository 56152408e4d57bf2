#include "encoding/float_column.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <vector>

#include "encoding/decimal.h"
#include "encoding/integers.h"
#include "encoding/varint.h"

namespace plumb::encoding {

namespace {

// DO NOT CHANGE: on disk. The head: how doubles became whole numbers, and what else is there.
constexpr uint8_t kExponentMask = 0x1f;  // 0..14: v = m / 10^e
constexpr uint8_t kBits = 0x1f;          // m is the double's bits
constexpr uint8_t kAside = 0x20;         // values that were taken out follow
constexpr uint8_t kAgainstBelow = 0x40;  // m + the column below

// Values that were taken out: runs of one bit pattern.
struct Run {
  uint32_t first = 0;
  uint32_t length = 0;
  uint64_t bits = 0;
};

uint64_t BitsOf(double value) {
  return std::bit_cast<uint64_t>(value);
}

std::vector<Run> RunsOf(std::span<const double> values, std::span<const uint32_t> places) {
  std::vector<Run> runs;
  for (const uint32_t place : places) {
    const uint64_t bits = BitsOf(values[place]);
    if (!runs.empty() && runs.back().first + runs.back().length == place &&
        runs.back().bits == bits)
      ++runs.back().length;
    else
      runs.push_back({place, 1, bits});
  }
  return runs;
}

// Varint of the number of runs; each: varint gap from the end of the one before, varint length - 1,
// the pattern.
void AppendRuns(std::string& out, const std::vector<Run>& runs) {
  AppendVarint(out, runs.size());
  uint32_t end = 0;
  for (const Run& run : runs) {
    AppendVarint(out, run.first - end);
    AppendVarint(out, run.length - 1);
    AppendLittle(out, run.bits);
    end = run.first + run.length;
  }
}

bool TakeRuns(ByteReader& in, size_t count, std::vector<Run>& runs, size_t& taken) {
  const uint64_t size = in.Varint();
  if (size > in.left() / 10) return false;
  uint64_t end = 0;
  for (uint64_t i = 0; i < size; ++i) {
    const uint64_t first = end + in.Varint32();
    const uint64_t length = uint64_t{in.Varint32()} + 1;
    const auto bits = in.Fixed<uint64_t>();
    end = first + length;
    if (!in.ok() || end > count) return false;
    runs.push_back({static_cast<uint32_t>(first), static_cast<uint32_t>(length), bits});
    taken += length;
  }
  return true;
}

// Moves the dense values to where they belong, from behind, and puts the runs between them.
void PutBack(const std::vector<Run>& runs, size_t dense, std::span<double> values) {
  size_t to = values.size();
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    const size_t end = run->first + run->length;
    while (to > end) values[--to] = values[--dense];
    while (to > run->first) values[--to] = std::bit_cast<double>(run->bits);
  }
}

std::vector<int64_t> Without(std::vector<int64_t> values, std::span<const uint32_t> places) {
  if (places.empty()) return values;
  size_t to = 0;
  size_t next = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    if (next < places.size() && places[next] == i)
      ++next;
    else
      values[to++] = values[i];
  }
  values.resize(to);
  return values;
}

std::string EncodeDecimals(std::span<const double> values, Decimals decimals) {
  const std::vector<Run> runs = RunsOf(values, decimals.misfits);
  std::string out(1, static_cast<char>(decimals.exponent | (runs.empty() ? 0 : kAside)));
  if (!runs.empty()) AppendRuns(out, runs);
  AppendIntegers(out, Without(std::move(decimals.mantissas), decimals.misfits));
  return out;
}

std::string EncodeBits(std::span<const double> values) {
  std::string out(1, static_cast<char>(kBits));
  std::vector<int64_t> bits(values.size());
  for (size_t i = 0; i < values.size(); ++i) bits[i] = static_cast<int64_t>(BitsOf(values[i]));
  AppendIntegers(out, bits);
  return out;
}

// "" where one of the columns is not whole.
std::string EncodeAgainst(std::span<const double> below, const Decimals& decimals) {
  if (below.empty() || decimals.exponent != 0 || !decimals.misfits.empty() ||
      !std::all_of(below.begin(), below.end(), IsWhole))
    return {};
  std::string out(1, static_cast<char>(kAgainstBelow));
  std::vector<int64_t> differences(below.size());
  for (size_t i = 0; i < below.size(); ++i)
    differences[i] = decimals.mantissas[i] - static_cast<int64_t>(below[i]);
  AppendIntegers(out, differences);
  return out;
}

}  // namespace

void AppendFloatColumn(std::string& out, std::span<const double> values,
                       std::span<const double> below) {
  if (values.empty()) return;
  Decimals decimals = ToDecimals(values);
  std::string against = EncodeAgainst(below, decimals);
  // Long decimals may be shorter as bits: sums of fractions have all their digits.
  const bool long_decimals = decimals.exponent > 6 || decimals.misfits.size() > values.size() / 16;
  std::string best = EncodeDecimals(values, std::move(decimals));
  if (!against.empty() && against.size() < best.size()) best = std::move(against);
  if (long_decimals) {
    if (std::string bits = EncodeBits(values); bits.size() < best.size()) best = std::move(bits);
  }
  out += best;
}

namespace {

// What the head of a column says.
struct Head {
  unsigned exponent = 0;
  bool against = false;
  bool aside = false;
};

std::optional<Head> TakeHead(ByteReader& in) {
  const uint8_t byte = in.Fixed<uint8_t>();
  const Head head{.exponent = unsigned{byte} & kExponentMask,
                  .against = (byte & kAgainstBelow) != 0,
                  .aside = (byte & kAside) != 0};
  if (!in.ok() || (byte & ~(kExponentMask | kAside | kAgainstBelow)) != 0 ||
      (head.exponent > kMaxExponent && head.exponent != kBits) ||
      (head.against && byte != kAgainstBelow))
    return std::nullopt;
  return head;
}

double ToDouble(int64_t number, unsigned exponent) {
  return exponent == kBits ? std::bit_cast<double>(number) : FromDecimal(number, exponent);
}

// The whole numbers of a column, `numbers` being room for them, to the values that they stand for,
// from one of them on.
bool TakeDense(ByteReader& in, const Head& head, std::span<const double> below,
               std::span<int64_t> numbers, std::span<double> dense, size_t from) {
  if (!TakeIntegers(in, numbers, from)) return false;
  numbers = numbers.subspan(from);
  dense = dense.subspan(from);
  if (head.exponent == kBits) {
    for (size_t i = 0; i < dense.size(); ++i) dense[i] = std::bit_cast<double>(numbers[i]);
    return true;
  }
  if (head.against && !AddWhole(below.subspan(from), numbers)) return false;
  FromDecimals(numbers, head.exponent, dense);
  return true;
}

}  // namespace

bool TakeFloatColumn(ByteReader& in, std::span<const double> below, std::span<double> values,
                     size_t from) {
  // An hour of a scrape every two seconds, a day of one a minute.
  constexpr size_t kUsual = 1800;
  if (values.empty()) return true;
  const std::optional<Head> head = TakeHead(in);
  if (!head || (head->against && below.size() != values.size())) return false;
  std::vector<Run> runs;
  size_t aside = 0;
  if (head->aside && !TakeRuns(in, values.size(), runs, aside)) return false;
  // Where values were taken out, others stand at their places until they are put back.
  if (aside > 0) from = 0;
  const std::span<double> dense = values.first(values.size() - aside);
  if (const auto constant = head->against || dense.empty() ? std::nullopt : TakeConstant(in)) {
    if (!in.ok()) return false;
    std::fill(dense.begin(), dense.end(), ToDouble(*constant, head->exponent));
  } else if (dense.size() <= kUsual) {
    std::array<int64_t, kUsual> numbers;
    if (!TakeDense(in, *head, below, std::span(numbers).first(dense.size()), dense, from))
      return false;
  } else {
    std::vector<int64_t> numbers(dense.size());
    if (!TakeDense(in, *head, below, numbers, dense, from)) return false;
  }
  PutBack(runs, dense.size(), values);
  return true;
}

bool IsAgainstBelow(std::string_view column) {
  return !column.empty() && (static_cast<uint8_t>(column[0]) & kAgainstBelow) != 0;
}

}  // namespace plumb::encoding
