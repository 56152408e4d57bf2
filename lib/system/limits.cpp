#include "system/limits.h"

#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <new>

namespace plumb::system {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

// Made before they are needed: neither a signal handler nor a process without memory may allocate.
LastWords time_words;
LastWords memory_words;

[[noreturn]] void Say(const LastWords& words) {
  (void)!::write(STDERR_FILENO, words.text.data(), words.text.size());
  ::_exit(words.status);
}

void OnAlarm(int) {
  Say(time_words);
}

void OnNoMemory() {
  Say(memory_words);
}

// Bytes of data and stacks that the process has, as RLIMIT_DATA counts them; 0 if not known.
uint64_t DataBytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  std::array<unsigned long long, 6> pages{};
  const int read = std::fscanf(file, "%llu %llu %llu %llu %llu %llu", &pages[0], &pages[1],
                               &pages[2], &pages[3], &pages[4], &pages[5]);
  std::fclose(file);
  if (read != 6) return 0;
  return uint64_t{pages[5]} * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

void LimitTime(DurationMs time, LastWords words) {
  time_words = std::move(words);
  time_words.text += '\n';
  struct sigaction action {};
  action.sa_handler = OnAlarm;
  sigemptyset(&action.sa_mask);
  sigaction(SIGALRM, &action, nullptr);
  itimerval timer{};
  timer.it_value.tv_sec = time / kSecond;
  timer.it_value.tv_usec = static_cast<suseconds_t>(time % kSecond * 1000);
  setitimer(ITIMER_REAL, &timer, nullptr);
}

void LimitMemory(uint64_t bytes, LastWords words) {
  const uint64_t now = DataBytes();
  if (kSanitized || now == 0) return;
  memory_words = std::move(words);
  memory_words.text += '\n';
  std::set_new_handler(OnNoMemory);
  rlimit limit{};
  if (::getrlimit(RLIMIT_DATA, &limit) != 0) return;
  const rlim_t wanted = now + bytes;
  if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur <= wanted) return;
  limit.rlim_cur = wanted;
  (void)::setrlimit(RLIMIT_DATA, &limit);
}

}  // namespace plumb::system
