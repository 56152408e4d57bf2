#include "scrape/target_labels.h"

#include <algorithm>
#include <string>
#include <vector>

namespace plumb::scrape {

namespace {

struct Clash {
  std::string name;
  std::string value;  // of the sample
};

std::vector<Clash> Clashes(const model::Labels& sample, const model::Labels& target) {
  std::vector<Clash> clashes;
  for (const model::LabelView label : target)
    if (const std::string_view value = sample.Get(label.name); !value.empty())
      clashes.push_back({std::string(label.name), std::string(value)});
  return clashes;
}

void KeepExported(model::LabelsBuilder& labels, std::vector<Clash> clashes) {
  // Short names first, as Prometheus does it: `job` gets exported_job before a scraped
  // `exported_job` that clashes too is moved.
  std::stable_sort(clashes.begin(), clashes.end(),
                   [](const Clash& a, const Clash& b) { return a.name.size() < b.name.size(); });
  for (const Clash& clash : clashes) {
    std::string name = "exported_" + clash.name;
    while (!labels.Get(name).empty()) name = "exported_" + name;
    labels.Set(name, clash.value);
  }
}

}  // namespace

model::Labels WithTargetLabels(const model::Labels& sample, const model::Labels& target,
                               bool honor_labels) {
  std::vector<Clash> clashes = Clashes(sample, target);
  if (clashes.empty()) {
    std::vector<model::LabelView> all(sample.begin(), sample.end());
    all.insert(all.end(), target.begin(), target.end());
    return model::Labels::From(std::move(all));
  }
  model::LabelsBuilder labels(sample);
  for (const model::LabelView label : target)
    if (!honor_labels || !sample.Has(label.name)) labels.Set(label.name, label.value);
  if (!honor_labels) KeepExported(labels, std::move(clashes));
  return labels.Build();
}

}  // namespace plumb::scrape
