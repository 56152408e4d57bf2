// prom: the stream, with the scrapes as blocks: what plumb-ingest makes the same store of.
//
// Ends of series are in it as they are in the store: by which scrapes lack them. So no stale marker
// is written that was not stored. First come all samples that belong to no block, since a block
// that was cut has no end but the next one.
#include <algorithm>

#include "store/segment_table.h"
#include "transfer/export.h"
#include "transfer/page_writer.h"

namespace plumb::transfer {

namespace {

// As many values are held at once, unless a single scrape has more.
constexpr size_t kValuesAtOnce = size_t{8} << 20;

class PromWriter {
 public:
  PromWriter(Export& to, Content& content) : to_(to), content_(content), pages_(to.out) {}

  Status Run() {
    PLUMB_ASSIGN(const auto families, content_.LoadFamilies());
    PLUMB_TRY(pages_.WriteFamilies(families));
    for (const ContentTarget& target : content_.targets()) {
      PLUMB_TRY(content_.Renew(to_.environment));
      PLUMB_TRY(pages_.Begin(content_, target));
      PLUMB_TRY(WriteTarget(target));
    }
    to_.samples = pages_.samples();
    return pages_.Finish();
  }

 private:
  Status WriteTarget(const ContentTarget& target) {
    Timestamp from = to_.selection.range.from;
    while (from <= to_.selection.range.to) {
      PLUMB_TRY(content_.Renew(to_.environment));
      PLUMB_ASSIGN(const auto next, content_.FindNext(target, from));
      if (!next || *next > to_.selection.range.to) break;
      PLUMB_ASSIGN(const Page page, ReadPage(target, *next));
      content_.Release();
      PLUMB_TRY(pages_.Write(page));
      from = page.range.to + 1;
    }
    return Ok();
  }

  // What the target has from a time on: of a day, or of less where that is too much.
  Result<Page> ReadPage(const ContentTarget& target, Timestamp from) {
    const Timestamp day = store::PeriodStart(store::Level::kDay, from);
    model::TimeRange range = {from, std::min(day + kDay - 1, to_.selection.range.to)};
    while (true) {
      PLUMB_ASSIGN(const Stretch stretch, content_.Open(target, range));
      const size_t values = stretch.series.size() * stretch.shared_times.size();
      const DurationMs length = range.to - range.from + 1;
      if (values > kValuesAtOnce && length > kSecond) {
        const auto pieces = static_cast<DurationMs>(values / kValuesAtOnce + 1);
        range.to = range.from + std::max<DurationMs>(length / pieces, kSecond) - 1;
        continue;
      }
      Page page{.range = range, .scrapes = stretch.scrapes, .series = stretch.series};
      PLUMB_ASSIGN(page.columns, content_.Read(target, stretch, stretch.series));
      return page;
    }
  }

  Export& to_;
  Content& content_;
  PageWriter pages_;
};

Status Write(Export& to) {
  PLUMB_ASSIGN(auto snapshot, store::Snapshot::Take(to.environment));
  PLUMB_ASSIGN(Content content, Content::Select(std::move(snapshot), to.selection.matchers));
  return PromWriter(to, content).Run();
}

}  // namespace

extern const ExportFormat export_prom = {
    .name = "prom",
    .help = "the stream with its scrapes, as plumb-ingest takes it back",
    .write = Write};

}  // namespace plumb::transfer
