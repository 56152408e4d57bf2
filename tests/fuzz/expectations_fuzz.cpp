// Any bytes as a file of expectations, and as the texts of a report: no crash, every format writes
// it, no command for a CI runner but our own, and JSON that can be read.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "base/result.h"
#include "check/judge.h"
#include "json/document.h"
#include "report/format.h"
#include "text/utf8.h"

namespace plumb::report {
namespace {

std::string Written(const Format& format, const Report& report) {
  StringOutput out;
  PLUMB_ASSERT(format.write(report, {}, out).ok());
  return out.text();
}

void CheckFormats(const Report& report) {
  for (const Format* format : Formats()) {
    const std::string text = Written(*format, report);
    PLUMB_ASSERT(text::IsValidUtf8(text));
    if (format->name == "json") {
      PLUMB_ASSERT(json::Document::Parse(text).ok());
    } else if (format->name == "table") {
      PLUMB_ASSERT(text.find("##[") == std::string::npos);
      PLUMB_ASSERT(text.find("\n  ::") == std::string::npos);
    } else if (format->name == "github") {
      for (size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
        PLUMB_ASSERT(text.compare(at, 7, "::error") == 0 || text.compare(at, 9, "::warning") == 0);
    }
  }
}

Report ReportOf(const std::string& bytes) {
  Element element = {.labels = {{"l", bytes}, {bytes, "v"}}, .failed = true, .says = bytes};
  element.value = static_cast<double>(bytes.size());
  element.threshold = 1;
  Verdict breach = {.name = bytes,
                    .expression = bytes,
                    .place = {.file = bytes, .line = 1},
                    .outcome = Outcome::kBreach,
                    .exit = Exit::kNo,
                    .elements = {element, element},
                    .failed = 1,
                    .notes = {bytes},
                    .comparison = "<"};
  Verdict broken = {.name = bytes, .outcome = Outcome::kError, .exit = Exit::kOutside};
  broken.reason = bytes;
  broken.cure = bytes;
  Report report;
  report.source = bytes;
  report.verdicts = {breach, broken};
  return report;
}

}  // namespace
}  // namespace plumb::report

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  plumb::report::CheckFormats(plumb::report::ReportOf(bytes));
  const auto all = plumb::check::ParseExpectations(bytes, "file");
  if (!all.ok()) {
    PLUMB_ASSERT(all.error().code == plumb::Exit::kUsage);
    return 0;
  }
  plumb::report::Report report;
  for (const plumb::check::Expectation& expectation : *all)
    report.verdicts.push_back(plumb::check::Unasked(expectation, {plumb::Exit::kOutside, "gone"},
                                                    plumb::check::OnEmpty::kFail));
  plumb::report::CheckFormats(report);
  return 0;
}
