#include "charts/mirror.h"

namespace plumb::charts {

void Mirror(Data& data, const text::Regex& which) {
  for (model::Series& series : data.series) {
    bool matches = false;
    for (const model::LabelView label : series.labels)
      matches = matches || which.Matches(label.value);
    if (!matches) continue;
    data.mirrored.push_back(series.labels);
    // A NaN keeps its bits: it may be a stale marker.
    for (double& v : series.values)
      if (v == v) v = -v;
  }
}

}  // namespace plumb::charts
