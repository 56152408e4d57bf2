// openmetrics: OpenMetrics 1.0, family by family and in them series by series, as `promtool tsdb
// create-blocks-from openmetrics` and others take it in.
#include "base/number.h"
#include "formats/family_place.h"
#include "store/family_table.h"
#include "transfer/export.h"
#include "transfer/series_walk.h"
#include "transfer/time_texts.h"

namespace plumb::transfer {

namespace {

using formats::FamilyFormat;

Result<formats::FamilyMetadata> LoadMetadata(const std::shared_ptr<store::Environment>& from) {
  PLUMB_ASSIGN(const auto snapshot, store::Snapshot::Take(from));
  const std::lock_guard guard(snapshot->mutex);
  PLUMB_ASSIGN(const auto families, store::LoadFamilies(*snapshot->txn, snapshot->tables()));
  formats::FamilyMetadata metadata;
  for (const model::Metadata& family : families) metadata.emplace(family.metric, family);
  return metadata;
}

class OpenMetricsWriter {
 public:
  OpenMetricsWriter(Export& to, const formats::FamilyMetadata& metadata)
      : to_(to), metadata_(metadata), times_(formats::AppendSeconds) {}

  Status Write(const SeriesWalk::Piece& piece) {
    const std::string name(piece.labels.metric_name());
    to_.dropped.histograms += piece.column.histograms.size();
    line_.clear();
    piece.labels.AppendTo(line_);
    line_.push_back(' ');
    times_.Use(piece.column.times);
    for (size_t i = 0; i < piece.column.values.size(); ++i) {
      const double value = piece.column.values[i];
      if (model::IsStale(value)) {
        ++to_.dropped.stale;
        continue;
      }
      if (begun_ != &piece.group) Begin(piece.group, name);
      text_ += line_;
      AppendGeneral(text_, value);
      text_.push_back(' ');
      text_ += times_.At(i);
      text_.push_back('\n');
      ++to_.samples;
      if (text_.size() >= kTextPiece) PLUMB_TRY(Send());
    }
    return Ok();
  }

  Status End() {
    text_ += "# EOF\n";
    return Send();
  }

 private:
  void Begin(const std::string& group, const std::string& name) {
    formats::AppendFamilyHead(
        text_, FamilyFormat::kOpenMetrics, metadata_,
        formats::FindFamilyPlace(FamilyFormat::kOpenMetrics, metadata_, name));
    begun_ = &group;
  }

  Status Send() {
    PLUMB_TRY(to_.out.Write(text_));
    text_.clear();
    return Ok();
  }

  Export& to_;
  const formats::FamilyMetadata& metadata_;
  TimeTexts times_;
  const std::string* begun_ = nullptr;  // the group whose family was announced
  std::string line_;
  std::string text_;
};

Status Write(Export& to) {
  PLUMB_ASSIGN(const formats::FamilyMetadata metadata, LoadMetadata(to.environment));
  PLUMB_ASSIGN(
      const SeriesWalk walk,
      SeriesWalk::Make(to.environment, to.selection, [&](const std::string& metric) {
        return formats::FindFamilyPlace(FamilyFormat::kOpenMetrics, metadata, metric).family;
      }));
  OpenMetricsWriter writer(to, metadata);
  PLUMB_TRY(walk.Run([&](const SeriesWalk::Piece& piece) { return writer.Write(piece); }));
  return writer.End();
}

}  // namespace

extern const ExportFormat export_openmetrics = {
    .name = "openmetrics",
    .help = "OpenMetrics 1.0, series by series, as promtool takes it",
    .write = Write};

}  // namespace plumb::transfer
