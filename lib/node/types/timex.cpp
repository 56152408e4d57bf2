// How well the clock is kept: what adjtimex(2) says.
#include "node/collector.h"

#include <sys/timex.h>

#include <cerrno>

#include "system/files.h"

namespace plumb::node {

namespace {

constexpr double kMicrosecond = 1e6;
constexpr double kNanosecond = 1e9;
constexpr double kPpmFraction =
    1e6 * 65536;  // parts per million with 16 bits of fraction, adjtimex(2)

double Number(long value) {
  return static_cast<double>(value);
}  // NOLINT: the type in struct timex

void EmitClock(const timex& clock, double unit, bool synchronized, Emitter& out) {
  out.Gauge("node_timex_sync_status",
            "Is clock synchronized to a reliable server (1 = yes, 0 = no).", synchronized ? 1 : 0);
  out.Gauge("node_timex_offset_seconds", "Time offset in between local system and reference clock.",
            Number(clock.offset) / unit);
  out.Gauge("node_timex_frequency_adjustment_ratio", "Local clock frequency adjustment.",
            1 + Number(clock.freq) / kPpmFraction);
  out.Gauge("node_timex_maxerror_seconds", "Maximum error in seconds.",
            Number(clock.maxerror) / kMicrosecond);
  out.Gauge("node_timex_estimated_error_seconds", "Estimated error in seconds.",
            Number(clock.esterror) / kMicrosecond);
  out.Gauge("node_timex_status", "Value of the status array bits.", clock.status);
  out.Gauge("node_timex_loop_time_constant", "Phase-locked loop time constant.",
            Number(clock.constant));
  out.Gauge("node_timex_tick_seconds", "Seconds between clock ticks.",
            Number(clock.tick) / kMicrosecond);
  out.Gauge("node_timex_tai_offset_seconds", "International Atomic Time (TAI) offset.", clock.tai);
}

void EmitPulse(const timex& clock, double unit, Emitter& out) {
  out.Gauge("node_timex_pps_frequency_hertz", "Pulse per second frequency.",
            Number(clock.ppsfreq) / kPpmFraction);
  out.Gauge("node_timex_pps_jitter_seconds", "Pulse per second jitter.",
            Number(clock.jitter) / unit);
  out.Gauge("node_timex_pps_shift_seconds", "Pulse per second interval duration.", clock.shift);
  out.Gauge("node_timex_pps_stability_hertz",
            "Pulse per second stability, average of recent frequency changes.",
            Number(clock.stabil) / kPpmFraction);
  out.Counter("node_timex_pps_jitter_total",
              "Pulse per second count of jitter limit exceeded events.", Number(clock.jitcnt));
  out.Counter("node_timex_pps_calibration_total",
              "Pulse per second count of calibration intervals.", Number(clock.calcnt));
  out.Counter("node_timex_pps_error_total", "Pulse per second count of calibration errors.",
              Number(clock.errcnt));
  out.Counter("node_timex_pps_stability_exceeded_total",
              "Pulse per second count of stability limit exceeded events.", Number(clock.stbcnt));
}

Status Collect(Machine& machine, Emitter& out) {
  static_cast<void>(machine);  // the kernel is asked directly
  timex clock = {};
  const int state = ::adjtimex(&clock);
  // Containers may forbid the call.
  if (state < 0)
    return Error{errno == EPERM ? Exit::kNoData : Exit::kOutside,
                 "cannot ask for the state of the clock: " + system::ErrnoText(errno)};
  const double unit = (clock.status & STA_NANO) != 0 ? kNanosecond : kMicrosecond;
  EmitClock(clock, unit, state != TIME_ERROR, out);
  EmitPulse(clock, unit, out);
  return Ok();
}

}  // namespace

extern const Collector collector_timex = {
    .name = "timex", .help = "how well the clock is kept", .collect = Collect};

}  // namespace plumb::node
