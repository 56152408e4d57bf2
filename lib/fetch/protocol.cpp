#include "fetch/protocol.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace plumb::fetch {

namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view kMagic = "plumbf";
constexpr uint8_t kVersion = 1;
constexpr uint8_t kRequestKind = 'q';
constexpr uint8_t kAnswerKind = 'a';
// Headers and paths of a request, headers of an answer (curl takes 300 KB of those): past this a
// size is damage, not data.
constexpr uint32_t kMaxHead = 64u << 20;
// A body is read in pieces, so that a size alone makes nobody allocate.
constexpr size_t kPiece = 1u << 20;

struct Prefix {
  uint8_t kind = 0;
  uint32_t head = 0;
  uint64_t body = 0;
};
constexpr size_t kPrefixSize = 6 + 1 + 1 + 4 + 8;

class HeadWriter {
 public:
  void Number(uint64_t value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void Text(std::string_view text) {
    Number(text.size());
    bytes_.append(text);
  }
  void Headers(const std::vector<Header>& headers) {
    Number(headers.size());
    for (const auto& [name, value] : headers) {
      Text(name);
      Text(value);
    }
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// After a field that is not there everything is empty, and done() false.
class HeadReader {
 public:
  explicit HeadReader(std::string_view bytes) : rest_(bytes) {}
  uint64_t Number() {
    uint64_t value = 0;
    const std::string_view bytes = Take(sizeof value);
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  std::string Text() { return std::string(Take(Number())); }
  std::vector<Header> Headers() {
    std::vector<Header> headers;
    for (uint64_t left = Number(); left > 0 && !short_; --left) {
      std::string name = Text();
      headers.emplace_back(std::move(name), Text());
    }
    return headers;
  }
  [[nodiscard]] bool done() const { return !short_ && rest_.empty(); }

 private:
  std::string_view Take(uint64_t size) {
    short_ = short_ || size > rest_.size();
    if (short_) return {};
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::string_view rest_;
  bool short_ = false;
};

Error Damaged() {
  return {Exit::kOutside,
          "plumb-fetch and this program do not understand each other: they are of "
          "different versions"};
}

// Fills `size` bytes; how many came before the end.
Result<size_t> ReadFully(ByteInput& in, char* to, size_t size) {
  size_t got = 0;
  while (got < size) {
    PLUMB_ASSIGN(const size_t more, in.Read(to + got, size - got));
    if (more == 0) break;
    got += more;
  }
  return got;
}

Result<std::string> ReadText(ByteInput& in, uint64_t size) {
  std::string text;
  while (text.size() < size) {
    const size_t piece = std::min<uint64_t>(size - text.size(), std::max(kPiece, text.size()));
    const size_t before = text.size();
    text.resize(before + piece);
    PLUMB_ASSIGN(const size_t got, ReadFully(in, text.data() + before, piece));
    if (got < piece) return Damaged();
  }
  return text;
}

Result<std::optional<Prefix>> ReadPrefix(ByteInput& in, uint8_t kind) {
  std::array<char, kPrefixSize> bytes;
  PLUMB_ASSIGN(const size_t got, ReadFully(in, bytes.data(), bytes.size()));
  if (got == 0) return std::optional<Prefix>();
  Prefix prefix;
  const char* at = bytes.data() + kMagic.size();
  prefix.kind = static_cast<uint8_t>(at[1]);
  std::memcpy(&prefix.head, at + 2, sizeof prefix.head);
  std::memcpy(&prefix.body, at + 6, sizeof prefix.body);
  const bool ours = got == bytes.size() &&
                    std::string_view(bytes.data(), kMagic.size()) == kMagic &&
                    static_cast<uint8_t>(at[0]) == kVersion;
  if (!ours || prefix.kind != kind || prefix.head > kMaxHead) return Damaged();
  return std::optional<Prefix>(prefix);
}

Status WriteMessage(uint8_t kind, const std::string& head, std::string_view body, ByteOutput& out) {
  std::string prefix(kMagic);
  prefix.push_back(static_cast<char>(kVersion));
  prefix.push_back(static_cast<char>(kind));
  const auto head_size = static_cast<uint32_t>(head.size());
  const uint64_t body_size = body.size();
  prefix.append(reinterpret_cast<const char*>(&head_size), sizeof head_size);
  prefix.append(reinterpret_cast<const char*>(&body_size), sizeof body_size);
  PLUMB_TRY(out.Write(prefix));
  PLUMB_TRY(out.Write(head));
  return out.Write(body);
}

void PutIdentity(HeadWriter& head, const Identity& identity) {
  head.Headers(identity.headers);
  head.Text(identity.bearer_file);
  head.Text(identity.netrc_file);
  head.Text(identity.ca_file);
  head.Text(identity.cert_file);
  head.Text(identity.key_file);
}

Identity GetIdentity(HeadReader& head) {
  Identity identity;
  identity.headers = head.Headers();
  identity.bearer_file = head.Text();
  identity.netrc_file = head.Text();
  identity.ca_file = head.Text();
  identity.cert_file = head.Text();
  identity.key_file = head.Text();
  return identity;
}

}  // namespace

Status WriteRequest(const Request& request, ByteOutput& out) {
  HeadWriter head;
  head.Text(request.method);
  head.Text(request.url);
  head.Text(request.unix_socket);
  head.Headers(request.headers);
  PutIdentity(head, request.identity);
  head.Number(static_cast<uint64_t>(request.timeout));
  head.Number(request.max_body);
  head.Number(request.compress ? 1 : 0);
  head.Number(request.follow_redirects ? 1 : 0);
  return WriteMessage(kRequestKind, head.bytes(), request.body, out);
}

Result<std::optional<Request>> ReadRequest(ByteInput& in) {
  PLUMB_ASSIGN(const auto prefix, ReadPrefix(in, kRequestKind));
  if (!prefix) return std::optional<Request>();
  PLUMB_ASSIGN(const std::string bytes, ReadText(in, prefix->head));
  HeadReader head(bytes);
  Request request;
  request.method = head.Text();
  request.url = head.Text();
  request.unix_socket = head.Text();
  request.headers = head.Headers();
  request.identity = GetIdentity(head);
  request.timeout = static_cast<DurationMs>(head.Number());
  request.max_body = head.Number();
  request.compress = head.Number() != 0;
  request.follow_redirects = head.Number() != 0;
  if (!head.done()) return Damaged();
  PLUMB_ASSIGN(request.body, ReadText(in, prefix->body));
  return std::optional<Request>(std::move(request));
}

Status WriteAnswer(const Answer& answer, ByteOutput& out) {
  HeadWriter head;
  head.Number(static_cast<uint64_t>(answer.failure));
  head.Text(answer.error);
  head.Number(static_cast<uint64_t>(answer.status));
  head.Headers(answer.headers);
  head.Number(std::bit_cast<uint64_t>(answer.seconds));
  return WriteMessage(kAnswerKind, head.bytes(), answer.body, out);
}

Result<Answer> ReadAnswer(ByteInput& in) {
  PLUMB_ASSIGN(const auto prefix, ReadPrefix(in, kAnswerKind));
  if (!prefix) return Damaged();
  PLUMB_ASSIGN(const std::string bytes, ReadText(in, prefix->head));
  HeadReader head(bytes);
  Answer answer;
  const uint64_t failure = head.Number();
  answer.error = head.Text();
  answer.status = static_cast<int>(head.Number());
  answer.headers = head.Headers();
  answer.seconds = std::bit_cast<double>(head.Number());
  if (!head.done() || failure > static_cast<uint64_t>(Failure::kOther)) return Damaged();
  answer.failure = static_cast<Failure>(failure);
  PLUMB_ASSIGN(answer.body, ReadText(in, prefix->body));
  return answer;
}

}  // namespace plumb::fetch
