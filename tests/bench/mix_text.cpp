// mix_text SERIES SCRAPES FORMAT ORDER: the series of node_mix.h as text, to be given to several
// stores. FORMAT is `openmetrics` (times in seconds, # EOF) or `text` (times in ms); ORDER is
// `series` (all of a series, then the next) or `time`.

#include <cstdio>
#include <string_view>

#include "base/byte_stream.h"
#include "base/number.h"
#include "bench/node_mix.h"

namespace plumb::bench {
namespace {

class Writer {
 public:
  Writer(int series, int scrapes, bool seconds) : times_(MixTimes(scrapes)), seconds_(seconds) {
    for (int i = 0; i < series; ++i) names_.push_back(MixLabels(i).ToString());
  }

  // A row's values may lean on those of the series before, so all are made time by time.
  void InTime() {
    std::vector<Mix> mixes = Mixes();
    for (const Timestamp time : times_) {
      Step(mixes);
      for (size_t i = 0; i < mixes.size(); ++i) Line(i, mixes[i].value(), time);
    }
  }

  void InSeries() {
    std::vector<Mix> mixes = Mixes();
    std::vector<std::vector<double>> values(mixes.size());
    for (size_t t = 0; t < times_.size(); ++t) {
      Step(mixes);
      for (size_t i = 0; i < mixes.size(); ++i) values[i].push_back(mixes[i].value());
    }
    for (size_t i = 0; i < values.size(); ++i)
      for (size_t t = 0; t < times_.size(); ++t) Line(i, values[i][t], times_[t]);
  }

  void End() {
    if (seconds_) text_ += "# EOF\n";
    Flush();
  }

 private:
  [[nodiscard]] std::vector<Mix> Mixes() const {
    std::vector<Mix> mixes;
    for (size_t i = 0; i < names_.size(); ++i) mixes.emplace_back(static_cast<int>(i));
    return mixes;
  }
  static void Step(std::vector<Mix>& mixes) {
    for (size_t i = 0; i < mixes.size(); ++i) mixes[i].Next(i > 0 ? mixes[i - 1].value() : 0);
  }
  void Line(size_t series, double value, Timestamp time) {
    constexpr size_t kRoom = 1 << 20;
    text_ += names_[series];
    text_ += ' ';
    text_ += FormatGeneral(value);
    if (seconds_)
      text_ += fmt::format(" {}.{:03}\n", time / 1000, time % 1000);
    else
      text_ += fmt::format(" {}\n", time);
    if (text_.size() > kRoom) Flush();
  }
  void Flush() {
    std::fwrite(text_.data(), 1, text_.size(), stdout);
    text_.clear();
  }

  std::vector<Timestamp> times_;
  bool seconds_;
  std::vector<std::string> names_;
  std::string text_;
};

}  // namespace
}  // namespace plumb::bench

int main(int argc, char** argv) {
  const auto number = [&](int i) { return argc == 5 ? plumb::ParseInt(argv[i]).value_or(0) : 0; };
  if (number(1) <= 0 || number(2) <= 0) {
    fmt::print(stderr, "usage: mix_text SERIES SCRAPES openmetrics|text series|time\n");
    return 2;
  }
  plumb::bench::Writer writer(static_cast<int>(number(1)), static_cast<int>(number(2)),
                              std::string_view(argv[3]) == "openmetrics");
  if (std::string_view(argv[4]) == "series")
    writer.InSeries();
  else
    writer.InTime();
  writer.End();
}
