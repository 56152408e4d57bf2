// How fast columns of values become bytes and values again, and how short they are
// (bytes_per_value). Columns of 240: an hour at 15 s.

#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
#include <vector>

#include "encoding/float_column.h"

namespace {

using Random = std::mt19937_64;

constexpr size_t kColumn = 240;
constexpr size_t kColumns = 200;

double Constant(Random&, double v) {
  return v;
}
double Counter(Random& r, double v) {
  return v + static_cast<double>(r() % 20);
}
double Bytes(Random& r, double v) {
  return v + static_cast<double>(r() % 1'000'000);
}
double Processor(Random& r, double v) {
  return std::round((v + static_cast<double>(r() % 30) / 100) * 100) / 100;
}
double Gauge(Random& r, double) {
  return static_cast<double>(r() % 10'000) / 100;
}
double Float(Random& r, double) {
  return std::uniform_real_distribution<double>()(r);
}

template <double (*Next)(Random&, double)>
std::vector<std::vector<double>> Columns() {
  Random random(1);
  std::vector<std::vector<double>> columns(kColumns);
  for (auto& column : columns) {
    double value = static_cast<double>(random() % 100'000);
    for (size_t i = 0; i < kColumn; ++i) column.push_back(value = Next(random, value));
  }
  return columns;
}

template <double (*Next)(Random&, double)>
void Encode(benchmark::State& state) {
  const auto columns = Columns<Next>();
  std::string bytes;
  for (auto _ : state) {
    bytes.clear();
    for (const auto& column : columns) plumb::encoding::AppendFloatColumn(bytes, column);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kColumn * kColumns));
  state.counters["bytes_per_value"] = static_cast<double>(bytes.size()) / (kColumn * kColumns);
}

template <double (*Next)(Random&, double)>
void Decode(benchmark::State& state) {
  std::string bytes;
  for (const auto& column : Columns<Next>()) plumb::encoding::AppendFloatColumn(bytes, column);
  std::vector<double> values(kColumn);
  for (auto _ : state) {
    plumb::encoding::ByteReader in(bytes);
    for (size_t i = 0; i < kColumns; ++i)
      benchmark::DoNotOptimize(plumb::encoding::TakeFloatColumn(in, {}, values));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kColumn * kColumns));
}

#define PLUMB_COLUMN_BENCH(kind)    \
  BENCHMARK_TEMPLATE(Encode, kind); \
  BENCHMARK_TEMPLATE(Decode, kind)

PLUMB_COLUMN_BENCH(Constant);
PLUMB_COLUMN_BENCH(Counter);
PLUMB_COLUMN_BENCH(Bytes);
PLUMB_COLUMN_BENCH(Processor);
PLUMB_COLUMN_BENCH(Gauge);
PLUMB_COLUMN_BENCH(Float);

}  // namespace
