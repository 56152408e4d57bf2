// SPDX-License-Identifier: Apache-2.0
// The lines of a large input, piece by piece, scanned by a second thread (line_scan.h) while the
// caller reads those before.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "base/byte_stream.h"
#include "base/thread.h"
#include "formats/line_scan.h"

namespace plumb::formats {

// Some of the lines.
struct LinePiece {
  std::vector<ScannedLine> lines;
  bool terminated = true;  // whether the last line has a newline
};

class ScanAhead {
 public:
  // `rest`: what was read of the input already and is still to come. `in` is read by the caller of
  // Next alone, and never waited for while lines that came are not given yet.
  ScanAhead(std::string_view rest, ByteInput& in, TimeRule rule);
  ~ScanAhead();
  ScanAhead(const ScanAhead&) = delete;
  ScanAhead& operator=(const ScanAhead&) = delete;

  // The next lines, valid until the next call; nullptr at the end. `before`: how many lines were
  // given, for messages.
  Result<const LinePiece*> Next(size_t before);

  // So many pieces are in memory at most, of so many bytes unless a line is longer.
  static constexpr size_t kPieces = 4;
  static constexpr size_t kPieceBytes = 256u << 10;

 private:
  enum class State : uint8_t { kWaiting, kScanning, kScanned };
  struct Piece : LinePiece {
    std::unique_ptr<char[]> bytes;
    size_t capacity = 0;
    size_t size = 0;   // that are there
    size_t whole = 0;  // of them, of whole lines
    State state = State::kWaiting;
  };

  Status Fill(Piece& piece);
  static size_t EndOfLines(const Piece& piece, size_t searched);
  static void Reserve(Piece& piece, size_t size);
  void Scan(Piece& piece) const;
  Piece& TakeScanned();
  void Work();

  ByteInput& in_;
  const TimeRule rule_;
  Piece pieces_[kPieces];
  size_t filled_ = 0;  // pieces so far: the next is pieces_[filled_ % kPieces]
  size_t given_ = 0;
  std::string rest_;  // behind the whole lines of the last piece
  bool eof_ = false;
  bool too_long_ = false;  // the line behind what was filled
  Status failed_ = Ok();

  HelperThread thread_;
  std::mutex mutex_;  // of the pieces' states and of what follows
  std::condition_variable changed_;
  std::deque<Piece*> waiting_;
  bool stop_ = false;
};

}  // namespace plumb::formats
