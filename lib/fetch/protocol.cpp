#include "fetch/protocol.h"

#include <array>
#include <cstring>

#include "base/byte_fields.h"

namespace plumb::fetch {

namespace {

constexpr std::string_view kMagic = "plumbf";
constexpr uint8_t kVersion = 1;
constexpr uint8_t kRequestKind = 'q';
constexpr uint8_t kAnswerKind = 'a';
// Headers and paths of a request, headers of an answer (curl takes 300 KB of those): past this a
// size is damage, not data.
constexpr uint32_t kMaxHead = 64u << 20;

struct Prefix {
  uint8_t kind = 0;
  uint32_t head = 0;
  uint64_t body = 0;
};
constexpr size_t kPrefixSize = 6 + 1 + 1 + 4 + 8;

void PutHeaders(FieldWriter& head, const std::vector<Header>& headers) {
  head.Number(headers.size());
  for (const auto& [name, value] : headers) {
    head.Text(name);
    head.Text(value);
  }
}

std::vector<Header> GetHeaders(FieldReader& head) {
  constexpr size_t kLeast = 2 * sizeof(uint64_t);  // two empty texts
  std::vector<Header> headers;
  for (uint64_t left = head.Count(kLeast); left > 0 && head.ok(); --left) {
    std::string name = head.Text();
    headers.emplace_back(std::move(name), head.Text());
  }
  return headers;
}

Error Damaged() {
  return {Exit::kOutside,
          "plumb-fetch and this program do not understand each other: they are of "
          "different versions"};
}

Result<std::string> ReadText(ByteInput& in, uint64_t size) {
  PLUMB_ASSIGN(std::string text, ReadUpTo(in, size));
  if (text.size() < size) return Damaged();
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

void PutIdentity(FieldWriter& head, const Identity& identity) {
  PutHeaders(head, identity.headers);
  head.Text(identity.bearer_file);
  head.Text(identity.netrc_file);
  head.Text(identity.ca_file);
  head.Text(identity.cert_file);
  head.Text(identity.key_file);
}

Identity GetIdentity(FieldReader& head) {
  Identity identity;
  identity.headers = GetHeaders(head);
  identity.bearer_file = head.Text();
  identity.netrc_file = head.Text();
  identity.ca_file = head.Text();
  identity.cert_file = head.Text();
  identity.key_file = head.Text();
  return identity;
}

}  // namespace

Status WriteRequest(const Request& request, ByteOutput& out) {
  FieldWriter head;
  head.Text(request.method);
  head.Text(request.url);
  head.Text(request.unix_socket);
  PutHeaders(head, request.headers);
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
  FieldReader head(bytes);
  Request request;
  request.method = head.Text();
  request.url = head.Text();
  request.unix_socket = head.Text();
  request.headers = GetHeaders(head);
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
  FieldWriter head;
  head.Number(static_cast<uint64_t>(answer.failure));
  head.Text(answer.error);
  head.Number(static_cast<uint64_t>(answer.status));
  PutHeaders(head, answer.headers);
  head.Real(answer.seconds);
  return WriteMessage(kAnswerKind, head.bytes(), answer.body, out);
}

Result<Answer> ReadAnswer(ByteInput& in) {
  PLUMB_ASSIGN(const auto prefix, ReadPrefix(in, kAnswerKind));
  if (!prefix) return Damaged();
  PLUMB_ASSIGN(const std::string bytes, ReadText(in, prefix->head));
  FieldReader head(bytes);
  Answer answer;
  const uint64_t failure = head.Number();
  answer.error = head.Text();
  answer.status = static_cast<int>(head.Number());
  answer.headers = GetHeaders(head);
  answer.seconds = head.Real();
  if (!head.done() || failure > static_cast<uint64_t>(Failure::kOther)) return Damaged();
  answer.failure = static_cast<Failure>(failure);
  PLUMB_ASSIGN(answer.body, ReadText(in, prefix->body));
  return answer;
}

}  // namespace plumb::fetch
