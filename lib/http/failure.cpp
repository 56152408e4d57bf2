#include "http/failure.h"

#include <fmt/core.h>

#include "system/files.h"

namespace plumb::http {

namespace {

using fetch::Failure;

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// What OpenSSL says last: `error:0A00010B:SSL routines::wrong version number` without its head.
std::string_view TlsReason(std::string_view detail) {
  const size_t at = detail.rfind("::");
  if (at != std::string_view::npos) return detail.substr(at + 2);
  for (const std::string_view head : {"SSL certificate problem: ", "SSL: "})
    if (detail.starts_with(head)) return detail.substr(head.size());
  return detail;
}

FailureWords Certificate(const FailureFacts& facts) {
  const std::string_view reason = TlsReason(facts.detail);
  std::string text = fmt::format("certificate not trusted: {}", reason);
  if (Has(reason, "issuer") || Has(reason, "self-signed") || Has(reason, "self signed"))
    text += facts.request.identity.ca_file.empty()
                ? " (--cacert FILE names one to trust)"
                : fmt::format(" (not signed by what is in '{}')", facts.request.identity.ca_file);
  return {Failure::kTls, std::move(text)};
}

FailureWords Handshake(const FailureFacts& facts) {
  const std::string_view reason = TlsReason(facts.detail);
  if (Has(reason, "wrong version number"))
    return {Failure::kTls,
            "TLS failed: the server does not speak TLS on this port, is it http://?"};
  if (Has(reason, "certificate required") || Has(reason, "bad certificate"))
    return {Failure::kTls, fmt::format("TLS failed: {} (--cert and --key name ours)", reason)};
  return {Failure::kTls,
          fmt::format("TLS failed: {}", reason.empty() ? "no reason given" : reason)};
}

FailureWords Connect(const FailureFacts& facts) {
  const std::string& socket = facts.request.unix_socket;
  std::string why =
      facts.os_error != 0 ? system::ErrnoText(static_cast<int>(facts.os_error)) : "no connection";
  if (!socket.empty()) why = fmt::format("cannot connect to '{}': {}", socket, why);
  return {Failure::kConnect, std::move(why)};
}

FailureWords Cut(const FailureFacts& facts) {
  if (Has(facts.detail, "reset by peer")) return {Failure::kCut, "connection reset by the server"};
  if (facts.code == CURLE_GOT_NOTHING)
    return {Failure::kCut, "the server closed the connection without an answer"};
  return {Failure::kCut, "the connection ended before the answer did"};
}

}  // namespace

FailureWords DescribeFailure(const FailureFacts& facts) {
  const fetch::Identity& identity = facts.request.identity;
  switch (facts.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {Failure::kResolve, fmt::format("no such host '{}'", facts.host)};
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {Failure::kResolve, "no such host: the proxy that the environment names"};
    case CURLE_COULDNT_CONNECT:
      return Connect(facts);
    case CURLE_PEER_FAILED_VERIFICATION:
      return Certificate(facts);
    case CURLE_SSL_CONNECT_ERROR:
      return Handshake(facts);
    case CURLE_SSL_CACERT_BADFILE:
      return {Failure::kTls, fmt::format("cannot read certificates from '{}'", identity.ca_file)};
    case CURLE_SSL_CERTPROBLEM:
      return {Failure::kTls, fmt::format("cannot use the certificate '{}' with its key: {}",
                                         identity.cert_file, TlsReason(facts.detail))};
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return Has(facts.detail, "SSL routines") ? Handshake(facts) : Cut(facts);
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return {Failure::kOther, "the answer is not HTTP"};
    default:
      return {Failure::kOther,
              facts.detail.empty() ? curl_easy_strerror(facts.code) : std::string(facts.detail)};
  }
}

}  // namespace plumb::http
