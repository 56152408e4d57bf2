// SPDX-License-Identifier: Apache-2.0
// What the frame itself understands, in every tool: -q, -v, --color, --help, --version.
#pragma once

#include <string>
#include <string_view>

#include "cli/tool.h"

namespace plumb::cli {

struct CommonOptions {
  bool help = false;
  bool version = false;
  int verbosity = 0;
  std::string color = "auto";
};

// The heading of these options.
inline constexpr std::string_view kCommonGroup = "Common";

void DeclareCommon(Declaration& d, CommonOptions& o);
void Apply(const CommonOptions& o, Io& io);

// Whether `name` is among the arguments before "--"; with `value`, also as the beginning of one,
// whose rest it then is. --help wins over anything else that is wrong with the line; so does
// --help-dump, which is for our build.
bool Wants(int argc, const char* const* argv, std::string_view name,
           std::string_view* value = nullptr);
bool WantsHelp(int argc, const char* const* argv);

std::string VersionText(const ToolInfo& info);
// The error for a --help-dump of something else.
Error UnknownPart(std::string_view part);
RunResult Print(Io& io, std::string_view text);

}  // namespace plumb::cli
