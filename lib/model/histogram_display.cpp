#include "model/histogram_display.h"

#include "base/number.h"
#include "model/histogram_buckets.h"

namespace plumb::model {

std::string DisplayHistogram(const Histogram& histogram) {
  std::string text = "{count:";
  AppendGeneral(text, histogram.count);
  text += ", sum:";
  AppendGeneral(text, histogram.sum);
  for (const Bucket& bucket : BucketsOf(histogram)) {
    text += ", ";
    text += bucket.lower_inclusive ? '[' : '(';
    AppendGeneral(text, bucket.lower);
    text += ',';
    AppendGeneral(text, bucket.upper);
    text += bucket.upper_inclusive ? ']' : ')';
    text += ':';
    AppendGeneral(text, bucket.count);
  }
  return text + '}';
}

}  // namespace plumb::model
