#include "store/location.h"

#include <array>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "system/files.h"

namespace plumb::store {

namespace {

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

// $XDG_STATE_HOME must be absolute (XDG base directory specification); another value is ignored.
std::optional<std::string> UserStore(const LocationFacts& facts) {
  if (facts.xdg_state_home.starts_with('/')) return facts.xdg_state_home + "/plumb/metrics.plumb";
  if (!facts.home.empty()) return facts.home + "/.local/state/plumb/metrics.plumb";
  return std::nullopt;
}

Error NowhereError() {
  return {Exit::kUsage,
          "no place for a store: neither $PLUMB_DATA nor $HOME is set; name one with -d"};
}

}  // namespace

LocationFacts SystemLocationFacts() {
  return {.plumb_data = Variable("PLUMB_DATA"),
          .xdg_state_home = Variable("XDG_STATE_HOME"),
          .home = Variable("HOME"),
          .root = geteuid() == 0};
}

Result<std::string> DefaultStoreForWriting(const LocationFacts& facts) {
  if (!facts.plumb_data.empty()) return facts.plumb_data;
  if (facts.root) return std::string(kSystemStore);
  if (auto path = UserStore(facts)) return *std::move(path);
  return NowhereError();
}

Result<std::string> DefaultStoreForReading(
    const LocationFacts& facts, const std::function<bool(const std::string&)>& readable) {
  if (!facts.plumb_data.empty()) return facts.plumb_data;
  if (facts.root) return std::string(kSystemStore);
  const std::optional<std::string> own = UserStore(facts);
  if (own && readable(*own)) return *own;
  if (readable(std::string(kSystemStore))) return std::string(kSystemStore);
  if (own) return *own;
  return NowhereError();
}

Result<std::string> DefaultStoreForReading(const LocationFacts& facts) {
  return DefaultStoreForReading(facts, IsReadableStore);
}

bool IsReadableStore(const std::string& path) {
  const std::string data = system::IsDirectory(path) ? path + "/data.mdb" : path;
  return access(data.c_str(), R_OK) == 0;
}

bool IsBundle(const std::string& path) {
  // What is read of a pipe is gone.
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  // LMDB 0.9: a page's head of 16 bytes, then the magic number of a meta page.
  constexpr size_t kPageHead = 16;
  constexpr std::string_view kMagic("\xde\xc0\xef\xbe", 4);
  const auto file = system::OpenInput(path);
  if (!file.ok()) return false;
  std::array<char, kPageHead + kMagic.size()> head{};
  size_t size = 0;
  while (size < head.size()) {
    const auto read = (*file)->Read(head.data() + size, head.size() - size);
    if (!read.ok() || *read == 0) return false;
    size += *read;
  }
  return std::string_view(head.data(), size).substr(kPageHead) == kMagic;
}

Error NoStoreError(const std::string& path) {
  const auto standard = DefaultStoreForWriting(SystemLocationFacts());
  const bool named = !standard.ok() || *standard != path;
  const std::string where = named ? fmt::format(" -d '{}'", path) : "";
  return {Exit::kStore, fmt::format("no store at '{0}' yet; make one with:\n"
                                    "  plumb-node | plumb-ingest{1}\n"
                                    "  plumb-scrape localhost:9100 | plumb-ingest{1}",
                                    path, where)};
}

}  // namespace plumb::store
