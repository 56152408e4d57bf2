// store_check STORE: verifies a store for the tests of the command line. Prints what is wrong, or
// one line with what is there; the exit status is 0, 1 where anything is wrong, 5 where the store
// cannot be walked.

#include <fmt/core.h>

#include "store/reader.h"
#include "store/verify.h"

namespace plumb {
namespace {

Result<store::VerifyReport> Check(const std::string& path) {
  PLUMB_ASSIGN(const auto reader, store::Reader::Open(path));
  return store::Verify(reader->snapshot());
}

}  // namespace
}  // namespace plumb

int main(int argc, char** argv) {
  using plumb::Exit;
  if (argc != 2) {
    fmt::print(stderr, "usage: store_check STORE\n");
    return static_cast<int>(Exit::kUsage);
  }
  const auto report = plumb::Check(argv[1]);
  if (!report.ok()) {
    fmt::print(stderr, "store_check: {}\n", report.error().message);
    return static_cast<int>(report.error().code);
  }
  for (const std::string& problem : report->problems) fmt::print("{}\n", problem);
  if (!report->clean()) return static_cast<int>(Exit::kNo);
  fmt::print("{} samples {} series {} targets\n", report->samples, report->series, report->targets);
  return static_cast<int>(Exit::kYes);
}
