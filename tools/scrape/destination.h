// SPDX-License-Identifier: Apache-2.0
// Where the blocks go: the stream on standard output, or a store.
#pragma once

#include <memory>
#include <string>

#include "base/duration.h"
#include "base/result.h"
#include "cli/io.h"
#include "formats/reject_log.h"
#include "formats/stream_writer.h"
#include "ingest/store_sink.h"
#include "scrape/page_reader.h"
#include "store/writer.h"

namespace plumb {

class Destination {
 public:
  // `io` must outlive it.
  static std::unique_ptr<Destination> Stream(cli::Io& io);
  // The store at `path`, which is made if there is none; "" is the default store.
  static Result<std::unique_ptr<Destination>> Store(std::string path, cli::Io& io);

  model::SampleSink& sink();
  // What is in the sink is written out, or on the disk.
  Status HandOn();
  // Nothing more comes: does what a store has due.
  void Finish();
  // How long a block may wait for others before that. A commit costs as much for one as for many.
  [[nodiscard]] DurationMs gather() const;
  // A store keeps the metadata that it knows.
  [[nodiscard]] scrape::MetadataLines metadata() const;
  // Says what the store refused; true if there was any.
  bool TellTrouble();

 private:
  explicit Destination(cli::Io& io) : io_(io) {}

  cli::Io& io_;
  formats::StreamWriter stream_{io_.out};
  formats::RejectLog rejects_;
  std::unique_ptr<store::StoreWriter> writer_;  // null: the stream
  std::unique_ptr<ingest::StoreSink> store_;
};

}  // namespace plumb
