#include "formats/scan_ahead.h"

#include <algorithm>
#include <cstring>
#include <thread>

namespace plumb::formats {

ScanAhead::ScanAhead(std::string_view rest, ByteInput& in, TimeRule rule)
    : in_(in), rule_(rule), rest_(rest) {
  // With one processor, and without the thread, the caller scans.
  if (std::thread::hardware_concurrency() > 1) thread_ = TryThread([this] { Work(); });
}

ScanAhead::~ScanAhead() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Result<const LinePiece*> ScanAhead::Next(size_t before) {
  // What is there is read as far as there is room; nobody waits while there are lines to give.
  while (!eof_ && !too_long_ && failed_.ok() && filled_ - given_ < kPieces &&
         (filled_ == given_ || !in_.MayWait())) {
    Piece& piece = pieces_[filled_ % kPieces];
    failed_ = Fill(piece);
    if (piece.size == 0) break;
    ++filled_;
    {
      const std::lock_guard lock(mutex_);
      piece.state = State::kWaiting;
      waiting_.push_back(&piece);
    }
    changed_.notify_all();
  }
  if (filled_ == given_) {
    if (too_long_) return LineReader::TooLong(before + 1);
    if (!failed_.ok()) return failed_.error();
    return nullptr;
  }
  const LinePiece& piece = TakeScanned();
  ++given_;
  return &piece;
}

void ScanAhead::Reserve(Piece& piece, size_t size) {
  if (piece.capacity >= size) return;
  auto larger = std::make_unique_for_overwrite<char[]>(size);
  if (piece.size > 0) std::memcpy(larger.get(), piece.bytes.get(), piece.size);
  piece.bytes = std::move(larger);
  piece.capacity = size;
}

// Reads until there is a line at least, or the end. Nothing is in the piece after an error, and
// where others have lines to give while this one would have to be waited for.
Status ScanAhead::Fill(Piece& piece) {
  piece.size = 0;
  Reserve(piece, std::max(kPieceBytes, rest_.size()));
  std::memcpy(piece.bytes.get(), rest_.data(), rest_.size());
  piece.size = rest_.size();
  piece.whole = EndOfLines(piece, 0);
  while (piece.whole == 0) {
    const size_t searched = piece.size;
    if (piece.size > LineReader::kMaxLine) {
      piece.size = 0;
      too_long_ = true;
      return Ok();
    }
    if (piece.size == piece.capacity) Reserve(piece, 2 * piece.capacity);
    const auto got = in_.Read(piece.bytes.get() + piece.size, piece.capacity - piece.size);
    if (!got.ok()) {
      piece.size = 0;
      return got.error();
    }
    piece.size += *got;
    eof_ = *got == 0;
    if (eof_) break;
    piece.whole = EndOfLines(piece, searched);
    if (piece.whole > 0 || filled_ == given_ || !in_.MayWait()) continue;
    // The lines before are given first.
    rest_.assign(piece.bytes.get(), piece.size);
    piece.size = 0;
    return Ok();
  }
  piece.terminated = piece.size == piece.whole || !eof_;
  if (eof_) return Ok();
  rest_.assign(piece.bytes.get() + piece.whole, piece.size - piece.whole);
  piece.size = piece.whole;
  return Ok();
}

// Behind the last newline among the bytes from `searched` on; 0 if there is none.
size_t ScanAhead::EndOfLines(const Piece& piece, size_t searched) {
  const std::string_view bytes(piece.bytes.get(), piece.size);
  const size_t newline = bytes.substr(searched).rfind('\n');
  return newline == std::string_view::npos ? 0 : searched + newline + 1;
}

void ScanAhead::Scan(Piece& piece) const {
  piece.lines.clear();
  const std::string_view bytes(piece.bytes.get(), piece.size);
  ScanLines(bytes.substr(0, piece.whole), rule_, piece.lines);
  if (piece.terminated) return;
  const std::string_view last = bytes.substr(piece.whole);
  piece.lines.push_back({.begin = last.data(), .size = static_cast<uint32_t>(last.size())});
}

// The piece that is to be given next. Where nobody has begun with it, the caller scans it.
ScanAhead::Piece& ScanAhead::TakeScanned() {
  Piece& piece = pieces_[given_ % kPieces];
  std::unique_lock lock(mutex_);
  if (piece.state == State::kWaiting) {
    waiting_.pop_front();
    lock.unlock();
    Scan(piece);
    return piece;
  }
  changed_.wait(lock, [&piece] { return piece.state == State::kScanned; });
  return piece;
}

// The second thread.
void ScanAhead::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
    if (stop_) return;
    Piece& piece = *waiting_.front();
    waiting_.pop_front();
    piece.state = State::kScanning;
    lock.unlock();
    Scan(piece);
    lock.lock();
    piece.state = State::kScanned;
    changed_.notify_all();
  }
}

}  // namespace plumb::formats
