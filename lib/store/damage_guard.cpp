#include "store/damage_guard.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <string_view>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/result.h"
#include "store/schema.h"
#include "system/files.h"

namespace plumb::store {

namespace {

// A length in a page has 32 bits: so far beyond the map may a wrong one lead.
constexpr uintptr_t kReach = uintptr_t{1} << 32;
constexpr size_t kLongestText = 4096;
// One store for most programs; what is beyond is not watched.
constexpr size_t kMaxWatched = 16;

// What a signal handler may look at: plain memory, made ready before.
struct Watched {
  std::atomic<uintptr_t> begin{0};
  std::atomic<uintptr_t> end{0};  // 0: nothing is watched here
  bool taken = false;
  size_t text_size = 0;
  std::array<char, kLongestText> text{};
};
std::array<Watched, kMaxWatched> all_watched;
std::mutex watched_mutex;
// The store that this thread's call of LMDB is about.
thread_local const Watched* current_call = nullptr;
struct sigaction bus_before;
struct sigaction segv_before;

[[noreturn]] void End(const Watched& watched) {
  (void)!write(STDERR_FILENO, watched.text.data(), watched.text_size);
  _exit(static_cast<int>(Exit::kStore));
}

void OnFault(int number, siginfo_t* facts, void*) {
  if (current_call != nullptr) End(*current_call);
  const auto address = reinterpret_cast<uintptr_t>(facts->si_addr);
  for (const Watched& watched : all_watched)
    if (watched.end != 0 && address >= watched.begin && address < watched.end + kReach)
      End(watched);
  // Not ours: the instruction runs again, and the fault goes its usual way.
  sigaction(number, number == SIGBUS ? &bus_before : &segv_before, nullptr);
}

void OnAssertion(MDB_env* env, const char*) {
  if (const auto* watched = static_cast<const Watched*>(mdb_env_get_userctx(env))) End(*watched);
}

void CatchFaults() {
  struct sigaction action {};
  action.sa_sigaction = OnFault;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, &bus_before);
  sigaction(SIGSEGV, &action, &segv_before);
}

// The next word of a line of /proc/self/maps.
std::string_view TakeWord(std::string_view& line) {
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(line.size(), word.size() + 1));
  return word;
}

uintptr_t ParseHex(std::string_view text) {
  uintptr_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, 16);
  return number;
}

// LMDB does not say where its map is; the system does: `begin-end perms offset dev inode path`,
// proc_pid_maps(5). Not found, nothing is watched.
void SetRange(Watched& watched, MDB_env* env) {
  MDB_envinfo info{};
  mdb_env_info(env, &info);
  int fd = -1;
  mdb_env_get_fd(env, &fd);
  struct stat facts {};
  const auto maps = system::ReadFile("/proc/self/maps");
  if (!maps.ok() || fstat(fd, &facts) != 0) return;
  const std::string inode = fmt::to_string(facts.st_ino);
  for (size_t at = 0; at < maps->size();) {
    const size_t end = std::min(maps->find('\n', at), maps->size());
    std::string_view line = std::string_view(*maps).substr(at, end - at);
    at = end + 1;
    const std::string_view range = TakeWord(line);
    const size_t dash = std::min(range.find('-'), range.size() - 1);
    const uintptr_t first = ParseHex(range.substr(0, dash));
    const uintptr_t last = ParseHex(range.substr(dash + 1));
    for (int skipped = 0; skipped < 3; ++skipped) TakeWord(line);
    // The system rounds a map's size up to whole pages.
    if (TakeWord(line) != inode || last - first < info.me_mapsize) continue;
    watched.begin = first;
    watched.end = last;
  }
}

}  // namespace

DamageGuard::DamageGuard(MDB_env* env, const std::string& path) {
  const std::lock_guard guard(watched_mutex);
  static std::once_flag once;
  std::call_once(once, CatchFaults);
  const auto free = std::find_if(all_watched.begin(), all_watched.end(),
                                 [](const Watched& watched) { return !watched.taken; });
  if (free == all_watched.end()) return;
  free->taken = true;
  slot_ = static_cast<int>(free - all_watched.begin());
  const Error error = DamagedError(path, "pages of its data.mdb make no sense");
  const std::string text =
      fmt::format("{}: {}\n", program_invocation_short_name, error.message).substr(0, kLongestText);
  std::memcpy(free->text.data(), text.data(), text.size());
  free->text_size = text.size();
  SetRange(*free, env);
  mdb_env_set_userctx(env, &*free);
  mdb_env_set_assert(env, OnAssertion);
}

DamageGuard::~DamageGuard() {
  if (slot_ < 0) return;
  const std::lock_guard guard(watched_mutex);
  Watched& watched = all_watched[static_cast<size_t>(slot_)];
  watched.end = 0;
  watched.taken = false;
}

void DamageGuard::Moved(MDB_env* env) {
  if (slot_ >= 0) SetRange(all_watched[static_cast<size_t>(slot_)], env);
}

std::optional<uint64_t> DamageGuard::OffsetOf(const char* address) const {
  if (slot_ < 0) return std::nullopt;
  const Watched& watched = all_watched[static_cast<size_t>(slot_)];
  const auto at = reinterpret_cast<uintptr_t>(address);
  if (at < watched.begin || at >= watched.end) return std::nullopt;
  return at - watched.begin;
}

LmdbCall::LmdbCall(MDB_env* env) {
  current_call = static_cast<const Watched*>(mdb_env_get_userctx(env));
}

LmdbCall::~LmdbCall() {
  current_call = nullptr;
}

}  // namespace plumb::store
