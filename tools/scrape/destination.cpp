#include "tools/scrape/destination.h"

#include <fmt/core.h>

#include "store/location.h"

namespace plumb {

std::unique_ptr<Destination> Destination::Stream(cli::Io& io) {
  return std::unique_ptr<Destination>(new Destination(io));
}

Result<std::unique_ptr<Destination>> Destination::Store(std::string path, cli::Io& io) {
  if (path.empty()) {
    PLUMB_ASSIGN(path, store::DefaultStoreForWriting(store::SystemLocationFacts()));
  }
  PLUMB_ASSIGN(auto environment, store::Environment::Open(path, {.mode = store::OpenMode::kWrite}));
  auto made = Stream(io);
  made->writer_ = std::make_unique<store::StoreWriter>(std::move(environment));
  made->store_ = std::make_unique<ingest::StoreSink>(made->writer_.get(), io.clock,
                                                     ingest::SinkOptions{}, made->rejects_);
  return made;
}

model::SampleSink& Destination::sink() {
  if (store_) return *store_;
  return stream_;
}

Status Destination::HandOn() {
  return store_ ? store_->CommitClosed() : io_.out.Flush();
}

void Destination::Finish() {
  if (store_) store_->Compact();
}

DurationMs Destination::gather() const {
  constexpr DurationMs kCommitInterval = 200;
  return store_ ? kCommitInterval : 0;
}

scrape::MetadataLines Destination::metadata() const {
  return store_ ? scrape::MetadataLines::kNew : scrape::MetadataLines::kAll;
}

bool Destination::TellTrouble() {
  if (!store_) return false;
  if (rejects_.count > 0) io_.Warn(rejects_.Summary());
  if (const auto& failure = store_->compaction_failure())
    io_.Warn("all is stored, but old rows could not be compacted: " + failure->message);
  const uint64_t kept = store_->report().kept;
  if (kept > 0)
    io_.Warn(fmt::format("{} sample{} had another value in the store at {} time, which was kept",
                         kept, kept == 1 ? "" : "s", kept == 1 ? "its" : "their"));
  return rejects_.count > 0 || kept > 0;
}

}  // namespace plumb
