// Pages of one target, cut at zero bytes, as scrapes one after the other: what is read with the
// help of the page before must be what is read without it. The first byte chooses format and rules.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "formats/stream_writer.h"
#include "scrape/target_scrape.h"

namespace plumb::scrape {
namespace {

std::string Scrape(TargetScrape& scrape, std::string_view page, bool openmetrics) {
  ManualClock clock(1'795'343'685'000);
  StringOutput out;
  formats::StreamWriter writer(out);
  const fetch::Answer answer = {
      .status = 200,
      .headers = {{"Content-Type", openmetrics ? "application/openmetrics-text" : "text/plain"}},
      .body = std::string(page)};
  if (!scrape.Take(answer, clock.Now(), clock, writer).ok()) std::abort();
  // Only this tells of the page before.
  return out.text().substr(0, out.text().find("scrape_series_added{"));
}

void Check(const uint8_t* data, size_t size) {
  if (size == 0) return;
  const bool openmetrics = (data[0] & 1) != 0;
  auto spec = std::make_shared<ScrapeSpec>();
  spec->honor_labels = (data[0] & 2) != 0;
  spec->limits.samples = (data[0] & 4) != 0 ? 5 : 0;
  if ((data[0] & 8) != 0)
    spec->relabel = [](const model::Labels& labels) { return labels.bytes().size() % 3 != 0; };
  const Target target = MakeTarget(spec, *ParseAddress("t:1"), {{"env", "p"}});
  TargetScrape whole(target, MetadataLines::kAll);
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  while (true) {
    const size_t end = std::min(rest.find('\0'), rest.size());
    TargetScrape alone(target, MetadataLines::kAll);
    const std::string with = Scrape(whole, rest.substr(0, end), openmetrics);
    const std::string without = Scrape(alone, rest.substr(0, end), openmetrics);
    if (with != without) {
      std::fprintf(stderr, "with the page before:\n%s\nwithout:\n%s\n", with.c_str(),
                   without.c_str());
      std::abort();
    }
    if (end == rest.size()) return;
    rest.remove_prefix(end + 1);
  }
}

}  // namespace
}  // namespace plumb::scrape

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  plumb::scrape::Check(data, size);
  return 0;
}
