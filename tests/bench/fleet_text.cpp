// fleet_text FORMAT FROM TO: the samples of fleet_mix.h from one hour of its day to another as
// text, series after series, to be given to several stores. FORMAT is `openmetrics` (times in
// seconds, # EOF) or `text` (times in ms).

#include <cstdio>
#include <map>
#include <string_view>

#include "base/number.h"
#include "bench/fleet_mix.h"

namespace plumb::bench {
namespace {

constexpr int kHours = 24;
constexpr int kScrapesPerHour = static_cast<int>(kHour / kFleetStep);

class Writer {
 public:
  Writer(bool seconds, int from, int to) : seconds_(seconds), from_(from), to_(to) {}

  void Write(FleetGroup& group) {
    std::vector<std::string> names;
    for (const model::Labels& labels : group.labels) names.push_back(labels.ToString());
    std::vector<std::string> lines(names.size());
    std::vector<double> values(names.size());
    const std::vector<Timestamp>& times = TimesOf(group.instance);
    for (int i = group.from_hour * kScrapesPerHour; i < to_ * kScrapesPerHour; ++i) {
      group.next(values);
      const Timestamp time = times[static_cast<size_t>(i)];
      if (i < from_ * kScrapesPerHour) continue;
      for (size_t s = 0; s < names.size(); ++s) Line(lines[s], names[s], values[s], time);
    }
    for (const std::string& text : lines) std::fwrite(text.data(), 1, text.size(), stdout);
  }

  void End() const {
    if (seconds_) std::fputs("# EOF\n", stdout);
  }

 private:
  const std::vector<Timestamp>& TimesOf(int instance) {
    std::vector<Timestamp>& times = times_[instance];
    if (times.empty()) times = FleetTimes(instance, kHours * kScrapesPerHour);
    return times;
  }

  void Line(std::string& text, const std::string& name, double value, Timestamp time) const {
    text += name;
    text += ' ';
    AppendGeneral(text, value);
    text += ' ';
    AppendInt(text, seconds_ ? time / 1000 : time);
    if (seconds_) text += fmt::format(".{:03}", time % 1000);
    text += '\n';
  }

  bool seconds_;
  int from_;
  int to_;
  std::map<int, std::vector<Timestamp>> times_;
};

}  // namespace
}  // namespace plumb::bench

int main(int argc, char** argv) {
  const auto hour = [&](int i) {
    return static_cast<int>(argc == 4 ? plumb::ParseInt(argv[i]).value_or(-1) : -1);
  };
  if (hour(2) < 0 || hour(3) <= hour(2) || hour(3) > plumb::bench::kHours) {
    fmt::print(stderr, "usage: fleet_text openmetrics|text FROM TO\n");
    return 2;
  }
  plumb::bench::Writer writer(std::string_view(argv[1]) == "openmetrics", hour(2), hour(3));
  plumb::bench::FleetMix mix({});
  for (plumb::bench::FleetGroup& group : mix.groups()) writer.Write(group);
  writer.End();
}
