// SPDX-License-Identifier: Apache-2.0
// The store that a verb works on: -d, declared, checked and opened the same in each.
#pragma once

#include <memory>
#include <string>

#include "cli/declaration.h"
#include "store/environment.h"

namespace plumb::store_tool {

void DeclareStore(cli::Declaration& d, std::string& store);

// Opens what -d named, or the default store for "". For reading also a bundle. What is there
// already only: nothing is made. The error for something else says what does take it.
Result<std::shared_ptr<store::Environment>> OpenStore(const std::string& given,
                                                      store::OpenMode mode);

// Where a store is or may be made, which is not there already perhaps.
Result<std::string> PathToWrite(const std::string& given);

}  // namespace plumb::store_tool
