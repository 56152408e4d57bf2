#include "promql/function.h"

#include <algorithm>

namespace plumb::promql {

#define PLUMB_ENTRY(type, symbol) extern const type symbol;
#include "functions_registry.inc"
#undef PLUMB_ENTRY

namespace {

#define PLUMB_ENTRY(type, symbol) &symbol,
constexpr const FunctionFamily* kFamilies[] = {
#include "functions_registry.inc"
};
#undef PLUMB_ENTRY

std::vector<const FunctionRow*> SortedRows() {
  std::vector<const FunctionRow*> rows;
  for (const FunctionFamily* family : kFamilies)
    for (const FunctionRow& row : family->rows) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(),
            [](const FunctionRow* a, const FunctionRow* b) { return a->name < b->name; });
  return rows;
}

}  // namespace

std::span<const FunctionRow* const> AllFunctions() {
  static const std::vector<const FunctionRow*> rows = SortedRows();
  return rows;
}

std::span<const FunctionFamily* const> AllFunctionFamilies() {
  return kFamilies;
}

const FunctionRow* FindFunction(std::string_view name) {
  const auto rows = AllFunctions();
  const auto at =
      std::lower_bound(rows.begin(), rows.end(), name,
                       [](const FunctionRow* row, std::string_view n) { return row->name < n; });
  return at != rows.end() && (*at)->name == name ? *at : nullptr;
}

}  // namespace plumb::promql
