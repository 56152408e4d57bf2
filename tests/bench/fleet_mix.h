// SPDX-License-Identifier: Apache-2.0
// The series that queries are raced over: a fleet of services, scraped every 15 s for a day, and
// many connections of which there are six hours only.
#pragma once

#include <array>
#include <cmath>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/duration.h"
#include "base/time_zone.h"
#include "model/labels.h"

namespace plumb::bench {

inline constexpr Timestamp kFleetStart = 1'795'046'400'000;  // midnight UTC
inline constexpr DurationMs kFleetStep = 15'000;

// Series that are made together, as buckets of one histogram are.
struct FleetGroup {
  std::vector<model::Labels> labels;
  int instance = 0;
  int from_hour = 0;
  // Writes the next value of each.
  std::function<void(std::span<double>)> next;
};

// How a fleet's numbers move: idle and busy counters, seconds of processors, gauges of two kinds.
enum class Motion { kIdle, kBusy, kSeconds, kBytes, kDegrees };

// How many of each there are, as multiples of the fleet that `query_peers.sh` races over.
struct FleetSize {
  int hosts = 10;           // of 100 requests' series, 96 buckets and 64 gauges each
  int connections = 10000;  // of 20 more hosts
};

class FleetMix {
 public:
  explicit FleetMix(FleetSize size) {
    for (int host = 0; host < size.hosts; ++host) {
      AddRequests(host);
      AddBuckets(host);
      AddProcessors(host, size.hosts);
      AddGauges(host);
      const model::Labels labels = {{"__name__", "build_info"},
                                    {"instance", fmt::format("web{}:9100", host)},
                                    {"job", "api"},
                                    {"version", fmt::format("1.{}", host % 3)}};
      groups_.push_back({{labels}, host, 0, [](std::span<double> values) { values[0] = 1; }});
    }
    AddConnections(size);
  }
  std::vector<FleetGroup>& groups() { return groups_; }

 private:
  void AddOne(model::Labels labels, int instance, Motion motion, int from_hour = 0) {
    std::mt19937_64 random(groups_.size() + 7);
    const auto start = static_cast<double>(random() % 1'000'000);
    const double rate = static_cast<double>(1 + random() % 30);
    groups_.push_back({{std::move(labels)},
                       instance,
                       from_hour,
                       [=, value = start](std::span<double> values) mutable {
                         const auto some = [&random](uint64_t n) {
                           return static_cast<double>(random() % n);
                         };
                         if (motion == Motion::kIdle) values[0] = start;
                         if (motion == Motion::kBusy)
                           values[0] = value += rate * 15 + some(static_cast<uint64_t>(rate) * 4);
                         if (motion == Motion::kSeconds)
                           values[0] = value = std::round((value + some(1500) / 100) * 100) / 100;
                         if (motion == Motion::kBytes) values[0] = 4096 * (100'000 + some(2000));
                         if (motion == Motion::kDegrees) values[0] = 40 + some(4000) / 100;
                       }});
  }

  void AddRequests(int host) {
    for (int path = 0; path < 25; ++path)
      for (const int code : {200, 404, 500, 503})
        AddOne({{"__name__", "api_requests_total"},
                {"code", std::to_string(code)},
                {"instance", fmt::format("web{}:9100", host)},
                {"job", "api"},
                {"path", fmt::format("/p{}", path)}},
               host, code == 503 ? Motion::kIdle : Motion::kBusy);
  }

  void AddBuckets(int host) {
    static constexpr std::array kBounds = {"0.005", "0.01", "0.025", "0.05", "0.1",  "0.25",
                                           "0.5",   "1",    "2.5",   "5",    "10.0", "+Inf"};
    for (int path = 0; path < 8; ++path) {
      std::vector<model::Labels> labels;
      for (const char* bound : kBounds)
        labels.push_back({{"__name__", "api_duration_seconds_bucket"},
                          {"instance", fmt::format("web{}:9100", host)},
                          {"job", "api"},
                          {"le", bound},
                          {"path", fmt::format("/p{}", path)}});
      std::mt19937_64 random(groups_.size() + 7);
      groups_.push_back({std::move(labels), host, 0,
                         [random, counts = std::array<double, kBounds.size()>()](
                             std::span<double> values) mutable {
                           double below = 0;
                           for (size_t i = 0; i < counts.size(); ++i) {
                             const uint64_t most = i < 6 ? 8 * (i + 1) : 60 / (i + 1);
                             counts[i] += static_cast<double>(random() % most);
                             values[i] = below += counts[i];
                           }
                         }});
    }
  }

  // 256 of ten hosts.
  void AddProcessors(int host, int hosts) {
    static constexpr std::array kModes = {"idle",    "iowait", "irq",    "nice",
                                          "softirq", "steal",  "system", "user"};
    if (host * 10 >= hosts * 8) return;
    for (int cpu = 0; cpu < 4; ++cpu)
      for (const char* mode : kModes)
        AddOne({{"__name__", "cpu_seconds_total"},
                {"cpu", std::to_string(cpu)},
                {"instance", fmt::format("web{}:9100", host)},
                {"job", "api"},
                {"mode", mode}},
               host, mode == std::string_view("steal") ? Motion::kIdle : Motion::kSeconds);
  }

  void AddGauges(int host) {
    for (int i = 0; i < 32; ++i)
      for (const bool memory : {true, false})
        AddOne({{"__name__", memory ? "memory_bytes" : "temperature_celsius"},
                {"instance", fmt::format("web{}:9100", host)},
                {"job", "api"},
                {"part", std::to_string(i)}},
               host, memory ? Motion::kBytes : Motion::kDegrees);
  }

  void AddConnections(FleetSize size) {
    constexpr int kEdges = 20;
    for (int i = 0; i < size.connections; ++i)
      AddOne({{"__name__", "connection_bytes_total"},
              {"instance", fmt::format("edge{}:9100", i % kEdges)},
              {"job", "edge"},
              {"peer", fmt::format("10.0.{}.{}", i / 250, i % 250)},
              {"zone", fmt::format("zone{}", i % 7)}},
             size.hosts + i % kEdges, i % 5 == 0 ? Motion::kIdle : Motion::kBusy, 18);
  }

  std::vector<FleetGroup> groups_;
};

// When an instance is scraped: each at its own place in the interval, some ms beside the beat.
inline std::vector<Timestamp> FleetTimes(int instance, int scrapes) {
  std::mt19937_64 random(static_cast<uint64_t>(instance) + 1);
  std::normal_distribution<double> jitter(0, 5);
  const auto place = static_cast<DurationMs>(random() % 14'000) + 500;
  std::vector<Timestamp> times;
  for (int i = 0; i < scrapes; ++i)
    times.push_back(kFleetStart + i * kFleetStep + place + std::lround(jitter(random)));
  return times;
}

}  // namespace plumb::bench
