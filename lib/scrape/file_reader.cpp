#include "scrape/file_reader.h"

#include <unistd.h>
#include <algorithm>
#include <cerrno>

namespace plumb::scrape {

FileReader::~FileReader() {
  if (owned_) ::close(fd_);
}

void FileReader::ReadOn() {
  constexpr size_t kPiece = 64u << 10;  // what a pipe holds
  constexpr int kMaxPieces = 16;        // a writer that never stops must not keep us for ever
  for (int i = 0; i < kMaxPieces && !ended_ && !too_large(); ++i) {
    const size_t have = bytes_.size();
    const size_t piece =
        limit_ > 0 ? static_cast<size_t>(std::min<uint64_t>(kPiece, limit_ - have)) : kPiece;
    bytes_.resize(have + piece);
    const ssize_t got = ::read(fd_, bytes_.data() + have, piece);
    bytes_.resize(have + (got > 0 ? static_cast<size_t>(got) : 0));
    if (got > 0) continue;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (got < 0) error_ = errno;
    ended_ = true;
  }
}

void FileReader::KeepLast(size_t size) {
  if (bytes_.size() > size) bytes_.erase(0, bytes_.size() - size);
}

}  // namespace plumb::scrape
