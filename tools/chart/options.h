// SPDX-License-Identifier: Apache-2.0
// The options of plumb-chart, and what they ask of the libraries.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "charts/request.h"
#include "charts/spark_text.h"
#include "cli/declaration.h"
#include "cli/io.h"
#include "formats/table_options.h"
#include "render/output.h"

namespace plumb {

struct ChartOptions {
  std::string file;
  std::string input_format;
  formats::TableOptions table;
  std::string output;
  std::string type = "auto";
  std::string title;
  std::string unit;
  std::string size;
  int64_t width = 0;
  int64_t height = 0;
  std::string min;
  std::string max;
  bool log = false;
  std::string axis = "linear";
  std::string soft_min;
  std::string soft_max;
  std::string right;
  bool stack = false;
  bool percent = false;
  bool describe = false;
  bool spark = false;
  int64_t top = 0;
  bool others = false;
  std::string legend = "auto";
  std::string stats;
  std::string sort;
  std::string name;
  bool stable_colors = false;
  std::string threshold;
  bool bands = false;
  int64_t compare = 0;  // ms
  std::string mirror;
  std::string between;
  std::string by;
  bool connect = false;
  std::string zone = "local";
  std::string theme = "auto";
  std::string scale;
  std::string glyphs = "auto";
};

void Declare(cli::Declaration& d, ChartOptions& o);

// The chart that is asked for, of a size that suits the output. Fails with Exit::kUsage for an
// option that makes no sense.
Result<charts::Request> MakeRequest(const ChartOptions& o, const render::OutputType& output,
                                    const cli::Io& io);

// The letters of sparklines that suit the output.
charts::SparkGlyphs SparkOf(const cli::Io& io);

// Colours and glyphs: as asked for, else as the terminal can. Fails with Exit::kUsage for a scale
// that makes no sense.
Result<render::Options> LookOf(const ChartOptions& o, const render::OutputType& output,
                               const cli::Io& io);

// Fails with Exit::kUsage where bytes would go to a terminal that cannot show them.
Status CheckDestination(const render::Destination& destination, const cli::Io& io);

}  // namespace plumb
