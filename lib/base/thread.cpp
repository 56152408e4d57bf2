#include "base/thread.h"

#include <sched.h>

#include <memory>

#include "base/result.h"

namespace plumb {

namespace {

struct Start {
  std::function<void()> work;
  std::optional<cpu_set_t> allowed;  // where the thread may run, if it began in a part of that
};

void* Run(void* argument) {
  const std::unique_ptr<Start> start(static_cast<Start*>(argument));
  if (start->allowed) sched_setaffinity(0, sizeof *start->allowed, &*start->allowed);
  start->work();
  return nullptr;
}

// The caller's processors, and all of them but the one it runs on.
struct Processors {
  cpu_set_t all;
  cpu_set_t others;
};

// None if there are no others.
std::optional<Processors> FindProcessors() {
  Processors found;
  const int here = sched_getcpu();
  if (here < 0 || sched_getaffinity(0, sizeof found.all, &found.all) != 0) return std::nullopt;
  found.others = found.all;
  CPU_CLR(static_cast<size_t>(here), &found.others);
  if (CPU_COUNT(&found.others) == 0) return std::nullopt;
  return found;
}

// `on`: the processors it begins on. The thread owns `start` then.
std::optional<pthread_t> Create(const cpu_set_t* on, std::unique_ptr<Start>& start) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return std::nullopt;
  pthread_t id;
  const bool created =
      (on == nullptr || pthread_attr_setaffinity_np(&attributes, sizeof *on, on) == 0) &&
      pthread_create(&id, &attributes, Run, start.get()) == 0;
  pthread_attr_destroy(&attributes);
  if (!created) return std::nullopt;
  static_cast<void>(start.release());
  return id;
}

// Takes the first of the others from the caller.
void LeaveOne(const Processors& processors) {
  size_t first = 0;
  while (!CPU_ISSET(first, &processors.others)) ++first;
  cpu_set_t left = processors.all;
  CPU_CLR(first, &left);
  sched_setaffinity(0, sizeof left, &left);
}

}  // namespace

HelperThread& HelperThread::operator=(HelperThread&& other) noexcept {
  PLUMB_ASSERT(!joinable());
  id_ = std::exchange(other.id_, std::nullopt);
  makers_ = other.makers_;
  return *this;
}

HelperThread::~HelperThread() {
  PLUMB_ASSERT(!joinable());
}

void HelperThread::join() {
  PLUMB_ASSERT(joinable());
  pthread_join(*id_, nullptr);
  id_.reset();
  if (makers_) sched_setaffinity(0, sizeof *makers_, &*makers_);
}

HelperThread TryThread(std::function<void()> work, Placement placement) {
  auto start = std::make_unique<Start>(Start{.work = std::move(work), .allowed = std::nullopt});
  HelperThread helper;
  if (const auto processors = FindProcessors()) {
    if (placement == Placement::kAnywhere) start->allowed = processors->all;
    helper.id_ = Create(&processors->others, start);
    if (helper.joinable() && placement == Placement::kApart) {
      helper.makers_ = processors->all;
      LeaveOne(*processors);
    }
  }
  // The other processors may be none, or have been taken away meanwhile.
  if (!helper.joinable()) helper.id_ = Create(nullptr, start);
  return helper;
}

}  // namespace plumb
