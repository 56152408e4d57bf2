#include "scrape/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/number.h"
#include "text/escape.h"
#include "text/suggest.h"

namespace plumb::scrape {

namespace {

constexpr std::string_view kDefaultPath = "/metrics";
constexpr std::array<std::string_view, 5> kSchemes = {"http", "https", "unix", "file", "exec"};

Error Wrong(std::string_view text, std::string_view what) {
  return {Exit::kUsage, fmt::format("target '{}': {}", text::ForTerminal(text), what)};
}

bool IsPort(std::string_view text) {
  const auto port = ParseInt(text);
  return port && *port > 0 && *port < 65536 && text[0] != '+';
}

struct Authority {
  std::string_view host;  // with its brackets, if it is an IPv6 address
  std::string_view port;  // "" if there is none
};

// Splits HOST[:PORT]; an empty host is given back where it is neither.
Authority SplitAuthority(std::string_view text) {
  const size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == std::string_view::npos) return {};
  const size_t colon = text.find(':', bracket);
  if (colon == std::string_view::npos) return {text, ""};
  const std::string_view port = text.substr(colon + 1);
  return IsPort(port) ? Authority{text.substr(0, colon), port} : Authority{};
}

bool HasOddCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' || c == '#';
  });
}

// `rest` is what stands behind `scheme://`.
Result<Address> ParseUrl(std::string_view text, std::string_view scheme, std::string_view rest) {
  const size_t end = std::min(rest.find_first_of("/?"), rest.size());
  const std::string_view authority = rest.substr(0, end);
  const std::string_view behind = rest.substr(end);
  if (authority.find('@') != std::string_view::npos)
    return Error{Exit::kUsage,
                 "a target's URL cannot hold a password, which others could read; put it into a "
                 "file for --netrc"};
  if (HasOddCharacter(rest)) return Wrong(text, "a blank, a control character or '#' in a URL");
  if (SplitAuthority(authority).host.empty())
    return Wrong(text, "no host, or a port that is none; an IPv6 address stands in brackets");
  std::string url = fmt::format("{}://{}", scheme, authority);
  if (!behind.starts_with('/')) url += kDefaultPath;
  url += behind;
  return Address{.transport = Transport::kHttp,
                 .place = url,
                 .unix_socket = "",
                 .name = url,
                 .instance = std::string(authority)};
}

Result<Address> ParseUnix(std::string_view text, std::string_view rest) {
  const size_t colon = rest.find(":/");
  const std::string socket(rest.substr(0, colon));
  const std::string path(colon == std::string_view::npos ? kDefaultPath : rest.substr(colon + 1));
  if (socket.empty()) return Wrong(text, "no path of a socket, as in unix:/run/app.sock");
  if (HasOddCharacter(path)) return Wrong(text, "a blank, a control character or '#' in a URL");
  return Address{.transport = Transport::kHttp,
                 .place = "http://localhost" + path,
                 .unix_socket = socket,
                 .name = fmt::format("unix:{}:{}", socket, path),
                 .instance = socket};
}

Result<Address> ParseFile(std::string_view text, std::string_view path) {
  while (path.starts_with("//")) path.remove_prefix(1);  // file:///etc/x
  if (path.empty()) return Wrong(text, "no path, as in file:/run/app.prom");
  return Address{.transport = Transport::kFile,
                 .place = std::string(path),
                 .unix_socket = "",
                 .name = fmt::format("file:{}", path),
                 .instance = std::string(path)};
}

Result<Address> ParseCommand(std::string_view text, std::string_view command) {
  if (command.find_first_not_of(" \t") == std::string_view::npos)
    return Wrong(text, "no command, as in 'exec:df-metrics --all'");
  return Address{.transport = Transport::kCommand,
                 .place = std::string(command),
                 .unix_socket = "",
                 .name = fmt::format("exec:{}", command),
                 .instance = std::string(command)};
}

// HOST:PORT[/PATH], or a path of a file.
Result<Address> ParseBare(std::string_view text) {
  const size_t end = std::min(text.find_first_of("/?"), text.size());
  const std::string_view authority = text.substr(0, end);
  const Authority split = SplitAuthority(authority);
  if (!split.host.empty() && !split.port.empty()) return ParseUrl(text, "http", text);
  if (text.find('/') != std::string_view::npos) return ParseFile(text, text);
  const size_t colon = authority.find(':');
  if (colon != std::string_view::npos && authority.find(':', colon + 1) == std::string_view::npos)
    return Wrong(text, fmt::format("'{}' is no port, a number from 1 to 65535",
                                   authority.substr(colon + 1)));
  if (colon != std::string_view::npos)
    return Wrong(text, "not HOST:PORT; an IPv6 address stands in brackets, as in [::1]:9100");
  return Wrong(text, fmt::format("no port; say {0}:9100, or ./{0} if it is a file", text));
}

bool IsScheme(std::string_view text) {
  return std::find(kSchemes.begin(), kSchemes.end(), text) != kSchemes.end();
}

Result<Address> ParsePlain(std::string_view text) {
  const size_t colon = text.find(':');
  const std::string_view scheme = text.substr(0, colon);
  const std::string_view rest = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  if (scheme == "unix" && !IsPort(rest)) return ParseUnix(text, rest);
  if (scheme == "file" && !IsPort(rest)) return ParseFile(text, rest);
  if (scheme == "exec" && !IsPort(rest)) return ParseCommand(text, rest);
  if (!rest.starts_with("//")) return ParseBare(text);
  if (scheme == "http" || scheme == "https") return ParseUrl(text, scheme, rest.substr(2));
  return Wrong(text,
               fmt::format("unknown scheme '{}'{}", scheme, text::DidYouMean(scheme, kSchemes)));
}

// The length of `INSTANCE=` in front of a target; 0 if there is none. What has a scheme, a path or
// a query before the sign has none.
size_t InstancePrefix(std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) return 0;
  const std::string_view before = text.substr(0, equals);
  if (before.find_first_of("/? \t") != std::string_view::npos) return 0;
  return IsScheme(before.substr(0, before.find(':'))) ? 0 : equals + 1;
}

}  // namespace

Result<Address> ParseAddress(std::string_view text) {
  const size_t prefix = InstancePrefix(text);
  if (text.size() == prefix) return Wrong(text, "no address");
  PLUMB_ASSIGN(Address address, ParsePlain(text.substr(prefix)));
  if (prefix > 0) address.instance = text.substr(0, prefix - 1);
  return address;
}

uint64_t Target::Hash() const {
  return Hash64(labels.bytes() + '\0' + address.name);
}

Target MakeTarget(std::shared_ptr<const ScrapeSpec> spec, Address address,
                  const model::Labels& extra) {
  model::LabelsBuilder labels(extra);
  if (!extra.Has("job")) labels.Set("job", spec->job);
  if (!extra.Has("instance")) labels.Set("instance", address.instance);
  return {.spec = std::move(spec), .address = std::move(address), .labels = labels.Build()};
}

}  // namespace plumb::scrape
