// SPDX-License-Identifier: Apache-2.0
// UTF-8 names for those that know only the legacy character set: the escaping schemes of Prometheus
// (prometheus/common model/metric.go, `escaping=` of the Accept header).
#pragma once

#include <string>
#include <string_view>

namespace plumb::formats {

enum class NameEscaping {
  kUnderscores,  // every wrong character is `_`; can't be undone
  kDots,         // `.` is `_dot_`, `_` is `__`, every other wrong character `__`
  kValues,  // `U__` before the name, `_` is `__`, wrong characters `_hex_`; only where one is wrong
};

std::string EscapeName(std::string_view name, NameEscaping scheme);
// A name that can't be an escaped one is given back as it is.
std::string UnescapeName(std::string_view name, NameEscaping scheme);

}  // namespace plumb::formats
