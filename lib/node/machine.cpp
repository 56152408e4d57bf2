#include "node/machine.h"

#include "node/proc_text.h"
#include "system/files.h"

#include <fmt/core.h>
#include <sys/utsname.h>

namespace plumb::node {

namespace {

// Puts a file that is not there apart from one that cannot be read.
Error Judge(Error error, const std::string& path) {
  if (!system::Exists(path)) error.code = Exit::kNoData;
  return error;
}

}  // namespace

std::string HostName() {
  utsname names = {};
  if (::uname(&names) != 0 || names.nodename[0] == '\0') return "localhost";
  return names.nodename;
}

Result<std::reference_wrapper<const std::string>> Machine::Proc(std::string_view path) {
  const auto known = proc_files_.find(path);
  if (known != proc_files_.end()) return std::cref(known->second);
  const std::string full = fmt::format("{}/{}", roots_.proc, path);
  auto text = system::ReadFile(full);
  if (!text.ok()) return Judge(std::move(text).error(), full);
  return std::cref(proc_files_.emplace(std::string(path), *std::move(text)).first->second);
}

Result<std::string> Machine::Sys(std::string_view path) const {
  const std::string full = SysPath(path);
  auto text = system::ReadFile(full);
  if (!text.ok()) return Judge(std::move(text).error(), full);
  return std::string(Trim(*text));
}

Result<std::vector<std::string>> Machine::ListSys(std::string_view path) const {
  const std::string full = SysPath(path);
  auto names = system::ListDirectory(full);
  if (!names.ok()) return Judge(std::move(names).error(), full);
  return names;
}

std::string Machine::RootPath(std::string_view path) const {
  if (roots_.root == "/") return std::string(path);
  return roots_.root + std::string(path);
}

std::string Machine::SysPath(std::string_view path) const {
  return fmt::format("{}/{}", roots_.sys, path);
}

}  // namespace plumb::node
