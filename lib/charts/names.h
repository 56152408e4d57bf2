// SPDX-License-Identifier: Apache-2.0
// What series are called in a chart: what they share goes into the title, what tells them apart is
// a name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/series.h"

namespace plumb::charts {

struct Names {
  std::string metric;              // the metric name all share, or ""
  std::string common;              // `job="node" instance="web1:9100"`: other labels all share
  std::vector<std::string> names;  // one a series: the labels that differ
};

// Whether the value of a label says nothing without the label's name: a number, as of `cpu`.
bool NeedsName(std::string_view value);

// Control characters in labels are made visible, so that the texts are safe to show anywhere.
// A single series is named by its metric, else by `fallback`.
// One label that differs gives its bare values ("web1") unless these are numbers; more labels give
// `cpu=0 mode=idle`.
// Where `row_names` are known (Data::row_names) they alone are the name, beside the metric's.
// A template replaces all that: `{{label}}` is the label's value, nothing where there is none.
Names NameSeries(const std::vector<model::Series>& series, const std::string& fallback,
                 std::string_view name_template = {},
                 const std::vector<std::string>& row_names = {});

}  // namespace plumb::charts
