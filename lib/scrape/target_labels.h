// SPDX-License-Identifier: Apache-2.0
// The labels of a target on the samples of its page.
#pragma once

#include "model/labels.h"

namespace plumb::scrape {

// The labels of a sample with those of the target. Where both have one: with `honor_labels` the
// sample's stays; else the target's is set and the sample's is kept under the same name behind
// exported_, which is repeated until the name is free (Prometheus scrape/scrape.go,
// mutateSampleLabels).
model::Labels WithTargetLabels(const model::Labels& sample, const model::Labels& target,
                               bool honor_labels);

}  // namespace plumb::scrape
