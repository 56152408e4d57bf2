#include "encoding/integers.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <vector>

#include "base/wide_loops.h"
#include "encoding/packed.h"
#include "encoding/varint.h"

namespace plumb::encoding {

namespace {

// DO NOT CHANGE: on disk.
enum Form : uint8_t {
  kConstant = 0,    // zigzag v
  kDistances = 1,   // zigzag least; packed (v - least) / g, all of them
  kSteps = 2,       // zigzag first; packed zigzag (step / g), one less
  kStepsAbove = 3,  // zigzag first, zigzag least step; packed (step - least) / g, one less
  kChanges = 4,     // zigzag first, zigzag first step; packed zigzag (change of step / g), two less
};
constexpr uint8_t kFormMask = 0x07;
constexpr uint8_t kDivided = 0x08;  // a varint g follows the head

// Differences wrap around: what is added back wraps around too.
uint64_t Minus(int64_t a, int64_t b) {
  return static_cast<uint64_t>(a) - static_cast<uint64_t>(b);
}
int64_t Plus(int64_t a, uint64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) + b);
}
uint64_t Fold(uint64_t value) {
  return (value << 1) ^ static_cast<uint64_t>(static_cast<int64_t>(value) >> 63);
}
uint64_t Size(uint64_t difference) {
  const auto value = static_cast<int64_t>(difference);
  return value < 0 ? ~difference + 1 : difference;
}

// What divides the distances between all values; 1 where one of them wraps around, so that dividing
// never meets a remainder.
uint64_t CommonDivisor(std::span<const int64_t> values, int64_t least, int64_t most) {
  if (Minus(most, least) > static_cast<uint64_t>(INT64_MAX)) return 1;
  uint64_t divisor = 0;
  for (size_t i = 1; i < values.size() && divisor != 1; ++i) {
    const uint64_t step = Size(Minus(values[i], values[i - 1]));
    // Most steps of a column are multiples of what was found: a remainder is cheaper than a gcd.
    if (divisor == 0 || step % divisor != 0) divisor = std::gcd(divisor, step);
  }
  return divisor;
}

uint64_t Divide(uint64_t signed_value, uint64_t divisor) {
  if (divisor == 1) return signed_value;
  return static_cast<uint64_t>(static_cast<int64_t>(signed_value) / static_cast<int64_t>(divisor));
}

// The sequence in each form, and the shortest of them.
class Candidates {
 public:
  explicit Candidates(std::span<const int64_t> values, int64_t least, uint64_t divisor)
      : values_(values), divisor_(divisor) {
    const size_t n = values.size();
    steps_.resize(n - 1);
    for (size_t i = 1; i < n; ++i) steps_[i - 1] = Divide(Minus(values[i], values[i - 1]), divisor);
    least_step_ =
        std::accumulate(steps_.begin(), steps_.end(), INT64_MAX,
                        [](int64_t a, uint64_t b) { return std::min(a, static_cast<int64_t>(b)); });
    Try(kDistances, n, [&](size_t i) { return Minus(values_[i], least) / divisor_; });
    Try(kSteps, n - 1, [&](size_t i) { return Fold(steps_[i]); });
    Try(kStepsAbove, n - 1,
        [&](size_t i) { return steps_[i] - static_cast<uint64_t>(least_step_); });
    if (n > 2) Try(kChanges, n - 2, [&](size_t i) { return Fold(steps_[i + 1] - steps_[i]); });
  }

  void Append(std::string& out, int64_t least) const {
    out.push_back(static_cast<char>(form_ | (divisor_ > 1 ? kDivided : 0)));
    if (divisor_ > 1) AppendVarint(out, divisor_);
    AppendZigzag(out, form_ == kDistances ? least : values_[0]);
    if (form_ == kStepsAbove) AppendZigzag(out, least_step_);
    if (form_ == kChanges) AppendZigzag(out, static_cast<int64_t>(steps_[0]));
    AppendPacked(out, best_);
  }

 private:
  template <typename At>
  void Try(Form form, size_t count, At at) {
    trial_.resize(count);
    for (size_t i = 0; i < count; ++i) trial_[i] = at(i);
    // A second base takes about two bytes.
    const size_t bytes = PackedSize(trial_) + (form >= kStepsAbove ? 2 : 0);
    if (bytes >= bytes_) return;
    bytes_ = bytes;
    form_ = form;
    best_.swap(trial_);
  }

  std::span<const int64_t> values_;
  uint64_t divisor_;
  std::vector<uint64_t> steps_;
  int64_t least_step_ = 0;
  std::vector<uint64_t> trial_;
  std::vector<uint64_t> best_;
  size_t bytes_ = SIZE_MAX;
  Form form_ = kDistances;
};

// From residuals back to values, in place. Each sum waits for the one before: so four residuals are
// summed up among themselves, whatever is before them, and only their total is waited for.

// What becomes of a residual before it is summed up.
struct Folded {
  template <typename Number>
  void operator()(Number& residual) const {
    residual = (residual >> 1) ^ -(residual & 1);
  }
};
struct Above {
  uint64_t least;
  template <typename Number>
  void operator()(Number& residual) const {
    residual += least;
  }
};

template <typename Step>
[[gnu::always_inline]] inline void RunningSums(std::span<int64_t> values, uint64_t base,
                                               Step step) {
  const FourNumbers none = {0, 0, 0, 0};
  FourNumbers before = {base, base, base, base};
  size_t i = 0;
  for (; i + 4 <= values.size(); i += 4) {
    FourNumbers sums;
    std::memcpy(&sums, values.data() + i, sizeof(sums));
    step(sums);
    sums += __builtin_shufflevector(sums, none, 4, 0, 1, 2);
    sums += __builtin_shufflevector(sums, none, 4, 5, 0, 1);
    const FourNumbers total = __builtin_shufflevector(sums, sums, 3, 3, 3, 3);
    sums += before;
    before += total;
    std::memcpy(values.data() + i, &sums, sizeof(sums));
  }
  uint64_t sum = before[0];
  for (; i < values.size(); ++i) {
    auto residual = static_cast<uint64_t>(values[i]);
    step(residual);
    sum += residual;
    values[i] = static_cast<int64_t>(sum);
  }
}

template <typename Step>
[[gnu::always_inline]] inline uint64_t Total(std::span<const int64_t> residuals, Step step) {
  uint64_t total = 0;
  for (const int64_t signed_residual : residuals) {
    auto residual = static_cast<uint64_t>(signed_residual);
    step(residual);
    total += residual;
  }
  return total;
}

PLUMB_WIDE_LOOPS
void SumUpFolded(std::span<int64_t> values, uint64_t base) {
  RunningSums(values, base, Folded());
}
PLUMB_WIDE_LOOPS
void SumUpAbove(std::span<int64_t> values, uint64_t base, uint64_t least) {
  RunningSums(values, base, Above{least});
}
PLUMB_WIDE_LOOPS
uint64_t TotalFolded(std::span<const int64_t> residuals) {
  return Total(residuals, Folded());
}
PLUMB_WIDE_LOOPS
uint64_t TotalAbove(std::span<const int64_t> residuals, uint64_t least) {
  return Total(residuals, Above{least});
}

PLUMB_WIDE_LOOPS
void MultiplyAndAdd(std::span<int64_t> values, uint64_t factor, int64_t summand) {
  if (factor == 1)
    for (int64_t& value : values) value = Plus(summand, static_cast<uint64_t>(value));
  else
    for (int64_t& value : values) value = Plus(summand, static_cast<uint64_t>(value) * factor);
}

// `total_of(residuals)` and `sum_up(values, base)` go over steps from one value to the next.
template <typename TotalOf, typename SumUp>
void RestoreSteps(std::span<int64_t> values, size_t from, int64_t first, uint64_t divisor,
                  TotalOf total_of, SumUp sum_up) {
  values[0] = first;
  if (from == 0) from = 1;
  const uint64_t before = total_of(values.subspan(1, from - 1));
  const std::span<int64_t> wanted = values.subspan(from);
  if (divisor == 1) {
    sum_up(wanted, static_cast<uint64_t>(first) + before);
  } else {
    sum_up(wanted, before);
    MultiplyAndAdd(wanted, divisor, first);
  }
}

void RestoreChanges(std::span<int64_t> values, int64_t first, uint64_t step, uint64_t divisor) {
  values[0] = first;
  const std::span<int64_t> steps = values.subspan(1);
  steps[0] = static_cast<int64_t>(step);
  SumUpFolded(steps.subspan(1), step);
  SumUpAbove(steps, 0, 0);
  MultiplyAndAdd(steps, divisor, first);
}

std::span<uint64_t> Unsigned(std::span<int64_t> values) {
  // Signed and unsigned variants of one type may alias.
  return {reinterpret_cast<uint64_t*>(values.data()), values.size()};
}

}  // namespace

void AppendIntegers(std::string& out, std::span<const int64_t> values) {
  if (values.empty()) return;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (*least == *most) {
    out.push_back(static_cast<char>(kConstant));
    AppendZigzag(out, *least);
    return;
  }
  Candidates(values, *least, CommonDivisor(values, *least, *most)).Append(out, *least);
}

std::optional<int64_t> TakeConstant(ByteReader& in) {
  if (in.rest().empty() || in.rest()[0] != static_cast<char>(kConstant)) return std::nullopt;
  in.Fixed<uint8_t>();
  return in.Zigzag();
}

bool TakeIntegers(ByteReader& in, std::span<int64_t> values, size_t from) {
  if (values.empty()) return true;
  const uint8_t head = in.Fixed<uint8_t>();
  if ((head & ~(kFormMask | kDivided)) != 0) return false;
  const uint64_t divisor = (head & kDivided) != 0 ? in.Varint() : 1;
  const int64_t base = in.Zigzag();
  const Form form{static_cast<uint8_t>(head & kFormMask)};
  switch (form) {
    case kConstant:
      std::fill(values.begin(), values.end(), base);
      return in.ok();
    case kDistances:
      if (!TakePacked(in, Unsigned(values))) return false;
      MultiplyAndAdd(values.subspan(from), divisor, base);
      return true;
    case kSteps:
      if (!TakePacked(in, Unsigned(values.subspan(1)))) return false;
      RestoreSteps(values, from, base, divisor, TotalFolded, SumUpFolded);
      return true;
    case kStepsAbove: {
      const auto least = static_cast<uint64_t>(in.Zigzag());
      if (!TakePacked(in, Unsigned(values.subspan(1)))) return false;
      RestoreSteps(
          values, from, base, divisor,
          [least](std::span<const int64_t> steps) { return TotalAbove(steps, least); },
          [least](std::span<int64_t> steps, uint64_t sum) { SumUpAbove(steps, sum, least); });
      return true;
    }
    case kChanges: {
      const auto step = static_cast<uint64_t>(in.Zigzag());
      if (values.size() < 2 || !TakePacked(in, Unsigned(values.subspan(2)))) return false;
      RestoreChanges(values, base, step, divisor);
      return true;
    }
  }
  return false;
}

}  // namespace plumb::encoding
