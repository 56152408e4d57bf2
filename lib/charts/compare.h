// SPDX-License-Identifier: Apache-2.0
// The same series a day or a week before, drawn faintly under those of now.
#pragma once

#include "base/duration.h"
#include "base/result.h"
#include "charts/request.h"
#include "charts/time_plot.h"
#include "charts/value_axis.h"
#include "scene/scene.h"

namespace plumb::charts {

// Parts the data into the period that is drawn and the one `shift` before it, of the same length:
// of data over 8 days and a shift of a week the last day and the same day a week before. The
// earlier samples are moved on by `shift` and become Data::earlier.
// Errors: kNoData if the data are no longer than `shift`.
Status SplitPeriods(Data& data, DurationMs shift);

// Widens the extent to hold the earlier values as well.
void CoverEarlier(const Selected& series, ValueExtent& extent);

// A thin line in the colour of the series. REQUIRES: series.earlier
scene::Shape DrawEarlier(const Selected& series, const Plot& plot);

}  // namespace plumb::charts
