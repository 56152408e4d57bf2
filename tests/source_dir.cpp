#include "source_dir.h"

namespace plumb::tests {

std::filesystem::path SourceDir() {
  return PLUMB_SOURCE_DIR;
}

}  // namespace plumb::tests
