#include "model/histogram_display.h"

#include <gtest/gtest.h>

#include "model/histogram_text.h"

namespace plumb::model {
namespace {

TEST(DisplayHistogram, ShowsBucketsThatAreNotEmpty) {
  EXPECT_EQ(DisplayHistogram(*ParseHistogram("{{count:20 sum:10 z_bucket:2 z_bucket_w:0.001 "
                                             "buckets:[1 0 2] n_buckets:[1 2]}}")),
            "{count:20, sum:10, [-2,-1):2, [-1,-0.5):1, [-0.001,0.001]:2, (0.5,1]:1, (2,4]:2}");
  EXPECT_EQ(DisplayHistogram(
                *ParseHistogram("{{schema:-53 count:3 sum:NaN custom_values:[5] buckets:[1 2]}}")),
            "{count:3, sum:NaN, (-Inf,5]:1, (5,+Inf]:2}");
}

}  // namespace
}  // namespace plumb::model
