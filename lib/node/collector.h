// SPDX-License-Identifier: Apache-2.0
// A collector: one subject of the machine, as node_exporter divides them, in one file of types/.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "node/emitter.h"
#include "node/filters.h"
#include "node/machine.h"

namespace plumb::node {

// A row of the table. Names, labels, types, help texts and values are those of node_exporter 1.5.0,
// the version in Debian 12, so that its dashboards and rules work on them.
struct Collector {
  std::string_view name;  // "meminfo"
  std::string_view help;  // what it shows, in a few words
  // Emits what it finds. After an error, what it emitted before stays. kNoData: the machine has no
  // such thing, which is nothing to complain of.
  Status (*collect)(Machine& machine, Emitter& out) = nullptr;
  std::span<const Filter> filters = {};
};

// By name.
std::span<const Collector* const> Collectors();

// Those in `only` (all, if it is empty) that are not in `without`. An unknown name is an error with
// the nearest right one.
Result<std::vector<const Collector*>> ChooseCollectors(const std::vector<std::string>& only,
                                                       const std::vector<std::string>& without);

// The filters of these collectors. `changes` are `collector.filter=expression`, like
// `netdev.device-exclude=^lo$`, and replace the pattern of the row.
Result<Filters> MakeFilters(std::span<const Collector* const> collectors,
                            const std::vector<std::string>& changes);

}  // namespace plumb::node
