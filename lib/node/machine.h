// SPDX-License-Identifier: Apache-2.0
// The machine as collectors see it: the folders where the kernel shows itself, and the time.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time_zone.h"
#include "model/sample_sink.h"
#include "node/filters.h"

namespace plumb::node {

// Where the kernel's file systems are mounted; tests name a tree of their own.
struct Roots {
  std::string proc = "/proc";
  std::string sys = "/sys";
  std::string root = "/";
  std::string udev = "/run/udev/data";
  std::string textfiles;  // the folder of *.prom files; "" for none
};

// The machine's name, as gethostname(2) gives it; "localhost" where there is none.
std::string HostName();

// Reads one exposition page into the sink. Passed in, since formats stand beside this folder.
using PageReader = std::function<Status(const std::string& text, model::SampleSink& sink)>;

// What one page is collected from. Errors of its functions have the code kNoData where the file is
// not there at all (the kernel has no such feature), and kOutside otherwise.
class Machine {
 public:
  // REQUIRES: the arguments outlive the machine.
  Machine(const Roots& roots, const Filters& filters, Timestamp now, TimeZone zone)
      : roots_(roots), filters_(filters), now_(now), zone_(std::move(zone)) {}

  [[nodiscard]] const Roots& roots() const { return roots_; }
  [[nodiscard]] const Filters& filters() const { return filters_; }
  [[nodiscard]] Timestamp now() const { return now_; }
  [[nodiscard]] const TimeZone& zone() const { return zone_; }
  [[nodiscard]] const PageReader& read_page() const { return read_page_; }
  void set_read_page(PageReader reader) { read_page_ = std::move(reader); }

  // A file under /proc ("net/dev"). Each is read once a page; the reference lives as long as the
  // machine.
  Result<std::reference_wrapper<const std::string>> Proc(std::string_view path);
  // A file under /sys, without blanks and newlines at its ends.
  [[nodiscard]] Result<std::string> Sys(std::string_view path) const;
  // Sorted names in a folder under /sys.
  [[nodiscard]] Result<std::vector<std::string>> ListSys(std::string_view path) const;
  // Where a path of the machine ("/etc/os-release") is found from here.
  [[nodiscard]] std::string RootPath(std::string_view path) const;
  [[nodiscard]] std::string SysPath(std::string_view path) const;

 private:
  const Roots& roots_;
  const Filters& filters_;
  Timestamp now_;
  TimeZone zone_;
  PageReader read_page_;
  std::map<std::string, std::string, std::less<>> proc_files_;
};

}  // namespace plumb::node
